import type { DeliveryStore } from './delivery-store.ts'
import { waitForStore } from './store-answer.ts'
import { pauseInBackground } from './timers.ts'

interface CommitSettings {
  readonly store: DeliveryStore | undefined
  readonly rememberMs: number
  readonly storeTimeoutMs: number
}

const RETRY_MS = 500
const OVERDUE_MS = 2000
/** As many as a guard remembers. No tolerable outage is long enough to reach it. */
const MAX_IDS = 100_000

/** Handled deliveries that are not committed to the store yet. Their commits are retried until they succeed. */
export class UncommittedDeliveries {
  readonly #settings: CommitSettings
  readonly #tokens = new Map<string, string>()
  /** Latest time at which the next try should start. */
  #nextTryByMs = 0

  constructor(settings: CommitSettings) {
    this.#settings = settings
  }

  get size(): number {
    return this.#tokens.size
  }

  /** Commits a delivery, or keeps it for `retry` if that fails. Never rejects. @returns the store's error, if it failed. */
  async commit(id: string, token: string): Promise<unknown> {
    try {
      await this.#ask(id, token)
      return undefined
    } catch (storeError) {
      if (this.#tokens.size < MAX_IDS) this.#tokens.set(id, token)
      return storeError
    }
  }

  /** Retries until everything is committed, unless a retry is already running. Never rejects. */
  async retry(): Promise<void> {
    // An overdue retry has ended with its request, in runtimes that end everything that a request started.
    if (performance.now() < this.#nextTryByMs) return
    while (this.#tokens.size > 0) {
      this.#expectNextTry(RETRY_MS)
      await pauseInBackground(RETRY_MS)
      await this.#commitAll()
    }
    this.#nextTryByMs = 0
  }

  #expectNextTry(delayMs: number): void {
    this.#nextTryByMs = performance.now() + delayMs + OVERDUE_MS
  }

  /** Stops at the first failure, since the store is most likely unavailable. The next round starts with another delivery. */
  async #commitAll(): Promise<void> {
    for (const [id, token] of this.#tokens) {
      this.#expectNextTry(this.#settings.storeTimeoutMs)
      try {
        await this.#ask(id, token)
        this.#tokens.delete(id)
      } catch {
        this.#tokens.delete(id)
        this.#tokens.set(id, token)
        return
      }
    }
  }

  async #ask(id: string, token: string): Promise<void> {
    const { store, rememberMs, storeTimeoutMs } = this.#settings
    await waitForStore(store?.commit(id, token, rememberMs), storeTimeoutMs)
  }
}
