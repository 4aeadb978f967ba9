/** A handled delivery, linked to the one that was handled next. */
interface HandledDelivery {
  readonly id: string
  readonly endsAtMs: number
  next: HandledDelivery | undefined
}

/**
 * Remembers the ids of handled deliveries in memory. There are no timers: expired ids are removed when others are added. When it is full,
 * the oldest are dropped first.
 */
export class HandledDeliveries {
  readonly #maxIds: number
  readonly #onForgotten: ((id: string) => void) | undefined
  // The linked list keeps the order: finding a Map's first entry gets slower the more entries were deleted before it.
  readonly #deliveries = new Map<string, HandledDelivery>()
  #oldest: HandledDelivery | undefined
  #newest: HandledDelivery | undefined

  /** @param onForgotten - called with each id that is dropped before it expired, because the memory is full. */
  constructor(maxIds: number, onForgotten?: (id: string) => void) {
    this.#maxIds = maxIds
    this.#onForgotten = onForgotten
  }

  /** @param nowMs - time of a monotonic clock, like all times here. */
  has(id: string, nowMs: number): boolean {
    const delivery = this.#deliveries.get(id)
    return delivery !== undefined && delivery.endsAtMs > nowMs
  }

  /** @param reservedIds - how many of the places are in use elsewhere. */
  add(id: string, nowMs: number, rememberMs: number, reservedIds = 0): void {
    // A known id becomes the newest, and its old entry needs no room.
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
      // An id that was added again has a newer entry further on.
      if (this.#deliveries.get(oldest.id) !== oldest) continue
      this.#deliveries.delete(oldest.id)
      if (!isOver) this.#onForgotten?.(oldest.id)
    }
  }
}
