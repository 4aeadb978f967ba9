import type { DeliveryStore } from './delivery-store.ts'
import { waitForStore } from './store-answer.ts'
import { pauseInBackground } from './timers.ts'

interface CommitSettings {
  readonly store: DeliveryStore | undefined
  readonly rememberMs: number
  readonly storeTimeoutMs: number
}

const RETRY_MS = 500
/** As many as a guard remembers: more than the store can miss in an outage that anybody sits out. */
const MAX_IDS = 100_000

/** The handled deliveries that the store does not know of yet. It is asked again until it does. */
export class UncommittedDeliveries {
  readonly #settings: CommitSettings
  readonly #tokens = new Map<string, string>()
  #isRetrying = false

  constructor(settings: CommitSettings) {
    this.#settings = settings
  }

  get size(): number {
    return this.#tokens.size
  }

  /** @returns what the store failed with at the first try, where it did. The promise never rejects. */
  async commit(id: string, token: string): Promise<unknown> {
    try {
      await this.#ask(id, token)
      return undefined
    } catch (storeError) {
      if (this.#tokens.size < MAX_IDS) this.#tokens.set(id, token)
      void this.#retry()
      return storeError
    }
  }

  async #retry(): Promise<void> {
    if (this.#isRetrying) return
    this.#isRetrying = true
    while (this.#tokens.size > 0) {
      await pauseInBackground(RETRY_MS)
      await this.#commitAll()
    }
    this.#isRetrying = false
  }

  /** Ends at the first that fails, because most likely the store is away. The next round begins with another one. */
  async #commitAll(): Promise<void> {
    for (const [id, token] of this.#tokens) {
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
    await waitForStore(Promise.resolve(store?.commit(id, token, rememberMs)), storeTimeoutMs)
  }
}
