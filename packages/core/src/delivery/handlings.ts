import { publishForgotten } from '../observe/events.ts'
import { doTimersEndWithRequest } from '../runtime.ts'
import type { DeliveryStore } from './delivery-store.ts'
import { HandledDeliveries } from './handled-deliveries.ts'
import { Handling, type HandlingOutcome } from './handling.ts'
import type { WatchedRun } from './outcomes.ts'
import { StoreClaims } from './store-claims.ts'
import { startBackgroundTimer } from './timers.ts'
import { UncommittedDeliveries } from './uncommitted-deliveries.ts'

/** Validated settings for claims. Durations are in milliseconds. */
export interface HandlingSettings {
  /** Undefined if only the guard's own memory is used. */
  readonly store: DeliveryStore | undefined
  readonly rememberMs: number
  readonly leaseMs: number
  readonly waitForCopyMs: number
  readonly handlingLimitMs: number
  readonly storeTimeoutMs: number
}

/** A run to start, or why there is none: the event was handled, or is being handled by this process or another. */
export type ClaimResult = Handling | 'done' | 'in-progress' | 'in-progress-elsewhere'

/** How many handled deliveries a guard remembers. With a store, fewer are enough, since the store has the rest. */
const OWN_MEMORY_IDS = 100_000
const MEMORY_IDS_BEFORE_STORE = 10_000

const LONGEST_TICK_MS = 1000

/**
 * Tracks what this guard is handling and has handled. Its own memory is checked first, so copies that reach this process are recognized
 * without asking the store, even while the store is down.
 */
export class Handlings {
  /** Called when a run reaches the time limit before its outcome is known. */
  onLimit: ((run: WatchedRun) => void) | undefined
  readonly #settings: HandlingSettings
  readonly #running = new Map<string, Handling>()
  readonly #active = new Set<Handling>()
  /** Ids of events that another process is handling and this one watches. */
  readonly #watched = new Set<string>()
  readonly #handled: HandledDeliveries
  readonly #uncommitted: UncommittedDeliveries
  readonly #storeClaims: StoreClaims | undefined
  readonly #tickMs: number
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(settings: HandlingSettings) {
    this.#settings = settings
    const { store, handlingLimitMs } = settings
    this.#handled = store
      ? new HandledDeliveries(MEMORY_IDS_BEFORE_STORE)
      : new HandledDeliveries(OWN_MEMORY_IDS, publishForgotten)
    this.#uncommitted = new UncommittedDeliveries(settings)
    this.#storeClaims = store && new StoreClaims(store, settings)
    this.#tickMs = Math.min(this.#storeClaims?.renewEveryMs ?? handlingLimitMs, LONGEST_TICK_MS)
  }

  /** Number of runs without an outcome, plus outcomes not yet committed to the store. */
  get pending(): number {
    return this.#active.size + this.#uncommitted.size
  }

  /** Whether there are handled deliveries that are not committed to the store yet. */
  get hasUncommitted(): boolean {
    return this.#uncommitted.size > 0
  }

  /** Resolves once every handled delivery is committed to the store. Never rejects. */
  commitAgain(): Promise<void> {
    return this.#uncommitted.retry()
  }

