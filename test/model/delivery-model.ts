import type { Claim } from '@telnyx-call/core'

interface Entry {
  /** The number of the claim that holds the id, or that it was handled. */
  readonly holder: number | 'done'
  readonly endsAt: number
}

/** What a delivery store should say, as plainly as it can be put. Claims have numbers, as only stores know their tokens. */
export class DeliveryModel {
  readonly #maxIds: number
  /** What was handled last comes last. */
  readonly #entries = new Map<string, Entry>()
  #now = 0
  #claims = 0

  constructor(maxIds = Number.POSITIVE_INFINITY) {
    this.#maxIds = maxIds
  }

  numberClaim(): number {
    return ++this.#claims
  }

  /** The same claim may come twice, where its answer was lost. */
  claim(id: string, claim: number, leaseMs: number): Claim['state'] {
    const holder = this.#entries.get(id)?.holder ?? claim
    if (holder === 'done') return 'done'
    if (holder !== claim) return 'in-progress'
    if (!this.#entries.has(id)) this.#entries.set(id, { holder: claim, endsAt: this.#now + leaseMs })
    return 'claimed'
  }

  commit(id: string, claim: number, ttlMs: number): void {
    const holder = this.#entries.get(id)?.holder ?? claim
    if (holder !== claim) return
    this.#entries.delete(id)
    while (this.#entries.size >= this.#maxIds && this.#forgetFirstHandled());
    this.#entries.set(id, { holder: 'done', endsAt: this.#now + ttlMs })
  }

  release(id: string, claim: number): void {
    if (this.#entries.get(id)?.holder === claim) this.#entries.delete(id)
  }

  advance(durationMs: number): void {
    this.#now += durationMs
    for (const [id, { endsAt }] of this.#entries) if (endsAt <= this.#now) this.#entries.delete(id)
  }

  #forgetFirstHandled(): boolean {
    for (const [id, { holder }] of this.#entries) if (holder === 'done') return this.#entries.delete(id)
    return false
  }
}
