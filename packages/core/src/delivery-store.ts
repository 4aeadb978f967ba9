/**
 * Remembers which deliveries are being handled and which were, so that each one is handled once. Give every process the same
 * store where calls can reach more than one. Each verb has to be atomic.
 */
export interface DeliveryStore {
  /**
   * Takes a delivery for handling. Nobody else gets it until it is released or the lease, in milliseconds, is over.
   *
   * @param id - of the delivery: text that is not empty.
   */
  claim(id: string, leaseMs: number): Claim | Promise<Claim>
  /**
   * Notes that a delivery was handled, for so many milliseconds. Where the lease is over and another one holds the delivery now,
   * it changes nothing.
   *
   * @param token - from the claim.
   */
  commit(id: string, token: string, ttlMs: number): void | Promise<void>
  /**
   * Gives a delivery back, to be handled when it comes again. Where the token no longer holds it, it changes nothing.
   *
   * @param token - from the claim.
   */
  release(id: string, token: string): void | Promise<void>
}

/** What a store says to one who wants to handle a delivery. */
export type Claim =
  /** It is yours. */
  | { readonly state: 'claimed'; readonly token: string }
  /** Somebody else is handling it. */
  | { readonly state: 'in-progress' }
  /** It was handled. */
  | { readonly state: 'done' }
