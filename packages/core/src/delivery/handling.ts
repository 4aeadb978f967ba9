import { doTimersEndWithRequest } from '../runtime.ts'
import type { WatchedRun } from './outcomes.ts'
import { pause } from './timers.ts'

/** How often a copy checks whether the run has ended, in runtimes where it cannot be notified. */
const LOOK_MS = 20

/**
 * The outcome of a handler run. `'handled'`: it succeeded. `'failed'`: it threw, or answered with anything but a success. `'abandoned'`:
 * its response broke off, or it took longer than `handlingLimitMs`.
 */
export type HandlingOutcome = 'handled' | 'failed' | 'abandoned'

/** One handler run, from the claim to the outcome. */
export class Handling {
  readonly id: string
  /** Token of the claim; empty if nothing was claimed. */
  readonly token: string
  readonly startedAtMs: number
  /** Whether the guard ensures that no other run of the same event takes place. */
  isDeduplicated = true
  /** The store's error, if the claim failed. */
  storeError: unknown
  /** When the lease was last requested. */
  leasedAtMs: number
  /** The pending renewal, if there is one. */
  renewal: Promise<void> | undefined
  outcome: HandlingOutcome | undefined
  /** The run to report when the time limit is reached; cleared once the outcome is known. */
  run: WatchedRun | undefined
  #isCancelled = false
  #controller: AbortController | undefined
  #waiters: ((isHandled: boolean) => void)[] | undefined
  /** Whether the event was handled; undefined until the run has ended. */
  #isHandled: boolean | undefined

  constructor(id: string, token: string, nowMs: number) {
    this.id = id
    this.token = token
    this.startedAtMs = nowMs
    this.leasedAtMs = nowMs
  }

  /** Aborted when another run has taken over the event, or the time limit is reached. Created on first access. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#isCancelled) this.#controller.abort()
    return this.#controller.signal
  }

  /** Tells the handler to stop. */
  cancel(): void {
    this.#isCancelled = true
    this.#controller?.abort()
  }

  /** Resolves to whether the event was handled, or to `undefined` if that is not known within `limitMs`. */
  waitForEnd(limitMs: number): Promise<boolean | undefined> {
    return doTimersEndWithRequest ? this.#lookForEnd(limitMs) : this.#listenForEnd(limitMs)
  }

  /** Polls with its own timers, because in these runtimes one request must not resume another. */
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

  /** Resolves everything that waits for the end. */
  announceEnd(isHandled: boolean): void {
    this.#isHandled = isHandled
    const waiters = this.#waiters
    this.#waiters = undefined
    for (const tell of waiters ?? []) tell(isHandled)
  }
}
