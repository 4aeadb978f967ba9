import type { Claim, DeliveryStore } from './delivery-store.ts'
import { invalidOption } from './invalid-option.ts'

/** What {@link createMemoryStore} takes. */
export interface MemoryStoreOptions {
  /** How many ids are held, those of handled deliveries and those of running ones together. Default 100000. */
  readonly maxIds?: number
  /** The current time in milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
}

interface HeldClaim {
  readonly token: string
  readonly endsAt: number
}

/** A handled delivery, and the one that was handled next. */
interface HandledDelivery {
  readonly id: string
  readonly endsAt: number
  next: HandledDelivery | undefined
}

const IN_PROGRESS: Claim = { state: 'in-progress' }
const DONE: Claim = { state: 'done' }

/**
 * Creates the store of one process, in its memory. It has no timers: what is over goes when others come. Where `maxIds` is
 * reached, the deliveries that were handled first are forgotten first; a claim is never forgotten before its lease is over.
 *
 * @throws TypeError (code `invalid_option`) if `maxIds` is no whole number above 0, or there is another option.
 */
export function createMemoryStore({
  maxIds = 100_000,
  now = Date.now,
  ...others
}: MemoryStoreOptions = {}): DeliveryStore {
  for (const name of Object.keys(others)) throw invalidOption(name, 'there is no such option')
  if (!Number.isSafeInteger(maxIds) || maxIds < 1) {
    throw invalidOption('maxIds', 'wanted a whole number above 0')
  }
  const claims = new Map<string, HeldClaim>()
  // The list keeps the order: to find the first of a Map that lost many before it takes the longer the more it lost.
  const handled = new Map<string, HandledDelivery>()
  let oldest: HandledDelivery | undefined
  let newest: HandledDelivery | undefined
  let claimCount = 0

  const isHandled = (id: string, time: number) => (handled.get(id)?.endsAt ?? 0) > time
  const isClaimed = (id: string, time: number) => (claims.get(id)?.endsAt ?? 0) > time

  function forgetEndedClaims(time: number): void {
    for (const [id, { endsAt }] of claims) {
      if (endsAt > time) return
      claims.delete(id)
    }
  }

  function forgetOldest(time: number): void {
    while (oldest && (oldest.endsAt <= time || claims.size + handled.size >= maxIds)) {
      if (handled.get(oldest.id) === oldest) handled.delete(oldest.id)
      oldest = oldest.next
    }
  }

  return {
    claim(id, leaseMs) {
      const time = now()
      if (isHandled(id, time)) return DONE
      if (isClaimed(id, time)) return IN_PROGRESS
      forgetEndedClaims(time)
      const token = String(++claimCount)
      claims.set(id, { token, endsAt: time + leaseMs })
      return { state: 'claimed', token }
    },

    commit(id, token, ttlMs) {
      const time = now()
      if (isHandled(id, time) || (isClaimed(id, time) && claims.get(id)?.token !== token)) return
      claims.delete(id)
      forgetEndedClaims(time)
      forgetOldest(time)
      const delivery = { id, endsAt: time + ttlMs, next: undefined }
      handled.set(id, delivery)
      if (oldest === undefined || newest === undefined) oldest = delivery
      else newest.next = delivery
      newest = delivery
    },

    release(id, token) {
      if (claims.get(id)?.token === token) claims.delete(id)
    },
  }
}
