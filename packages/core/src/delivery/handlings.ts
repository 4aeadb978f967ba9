import { publishForgotten } from '../observe/events.ts'
import { doTimersEndWithRequest } from '../runtime.ts'
import type { DeliveryStore } from './delivery-store.ts'
import { HandledDeliveries } from './handled-deliveries.ts'
import { Handling, type HandlingOutcome } from './handling.ts'
import type { WatchedRun } from './outcomes.ts'
import { waitForStore } from './store-answer.ts'
import { pause, pauseInBackground, startBackgroundTimer } from './timers.ts'
import { UncommittedDeliveries } from './uncommitted-deliveries.ts'

/** How a guard claims, with nothing left to check. Durations are in milliseconds. */
export interface HandlingSettings {
  /** Undefined where the guard's own memory is enough. */
  readonly store: DeliveryStore | undefined
  readonly rememberMs: number
  readonly leaseMs: number
  readonly waitForCopyMs: number
  readonly handlingLimitMs: number
  readonly storeTimeoutMs: number
}

/** A run to start, or why there is none: the event was handled, or somebody (in this process or another) is still at it. */
export type ClaimResult = Handling | 'done' | 'in-progress' | 'in-progress-elsewhere'

/** How many handled deliveries a guard remembers. In front of a store, fewer are enough: the store knows the rest. */
const OWN_MEMORY_IDS = 100_000
const MEMORY_IDS_BEFORE_STORE = 10_000

/** A lease is renewed when so much of it is over. */
const RENEWAL_SHARE = 0.3
const LONGEST_TICK_MS = 1000
/** How often a copy asks the store whether the run elsewhere has ended. */
const POLL_MS = 100

/**
 * What this guard is handling and has handled. Its own memory comes first: it settles the copies that reach this process without asking
 * the store, also while the store is away.
 */
export class Handlings {
  /** Called when a run reaches the time limit before its outcome is known. */
  onLimit: ((run: WatchedRun) => void) | undefined
  readonly #settings: HandlingSettings
  readonly #running = new Map<string, Handling>()
  readonly #active = new Set<Handling>()
  /** What runs elsewhere, and is watched from here. */
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

  /** How many runs have no outcome yet, and how many outcomes the store does not know yet. */
  get pending(): number {
    return this.#active.size + this.#uncommitted.size
  }

  /** Whether there are handled deliveries that the store does not know of. */
  get hasUncommitted(): boolean {
    return this.#uncommitted.size > 0
  }

  /** Resolves when the store knows of every delivery that was handled. It never rejects. */
  commitAgain(): Promise<void> {
    return this.#uncommitted.retry()
  }

  /** Claims an event. It never throws or rejects; it waits for a run of the same event up to `waitForCopyMs`. */
  claim(id: string): ClaimResult | Promise<ClaimResult> {
    const nowMs = performance.now()
    if (this.#handled.has(id, nowMs)) return 'done'
    const run = this.#running.get(id)
    if (run && this.#isOverdue(run, nowMs)) this.#giveUp(run)
    if (this.#running.has(id)) return this.#waitForRun(id, nowMs + this.#settings.waitForCopyMs)
    return this.#claimFree(id, nowMs, nowMs + this.#settings.waitForCopyMs)
  }

  /** Starts a run that claims nothing, for handlers that see every copy. */
  startUnclaimed(id: string): Handling {
    const handling = new Handling(id, '', performance.now())
    handling.isDeduplicated = false
    this.#activate(handling)
    return handling
  }

  /**
   * Ends a run. A run that was abandoned can still turn out to have been handled; otherwise only the first outcome counts.
   *
   * @returns what the store failed with, where it did. The promise never rejects.
   */
  async end(handling: Handling, outcome: HandlingOutcome): Promise<unknown> {
    const { id, token } = handling
    this.#active.delete(handling)
    handling.outcome = outcome
    // What is left of the former tables of a Map or a Set can outlive many requests, and must not keep this one.
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
      // At once: until the store knows, a process that dies leaves the event to be handled again.
      if (isHandled) return await this.#uncommitted.commit(id, token)
      // A renewal that is under way could claim the delivery after it was released.
      await handling.renewal
      await waitForStore(Promise.resolve(store.release(id, token)), storeTimeoutMs)
      return undefined
    } catch (storeError) {
      return storeError
    }
  }

  /**
   * Watches an event whose run elsewhere a copy was sent away for.
   *
   * @returns whether that run ended without having handled the event, most likely because its process died. However many copies were sent
   *   away, only one of them is told so.
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
    // There is one: without a store nothing runs elsewhere.
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
        // The store is away: the next round asks again.
      }
    }
    return false
  }

  /** Untracked runs have no token, and nobody waits for them. */
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
          // The process was paused: somebody else may have taken the delivery since.
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
      // Whether the claim was made is not known. Where it was, the token is the one to commit or to release.
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

  /** Looks after all runs: one timer for all of them costs a delivery nothing. */
  readonly #tick = (): void => {
    this.#timer = undefined
    const nowMs = performance.now()
    for (const handling of this.#active) this.#lookAfter(handling, nowMs)
    if (this.#active.size > 0) this.#timer = startBackgroundTimer(this.#tick, this.#tickMs)
  }

  /** Looks after one run by timers of its own, which belong to its request. */
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

  /** Whether nobody looks after a run any more: the runtime may have ended its request, with its timers and all that it waited for. */
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

  /** Where the lease was over and nobody took the delivery, it is claimed again. The promise never rejects. */
  async #renew(handling: Handling, store: DeliveryStore): Promise<void> {
    const { id, token } = handling
    const { leaseMs, storeTimeoutMs } = this.#settings
    try {
      if (await waitForStore(Promise.resolve(store.renew(id, token, leaseMs)), storeTimeoutMs)) return
      if (handling.outcome) return
      const state = await waitForStore(Promise.resolve(store.claim(id, token, leaseMs)), storeTimeoutMs)
      if (state !== 'claimed') handling.cancel()
    } catch {
      // The store is away: the next tick asks again, and until the lease is over nobody else gets the delivery.
    }
  }
}

/** What a store must not answer is its failure; taken for 'in-progress', every copy would be sent away. */
function createAnswerError(answer: unknown): Error {
  return new TypeError(
    `telnyx-call: the delivery store answered a claim with ${answer}; wanted 'claimed', 'in-progress' or 'done'.`,
  )
}
