import { invalidOption } from '../invalid-option.ts'
import { publishForgotten } from '../observe/events.ts'
import type { DeliveryStore } from './delivery-store.ts'
import { HandledDeliveries } from './handled-deliveries.ts'

/** Options of {@link createMemoryStore}. */
export interface MemoryStoreOptions {
  /** Maximum number of ids, of handled and running deliveries together. Default 100000. */
  readonly maxIds?: number
  /** A monotonic clock, in milliseconds. Default `performance.now`. */
  readonly now?: () => number
}

interface HeldClaim {
  readonly token: string
  readonly endsAtMs: number
}

/**
 * Creates an in-memory store, for several guards in one process to share. A guard without a store has its own memory, which works the same
 * way.
 *
 * At `maxIds`, the oldest handled deliveries are dropped first; each is reported by the event `telnyx-call:forgotten`. A claim is never
 * dropped before its lease expires.
 *
 * @throws TypeError (code `invalid_option`) if `maxIds` is not a positive integer or an option is unknown.
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
  for (const name of Object.keys(others)) throw invalidOption(name, 'unknown option')
  if (!Number.isSafeInteger(maxIds) || maxIds < 1) {
    throw invalidOption('maxIds', 'expected a positive whole number')
  }
  const claims = new Map<string, HeldClaim>()
  const handled = new HandledDeliveries(maxIds, publishForgotten)

  const findHolder = (id: string, nowMs: number) => {
    const claim = claims.get(id)
    return claim && claim.endsAtMs > nowMs ? claim.token : undefined
  }
  /** Map order is expiry order as long as all leases have the same duration. */
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
