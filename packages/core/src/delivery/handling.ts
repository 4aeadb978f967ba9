import { doTimersEndWithRequest } from '../runtime.ts'
import type { WatchedRun } from './outcomes.ts'
import { pause } from './timers.ts'

/** How often a copy looks whether the run has ended, where it cannot be told. */
const LOOK_MS = 20

/**
 * What became of a handler's run. `'handled'`: it succeeded. `'failed'`: it threw, or answered something other than a success.
 * `'abandoned'`: it broke its answer off, or took longer than `handlingLimitMs`.
 */
export type HandlingOutcome = 'handled' | 'failed' | 'abandoned'

/** One run of a handler, from the claim to the outcome. */
export class Handling {
  readonly id: string
  /** Under which the store holds the delivery; empty where there is no store to ask. */
  readonly token: string
  readonly startedAtMs: number
  /** Whether the guard answers for it that no other run of the same event takes place. */
  isDeduplicated = true
  /** What the store failed with when it was asked for the claim. */
  storeError: unknown
  /** When the lease was last asked for. */
  leasedAtMs: number
  /** The store's answer to the latest renewal, while it is awaited. */
  renewal: Promise<void> | undefined
  outcome: HandlingOutcome | undefined
  /** Who is to learn of the outcome, until it is known. */
  run: WatchedRun | undefined
  #isCancelled = false
  #controller: AbortController | undefined
  #waiters: ((isHandled: boolean) => void)[] | undefined
  /** Whether the event was handled, once the run has ended. */
  #isHandled: boolean | undefined

  constructor(id: string, token: string, nowMs: number) {
    this.id = id
    this.token = token
    this.startedAtMs = nowMs
    this.leasedAtMs = nowMs
  }

  /** Aborted when another run of the event has taken over, or the time limit is reached. Made when it is asked for. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#isCancelled) this.#controller.abort()
    return this.#controller.signal
  }

  /** Tells the handler that its work is no longer needed. */
  cancel(): void {
    this.#isCancelled = true
    this.#controller?.abort()
  }

  /** Resolves to whether the event was handled, or to `undefined` when `limitMs` is over before that is known. */
  waitForEnd(limitMs: number): Promise<boolean | undefined> {
    return doTimersEndWithRequest ? this.#lookForEnd(limitMs) : this.#listenForEnd(limitMs)
  }

  /** By its own timers, because a request must not be woken by another one there. */
  async #lookForEnd(limitMs: number): Promise<boolean | undefined> {
    const deadlineMs = performance.now() + limitMs
    while (this.#isHandled === undefined && performance.now() < deadlineMs) await pause(LOOK_MS)
    return this.#isHandled
  }

  #listenForEnd(limitMs: number): Promise<boolean | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs, undefined)
      this.#waiters ??= []
      this.#waiters.push((isHandled) => {
        clearTimeout(timer)
        resolve(isHandled)
      })
    })
  }

  /** Lets those go on who wait for the end. */
  announceEnd(isHandled: boolean): void {
    this.#isHandled = isHandled
    const waiters = this.#waiters
    this.#waiters = undefined
    for (const tell of waiters ?? []) tell(isHandled)
  }
}
