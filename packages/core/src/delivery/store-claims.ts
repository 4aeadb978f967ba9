import type { ClaimState, DeliveryStore } from './delivery-store.ts'
import type { Handling } from './handling.ts'
import { waitForStore } from './store-answer.ts'
import { pause, pauseInBackground } from './timers.ts'

interface ClaimSettings {
  readonly leaseMs: number
  readonly handlingLimitMs: number
  readonly storeTimeoutMs: number
}

/** A lease is renewed after this share of its duration. */
const RENEWAL_SHARE = 0.3
/** How often a copy checks whether the run in another process has ended. */
const POLL_MS = 100

/** The claims of one guard in a store that other processes share. */
export class StoreClaims {
  readonly renewEveryMs: number
  readonly #store: DeliveryStore
  readonly #settings: ClaimSettings

  constructor(store: DeliveryStore, settings: ClaimSettings) {
    this.#store = store
    this.#settings = settings
    this.renewEveryMs = Math.floor(settings.leaseMs * RENEWAL_SHARE)
  }

  /**
   * Claims a delivery. If another process is handling it, waits until that has ended, or until the deadline.
   *
   * @throws the store's error. The claim may or may not have been made then.
   */
  async claim(handling: Handling, deadlineMs: number): Promise<ClaimState> {
    const { leaseMs } = this.#settings
    let isAskedAgain = false
    for (;;) {
      handling.leasedAtMs = performance.now()
      const state = await this.#ask(this.#store.claim(handling.id, handling.token, leaseMs))
      const nowMs = performance.now()
      if (state === 'claimed') {
        const isLate = nowMs - handling.leasedAtMs >= leaseMs
        if (!isLate || isAskedAgain) return 'claimed'
        // The process was paused: another one may have claimed the delivery since.
        isAskedAgain = true
        continue
      }
      if (state !== 'done' && state !== 'in-progress') throw createAnswerError(state)
      if (state === 'done' || nowMs >= deadlineMs) return state
      await pause(Math.min(POLL_MS, deadlineMs - nowMs))
    }
  }

  renewWhenDue(handling: Handling, nowMs: number): void {
    if (handling.renewal || nowMs - handling.leasedAtMs < this.renewEveryMs / 2) return
    handling.leasedAtMs = nowMs
    handling.renewal = this.#renew(handling).finally(() => {
      handling.renewal = undefined
    })
  }

  /** Renews the lease. Claims the delivery again if the lease expired and nobody else took it. Never rejects. */
  async #renew(handling: Handling): Promise<void> {
    const { id, token } = handling
    const { leaseMs } = this.#settings
    try {
      if (await this.#ask(this.#store.renew(id, token, leaseMs))) return
      if (handling.outcome) return
      if ((await this.#ask(this.#store.claim(id, token, leaseMs))) !== 'claimed') handling.cancel()
    } catch {
      // The store is unavailable: the next tick tries again. Nobody else gets the delivery until the lease expires.
    }
  }

  /** @throws the store's error. */
  async release({ id, token, renewal }: Handling): Promise<void> {
    // A pending renewal could claim the delivery again after its release.
    if (renewal) await renewal
    await this.#ask(this.#store.release(id, token))
  }

  /**
   * Watches an event that another process is handling, until that has ended.
   *
   * @param isKnown - whether this process handles or has handled the event in the meantime, which ends the watch.
   * @returns whether the run ended without handling the event, most likely because its process died.
   */
  async watch(id: string, isKnown: () => boolean): Promise<boolean> {
    const { leaseMs, handlingLimitMs } = this.#settings
    const token = crypto.randomUUID()
    const endsAtMs = performance.now() + handlingLimitMs + leaseMs
    while (performance.now() < endsAtMs) {
      await pauseInBackground(leaseMs / 2)
      if (isKnown()) return false
      try {
        const state = await this.#ask(this.#store.claim(id, token, leaseMs))
        if (state === 'done') return false
        if (state === 'in-progress') continue
        await this.#ask(this.#store.release(id, token))
        return true
      } catch {
        // The store is unavailable: try again in the next round.
      }
    }
    return false
  }

  /** Waits for an answer, up to `storeTimeoutMs`. */
  #ask<Answer>(answer: Answer | Promise<Answer>): Answer | Promise<Answer> {
    return waitForStore(answer, this.#settings.storeTimeoutMs)
  }
}

/** An invalid answer is a failure of the store. If it were taken for 'in-progress', every copy would be turned away. */
function createAnswerError(answer: unknown): Error {
  return new TypeError(
    `telnyx-call: the delivery store answered a claim with ${answer}; expected 'claimed', 'in-progress' or 'done'.`,
  )
}
