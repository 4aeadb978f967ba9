import type { ClaimState } from '@telnyx-call/core'

interface Entry {
  /** Who holds the id; `undefined`: it was handled. */
  readonly token: string | undefined
  readonly endsAt: number
}

/** What a delivery store should say, as plainly as it can be put. */
export class DeliveryModel {
  readonly #maxIds: number
  /** What was handled last comes last. */
  readonly #entries = new Map<string, Entry>()
  #now = 0

  constructor(maxIds = Number.POSITIVE_INFINITY) {
    this.#maxIds = maxIds
  }

  claim(id: string, token: string, leaseMs: number): ClaimState {
    const entry = this.#entries.get(id)
    if (entry && entry.token !== token) return entry.token === undefined ? 'done' : 'in-progress'
    this.#entries.set(id, { token, endsAt: this.#now + leaseMs })
    return 'claimed'
  }

  isHeldBy(id: string, token: string): boolean {
    return this.#entries.get(id)?.token === token
  }

  renew(id: string, token: string, leaseMs: number): boolean {
    if (!this.isHeldBy(id, token)) return false
    this.#entries.set(id, { token, endsAt: this.#now + leaseMs })
    return true
  }

  commit(id: string, rememberMs: number): void {
    this.#entries.delete(id)
    while (this.#entries.size >= this.#maxIds && this.#forgetFirstHandled());
    this.#entries.set(id, { token: undefined, endsAt: this.#now + rememberMs })
  }

  release(id: string, token: string): void {
    if (this.isHeldBy(id, token)) this.#entries.delete(id)
  }

  advance(durationMs: number): void {
    this.#now += durationMs
    for (const [id, { endsAt }] of this.#entries) if (endsAt <= this.#now) this.#entries.delete(id)
  }

  #forgetFirstHandled(): boolean {
    for (const [id, { token }] of this.#entries) if (token === undefined) return this.#entries.delete(id)
    return false
  }
}
