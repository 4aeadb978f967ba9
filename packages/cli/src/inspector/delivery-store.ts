import type { HeldDelivery } from './held-delivery.ts'

/** Deliveries that are held at most, and bytes of their bodies and answers. */
export const DELIVERY_CAP = 5_000
const BYTE_CAP = 64 * 1024 * 1024

/** What has changed since a revision. */
export interface StoreChanges {
  /** In the order of their revisions. */
  readonly changed: readonly (readonly [revision: number, delivery: HeldDelivery])[]
  readonly droppedIds: readonly string[]
}

interface Entry {
  readonly delivery: HeldDelivery
  readonly revision: number
}

/** The latest deliveries. Each change has a revision, so that a page can catch up; the oldest are dropped at a cap. */
export class DeliveryStore {
  readonly #cap: number
  readonly #byteCap: number
  /** In the order in which they arrived. */
  readonly #entries = new Map<string, Entry>()
  readonly #dropped: { readonly id: string; readonly revision: number }[] = []
  readonly #listeners = new Set<() => void>()
  #revision = 0
  #bytes = 0

  constructor({
    cap = DELIVERY_CAP,
    byteCap = BYTE_CAP,
  }: { readonly cap?: number; readonly byteCap?: number } = {}) {
    this.#cap = cap
    this.#byteCap = byteCap
  }

  /** Of the latest change. */
  get revision(): number {
    return this.#revision
  }

  get size(): number {
    return this.#entries.size
  }

  find(id: string): HeldDelivery | undefined {
    return this.#entries.get(id)?.delivery
  }

  list(): HeldDelivery[] {
    return [...this.#entries.values()].map(({ delivery }) => delivery)
  }

  /** Adds a delivery, or replaces the one with its id in its place. */
  put(delivery: HeldDelivery): void {
    const { id } = delivery.summary
    const earlier = this.#entries.get(id)
    this.#bytes += countBytes(delivery) - (earlier ? countBytes(earlier.delivery) : 0)
    this.#entries.set(id, { delivery, revision: this.#nextRevision() })
    this.#dropOldest()
    this.#notify()
  }

  clear(): void {
    for (const id of this.#entries.keys()) this.#drop(id)
    this.#notify()
  }

  /** @param revision - 0 for everything */
  listChanges(revision: number): StoreChanges {
    const changed = [...this.#entries.values()]
      .filter((entry) => entry.revision > revision)
      .sort((a, b) => a.revision - b.revision)
      .map((entry) => [entry.revision, entry.delivery] as const)
    const droppedIds = this.#dropped.filter((drop) => drop.revision > revision).map(({ id }) => id)
    return { changed, droppedIds }
  }

  /** @returns a function that unsubscribes */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #dropOldest(): void {
    for (const id of this.#entries.keys()) {
      // The latest stays, however large it is.
      const isOver = this.#entries.size > this.#cap || this.#bytes > this.#byteCap
      if (!isOver || this.#entries.size === 1) return
      this.#drop(id)
    }
  }

  #drop(id: string): void {
    const entry = this.#entries.get(id)
    if (entry === undefined) return
    this.#entries.delete(id)
    this.#bytes -= countBytes(entry.delivery)
    this.#dropped.push({ id, revision: this.#nextRevision() })
    if (this.#dropped.length > 2 * DELIVERY_CAP) this.#dropped.splice(0, DELIVERY_CAP)
  }

  #nextRevision(): number {
    this.#revision += 1
    return this.#revision
  }

  #notify(): void {
    for (const listener of this.#listeners) listener()
  }
}

function countBytes({ request, answer, forwards }: HeldDelivery): number {
  const answers = answer ? [answer, ...forwards] : forwards
  return answers.reduce((bytes, { bodyBase64 }) => bytes + bodyBase64.length, request.body.byteLength)
}