  /** Claims an event. Never throws or rejects. If the event is being handled, waits up to `waitForCopyMs`. */
  claim(id: string): ClaimResult | Promise<ClaimResult> {
    const nowMs = performance.now()
    if (this.#handled.has(id, nowMs)) return 'done'
    const deadlineMs = nowMs + this.#settings.waitForCopyMs
    const run = this.#running.get(id)
    if (run && !this.#isOverdue(run, nowMs)) return this.#waitForRun(id, deadlineMs)
    if (run) this.#giveUp(run)
    return this.#claimFree(id, nowMs, deadlineMs)
  }

  /** Starts a run without a claim, for handlers that get every copy. */
  startUnclaimed(id: string): Handling {
    const handling = new Handling(id, '', performance.now())
    handling.isDeduplicated = false
    this.#activate(handling)
    return handling
  }

  /**
   * Ends a run. Only the first outcome counts, except that an abandoned run can still succeed. Never rejects.
   *
   * @returns the store's error, if it failed.
   */
  async end(handling: Handling, outcome: HandlingOutcome): Promise<unknown> {
    const { id } = handling
    this.#active.delete(handling)
    handling.outcome = outcome
    // Maps and Sets can retain deleted entries of old backing stores for many requests. Those must not keep this one alive.
    handling.run = undefined
    if (!this.#isClaim(handling)) return undefined
    const isHandled = outcome === 'handled'
    if (isHandled) this.#handled.add(id, performance.now(), this.#settings.rememberMs)
    if (this.#running.get(id) === handling) this.#running.delete(id)
    // Before copies are told: they claim the delivery right away.
    const telling = this.#tellStore(handling, isHandled)
    handling.announceEnd(isHandled)
    return telling
  }

  /** Commits the delivery immediately, since it would be handled again if the process died before that. Never rejects. */
  async #tellStore(handling: Handling, isHandled: boolean): Promise<unknown> {
    if (!this.#storeClaims) return undefined
    if (isHandled) return this.#uncommitted.commit(handling.id, handling.token)
    try {
      await this.#storeClaims.release(handling)
      return undefined
    } catch (storeError) {
      return storeError
    }
  }

  /**
   * Watches an event after a copy was turned away because another process was handling it.
   *
   * @returns whether that run ended without handling the event, most likely because its process died. However many copies were turned away,
   *   only one call returns true.
   */
  async watchElsewhere(id: string): Promise<boolean> {
    // Without a store, nothing runs in other processes.
    if (!this.#storeClaims || this.#watched.has(id)) return false
    this.#watched.add(id)
    const isKnown = () => this.#running.has(id) || this.#handled.has(id, performance.now())
    const isAbandoned = await this.#storeClaims.watch(id, isKnown)
    this.#watched.delete(id)
    return isAbandoned
  }

  /** Unclaimed runs have no token, and nothing waits for them. */
  #isClaim(handling: Handling): boolean {
    return handling.token !== ''
  }

  async #waitForRun(id: string, deadlineMs: number): Promise<ClaimResult> {
    for (;;) {
      const nowMs = performance.now()
      if (this.#handled.has(id, nowMs)) return 'done'
      const run = this.#running.get(id)
      if (run === undefined) return this.#claimFree(id, nowMs, deadlineMs)
      if (nowMs >= deadlineMs || (await run.waitForEnd(deadlineMs - nowMs)) === undefined)
        return 'in-progress'
    }
  }

  #claimFree(id: string, nowMs: number, deadlineMs: number): Handling | Promise<ClaimResult> {
    const storeClaims = this.#storeClaims
    const handling = new Handling(id, storeClaims ? crypto.randomUUID() : id, nowMs)
    this.#running.set(id, handling)
    if (storeClaims) return this.#claimInStore(handling, storeClaims, deadlineMs)
    this.#activate(handling)
    return handling
  }

  async #claimInStore(
    handling: Handling,
    storeClaims: StoreClaims,
    deadlineMs: number,
  ): Promise<ClaimResult> {
    try {
      const state = await storeClaims.claim(handling, deadlineMs)
      if (state !== 'claimed') {
        const isDone = state === 'done'
        if (isDone) this.#handled.add(handling.id, performance.now(), this.#settings.rememberMs)
        this.#running.delete(handling.id)
        handling.announceEnd(isDone)
        return isDone ? 'done' : 'in-progress-elsewhere'
      }
    } catch (storeError) {
      // The claim may or may not have been made. If it was, this token can still commit or release it.
      handling.storeError = storeError
      handling.isDeduplicated = false
    }
    this.#activate(handling)
    return handling
  }

  #activate(handling: Handling): void {
    this.#active.add(handling)
    if (doTimersEndWithRequest) this.#lookAfterAlone(handling)
    else this.#timer ??= startBackgroundTimer(this.#tick, this.#tickMs)
  }

  /** Serves all runs with a single timer, so that a delivery does not need its own. */
  readonly #tick = (): void => {
    this.#timer = undefined
    const nowMs = performance.now()
    for (const handling of this.#active) this.#lookAfter(handling, nowMs)
    if (this.#active.size > 0) this.#timer = startBackgroundTimer(this.#tick, this.#tickMs)
  }

  /** Serves one run with its own timers, which belong to its request. */
  #lookAfterAlone(handling: Handling): void {
    startBackgroundTimer(() => {
      if (!this.#active.has(handling)) return
      this.#lookAfter(handling, performance.now())
      this.#lookAfterAlone(handling)
    }, this.#tickMs)
  }

  #lookAfter(handling: Handling, nowMs: number): void {
    if (nowMs - handling.startedAtMs >= this.#settings.handlingLimitMs) this.#giveUp(handling)
    else if (this.#isClaim(handling)) this.#storeClaims?.renewWhenDue(handling, nowMs)
  }

  #giveUp(handling: Handling): void {
    handling.cancel()
    if (handling.run) this.onLimit?.(handling.run)
    // It ended while it was being claimed.
    else this.#running.delete(handling.id)
  }

  /**
   * Whether a run has been orphaned: the runtime may have ended its request, along with its timers and everything that it was waiting for.
   */
  #isOverdue({ startedAtMs }: Handling, nowMs: number): boolean {
    const { handlingLimitMs, waitForCopyMs, storeTimeoutMs } = this.#settings
    return nowMs - startedAtMs >= handlingLimitMs + waitForCopyMs + storeTimeoutMs + LONGEST_TICK_MS
  }
}
