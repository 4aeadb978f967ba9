import { invalidOption } from '../invalid-option.ts'
import { publishForgotten } from '../observe/events.ts'
import type { DeliveryStore } from './delivery-store.ts'
import { HandledDeliveries } from './handled-deliveries.ts'

/** What {@link createMemoryStore} takes. */
export interface MemoryStoreOptions {
  /** How many ids are held, those of handled deliveries and those of running ones together. Default 100000. */
  readonly maxIds?: number
  /** A clock that only moves forward, in milliseconds. Default `performance.now`. */
  readonly now?: () => number
}

interface HeldClaim {
  readonly token: string
  readonly endsAtMs: number
}

/**
 * Creates a store in the memory of one process, for guards that are to share what they know. A guard without a store has a memory of its
 * own that does the same.
 *
 * Where `maxIds` is reached, the deliveries that were handled first are forgotten first, which the event `telnyx-call:forgotten` reports. A
 * claim is never forgotten before its lease is over.
 *
 * @throws TypeError (code `invalid_option`) if `maxIds` is not a whole number above 0, or an option is unknown.
 *
 * @example
 * const store = createMemoryStore()
 * app.all('/calls', telnyxCall({ publicKey, deduplication: { store } }), handle)
 * app.all('/calls-failover', telnyxCall({ publicKey, deduplication: { store } }), handle)
 */
export function createMemoryStore({
  maxIds = 100_000,
  now = () => performance.now(),
  ...others
}: MemoryStoreOptions = {}): DeliveryStore {
  for (const name of Object.keys(others)) throw invalidOption(name, 'there is no such option')
  if (!Number.isSafeInteger(maxIds) || maxIds < 1) {
    throw invalidOption('maxIds', 'wanted a whole number above 0')
  }
  const claims = new Map<string, HeldClaim>()
  const handled = new HandledDeliveries(maxIds, publishForgotten)

  const findHolder = (id: string, nowMs: number) => {
    const claim = claims.get(id)
    return claim && claim.endsAtMs > nowMs ? claim.token : undefined
  }
  /** The claims that end first come first, as long as all leases are the same. */
  const forgetEndedClaims = (nowMs: number) => {
    for (const [id, { endsAtMs }] of claims) {
      if (endsAtMs > nowMs) return
      claims.delete(id)
    }
  }
  const hold = (id: string, token: string, endsAtMs: number) => {
    claims.delete(id)
    claims.set(id, { token, endsAtMs })
  }

  return {
    claim(id, token, leaseMs) {
      const nowMs = now()
      if (handled.has(id, nowMs)) return 'done'
      const holder = findHolder(id, nowMs)
      if (holder !== undefined && holder !== token) return 'in-progress'
      forgetEndedClaims(nowMs)
      hold(id, token, nowMs + leaseMs)
      return 'claimed'
    },

    renew(id, token, leaseMs) {
      const nowMs = now()
      if (findHolder(id, nowMs) !== token) return false
      hold(id, token, nowMs + leaseMs)
      return true
    },

    commit(id, _token, rememberMs) {
      const nowMs = now()
      claims.delete(id)
      forgetEndedClaims(nowMs)
      handled.add(id, nowMs, rememberMs, claims.size)
    },

    release(id, token) {
      if (claims.get(id)?.token === token) claims.delete(id)
    },
  }
}
