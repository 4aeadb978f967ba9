import { publishForgotten } from '../observe/events.ts'
import { doTimersEndWithRequest } from '../runtime.ts'
import type { DeliveryStore } from './delivery-store.ts'
import { HandledDeliveries } from './handled-deliveries.ts'
import { Handling, type HandlingOutcome } from './handling.ts'
import type { WatchedRun } from './outcomes.ts'
import { waitForStore } from './store-answer.ts'
import { pause, pauseInBackground, startBackgroundTimer } from './timers.ts'
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

/** A lease is renewed after this share of its duration. */
const RENEWAL_SHARE = 0.3
const LONGEST_TICK_MS = 1000
/** How often a copy checks whether the run in another process has ended. */
const POLL_MS = 100

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
  readonly #renewEveryMs: number
  readonly #tickMs: number
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(settings: HandlingSettings) {
    this.#settings = settings
    const { store, leaseMs, handlingLimitMs } = settings
    this.#handled = store
      ? new HandledDeliveries(MEMORY_IDS_BEFORE_STORE)
      : new HandledDeliveries(OWN_MEMORY_IDS, publishForgotten)
    this.#uncommitted = new UncommittedDeliveries(settings)
    this.#renewEveryMs = Math.floor(leaseMs * RENEWAL_SHARE)
    this.#tickMs = Math.min(store ? this.#renewEveryMs : handlingLimitMs, LONGEST_TICK_MS)
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
    const run = this.#running.get(id)
    if (run && this.#isOverdue(run, nowMs)) this.#giveUp(run)
    if (this.#running.has(id)) return this.#waitForRun(id, nowMs + this.#settings.waitForCopyMs)
    return this.#claimFree(id, nowMs, nowMs + this.#settings.waitForCopyMs)
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
    const { id, token } = handling
    this.#active.delete(handling)
    handling.outcome = outcome
    // Maps and Sets can retain deleted entries of old backing stores for many requests. Those must not keep this one alive.
    handling.run = undefined
    if (!this.#isClaim(handling)) return undefined
    const isHandled = outcome === 'handled'
    const nowMs = performance.now()
    if (isHandled && !this.#handled.has(id, nowMs)) this.#handled.add(id, nowMs, this.#settings.rememberMs)
    if (this.#running.get(id) === handling) this.#running.delete(id)
    handling.announceEnd(isHandled)
    const { store, storeTimeoutMs } = this.#settings
    if (!store) return undefined
    try {
      // Commit immediately: if the process dies before that, the event is handled again.
      if (isHandled) return await this.#uncommitted.commit(id, token)
      // A pending renewal could claim the delivery again after its release.
      await handling.renewal
      await waitForStore(Promise.resolve(store.release(id, token)), storeTimeoutMs)
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
    if (this.#watched.has(id)) return false
    this.#watched.add(id)
    const isAbandoned = await this.#watchForEnd(id)
    this.#watched.delete(id)
    return isAbandoned
  }

  async #watchForEnd(id: string): Promise<boolean> {
    const { leaseMs, handlingLimitMs, storeTimeoutMs } = this.#settings
    // Always set: without a store, nothing runs in other processes.
    const store = this.#settings.store as DeliveryStore
    const token = crypto.randomUUID()
    const endsAtMs = performance.now() + handlingLimitMs + leaseMs
    while (performance.now() < endsAtMs) {
      await pauseInBackground(leaseMs / 2)
      if (this.#running.has(id) || this.#handled.has(id, performance.now())) return false
      try {
        const state = await waitForStore(Promise.resolve(store.claim(id, token, leaseMs)), storeTimeoutMs)
        if (state === 'done') return false
        if (state === 'in-progress') continue
        await waitForStore(Promise.resolve(store.release(id, token)), storeTimeoutMs)
        return true
      } catch {
        // The store is unavailable: try again in the next round.
      }
    }
    return false
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
    const { store } = this.#settings
    const handling = new Handling(id, store ? crypto.randomUUID() : id, nowMs)
    this.#running.set(id, handling)
    if (store) return this.#claimInStore(handling, store, deadlineMs)
    this.#activate(handling)
    return handling
  }

  async #claimInStore(handling: Handling, store: DeliveryStore, deadlineMs: number): Promise<ClaimResult> {
    const { id, token } = handling
    const { leaseMs, storeTimeoutMs, rememberMs } = this.#settings
    let isAskedAgain = false
    try {
      for (;;) {
        handling.leasedAtMs = performance.now()
        const answer = store.claim(id, token, leaseMs)
        const state = typeof answer === 'string' ? answer : await waitForStore(answer, storeTimeoutMs)
        const nowMs = performance.now()
        if (state === 'claimed') {
          const isLate = nowMs - handling.leasedAtMs >= leaseMs
          if (!isLate || isAskedAgain) break
          // The process was paused: another one may have claimed the delivery since.
          isAskedAgain = true
          continue
        }
        const isDone = state === 'done'
        if (!isDone && state !== 'in-progress') throw createAnswerError(state)
        if (isDone) this.#handled.add(id, nowMs, rememberMs)
        if (isDone || nowMs >= deadlineMs) {
          this.#running.delete(id)
          handling.announceEnd(isDone)
          return isDone ? 'done' : 'in-progress-elsewhere'
        }
        await pause(Math.min(POLL_MS, deadlineMs - nowMs))
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
    const { store, handlingLimitMs } = this.#settings
    if (nowMs - handling.startedAtMs >= handlingLimitMs) this.#giveUp(handling)
    else if (store && this.#isClaim(handling)) this.#renewWhenDue(handling, store, nowMs)
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

  #renewWhenDue(handling: Handling, store: DeliveryStore, nowMs: number): void {
    if (handling.renewal || nowMs - handling.leasedAtMs < this.#renewEveryMs / 2) return
    handling.leasedAtMs = nowMs
    handling.renewal = this.#renew(handling, store).finally(() => {
      handling.renewal = undefined
    })
  }

  /** Renews the lease. Claims the delivery again if the lease expired and nobody else took it. Never rejects. */
  async #renew(handling: Handling, store: DeliveryStore): Promise<void> {
    const { id, token } = handling
    const { leaseMs, storeTimeoutMs } = this.#settings
    try {
      if (await waitForStore(Promise.resolve(store.renew(id, token, leaseMs)), storeTimeoutMs)) return
      if (handling.outcome) return
      const state = await waitForStore(Promise.resolve(store.claim(id, token, leaseMs)), storeTimeoutMs)
      if (state !== 'claimed') handling.cancel()
    } catch {
      // The store is unavailable: the next tick tries again. Nobody else gets the delivery until the lease expires.
    }
  }
}

/** An invalid answer is a failure of the store. If it were taken for 'in-progress', every copy would be turned away. */
function createAnswerError(answer: unknown): Error {
  return new TypeError(
    `telnyx-call: the delivery store answered a claim with ${answer}; expected 'claimed', 'in-progress' or 'done'.`,
  )
}
