/**
 * A store's answer to a claim. `'claimed'`: the token now holds the delivery. `'in-progress'`: another token holds it. `'done'`: the event
 * has been handled.
 */
export type ClaimState = 'claimed' | 'in-progress' | 'done'

/**
 * Records which deliveries are being handled and which have been, so that each is handled once. If webhooks can reach more than one
 * process, give every process the same store.
 *
 * A delivery is held by a token: a random UUID that the guard creates for each handler run. Every operation must be atomic and may be
 * repeated, since its answer can get lost. A store that fails throws or rejects. The guard waits `storeTimeoutMs` for each answer, and
 * `onStoreError` decides what happens then. All times are whole milliseconds.
 *
 * To test your own store, use `testDeliveryStore` from `@telnyx-call/testing`.
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
   * Claims a delivery that is free: never claimed, released, or its lease has expired. Nobody else can claim it until it is released or
   * `leaseMs` have passed. If the token already holds the delivery, the answer is `'claimed'` again and the lease starts over.
   *
   * @param id - identifies the event: a non-empty string. It can contain any character and may come from outside.
   * @param token - identifies the handler run.
   * @param leaseMs - how long the claim lasts without renewal.
   */
  claim(id: string, token: string, leaseMs: number): ClaimState | Promise<ClaimState>
  /**
   * Renews the lease if the token holds the delivery. Changes nothing if the delivery is free, held by another token or done.
   *
   * @returns whether the token holds the delivery now.
   */
  renew(id: string, token: string, leaseMs: number): boolean | Promise<boolean>
  /**
   * Records that the event was handled, even if another token holds the delivery or nobody does: it was handled, so no other run of it
   * should start. For `rememberMs`, claims answer `'done'` and renewals `false`. A second commit starts the time over.
   *
   * @param rememberMs - how long to remember it, counted from this commit.
   */
  commit(id: string, token: string, rememberMs: number): void | Promise<void>
  /** Releases a delivery, so that it can be claimed again. Changes nothing if the token does not hold it. */
  release(id: string, token: string): void | Promise<void>
}
