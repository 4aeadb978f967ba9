/** A handled delivery, and the one that was handled next. */
interface HandledDelivery {
  readonly id: string
  readonly endsAtMs: number
  next: HandledDelivery | undefined
}

/**
 * The ids of handled deliveries, in memory. It has no timers: what is over goes when others come. Where there is no room, those that were
 * handled first are forgotten first.
 */
export class HandledDeliveries {
  readonly #maxIds: number
  readonly #onForgotten: ((id: string) => void) | undefined
  // The list keeps the order: to find the first entry of a Map takes longer the more entries it has lost.
  readonly #deliveries = new Map<string, HandledDelivery>()
  #oldest: HandledDelivery | undefined
  #newest: HandledDelivery | undefined

  /** @param onForgotten - called with each id that is forgotten early, for lack of room. */
  constructor(maxIds: number, onForgotten?: (id: string) => void) {
    this.#maxIds = maxIds
    this.#onForgotten = onForgotten
  }

  /** @param nowMs - by a clock that only moves forward, as every time here. */
  has(id: string, nowMs: number): boolean {
    const delivery = this.#deliveries.get(id)
    return delivery !== undefined && delivery.endsAtMs > nowMs
  }

  /** @param reservedIds - how many places are taken by others. */
  add(id: string, nowMs: number, rememberMs: number, reservedIds = 0): void {
    // Where it is known already, it becomes the latest, and its former entry needs no room.
    this.#deliveries.delete(id)
    this.#makeRoom(nowMs, this.#maxIds - reservedIds)
    const delivery = { id, endsAtMs: nowMs + rememberMs, next: undefined }
    this.#deliveries.set(id, delivery)
    if (this.#oldest === undefined || this.#newest === undefined) this.#oldest = delivery
    else this.#newest.next = delivery
    this.#newest = delivery
  }

  #makeRoom(nowMs: number, room: number): void {
    for (let oldest = this.#oldest; oldest; oldest = oldest.next) {
      const isOver = oldest.endsAtMs <= nowMs
      if (!isOver && this.#deliveries.size < room) return
      this.#oldest = oldest.next
      // An id that was added again has another entry, further on.
      if (this.#deliveries.get(oldest.id) !== oldest) continue
      this.#deliveries.delete(oldest.id)
      if (!isOver) this.#onForgotten?.(oldest.id)
    }
  }
}
