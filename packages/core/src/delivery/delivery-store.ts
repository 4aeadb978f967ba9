/**
 * What a store answers to a claim: `'claimed'`: the token holds the delivery now; `'in-progress'`: another token holds it;
 * `'done'`: the event was handled.
 */
export type ClaimState = 'claimed' | 'in-progress' | 'done'

/**
 * Remembers which deliveries are being handled and which were, so that each is handled once. Where calls can reach more than one
 * process, give every process the same store.
 *
 * A delivery is held by a token: text that whoever handles the delivery makes up, a random UUID for each handling. Every verb has to
 * be atomic, and every verb may come twice, as its answer can be lost on the way. A store that fails throws or rejects; the guard
 * waits `storeTimeoutMs` for each answer, and `onStoreError` decides what happens then. All times are whole milliseconds.
 *
 * `testDeliveryStore` of `@telnyx-call/testing` checks all of this for a store of your own.
 *
 * @example
 * const leases = new Map<string, { token?: string; endsAt: number }>() // without a token: it was handled
 * const current = (id: string) => {
 *   const lease = leases.get(id)
 *   return lease && lease.endsAt > performance.now() ? lease : undefined
 * }
 *
 * const store: DeliveryStore = {
 *   claim(id, token, leaseMs) {
 *     const lease = current(id)
 *     if (lease && lease.token !== token) return lease.token === undefined ? 'done' : 'in-progress'
 *     leases.set(id, { token, endsAt: performance.now() + leaseMs })
 *     return 'claimed'
 *   },
 *   renew(id, token, leaseMs) {
 *     if (current(id)?.token !== token) return false
 *     leases.set(id, { token, endsAt: performance.now() + leaseMs })
 *     return true
 *   },
 *   commit(id, _token, rememberMs) {
 *     leases.set(id, { endsAt: performance.now() + rememberMs })
 *   },
 *   release(id, token) {
 *     if (current(id)?.token === token) leases.delete(id)
 *   },
 * }
 */
export interface DeliveryStore {
  /**
   * Takes a delivery for handling, where it is free: never claimed, given back, or its lease is over. Nobody else gets it until it is
   * released or `leaseMs` have passed. A claim by the token that holds the delivery is `'claimed'` again, and its lease starts over.
   *
   * @param id - which event it is: text that is not empty. It can hold any character, and come from outside.
   * @param token - who wants to handle it.
   * @param leaseMs - for how long it is held unless it is renewed.
   */
  claim(id: string, token: string, leaseMs: number): ClaimState | Promise<ClaimState>
  /**
   * Starts the lease over for the token that holds the delivery. Where it is free, held by another token or done, this changes
   * nothing.
   *
   * @returns whether the token holds the delivery now.
   */
  renew(id: string, token: string, leaseMs: number): boolean | Promise<boolean>
  /**
   * Notes that the event was handled, whoever holds the delivery now, and also where nobody does: it was handled, so no other run of
   * it should begin. From then on claims answer `'done'` and renewals `false`, for `rememberMs`. A second commit counts from then.
   *
   * @param rememberMs - for how long, counted from this commit.
   */
  commit(id: string, token: string, rememberMs: number): void | Promise<void>
  /** Gives a delivery back, so that the next claim gets it. Where the token does not hold it, this changes nothing. */
  release(id: string, token: string): void | Promise<void>
}
