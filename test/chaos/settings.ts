/** What a run is made of. */
export interface ChaosSettings {
  readonly seed: number
  readonly calls: number
  readonly callsPerSecond: number
  /** How many processes take calls. */
  readonly receivers: number
  /** What the guards share; with the inbox, where the calls are written. */
  readonly store: StoreName
  /** Whether handlers see every copy and handle it once by themselves, in a transaction of PostgreSQL. */
  readonly isInbox: boolean
  /** Handlers take from 0 up to so long. */
  readonly longestWorkMs: number
  /** How many receivers are killed, and others started in their place. */
  readonly kills: number
  /** How many times a receiver is held still for 1 to 5 seconds. */
  readonly pauses: number
  /** How many times the store is held still for a moment. */
  readonly storeStalls: number
  /** How many times the store is killed and started again with what it had written. */
  readonly storeKills: number
  /** The share of answers that the proxy breaks in the middle. */
  readonly cutShare: number
}

/** What the guards can share. */
export type StoreName = 'redis' | 'postgres'

/** The guards' own settings, all of them defaults. */
export const LEASE_MS = 1000
export const STORE_TIMEOUT_MS = 500

/**
 * The least that is left of a lease while its holder is well: it is renewed every 300 ms, and a lease that is younger than 150 ms
 * waits for the next round.
 */
export const LEAST_LEASE_LEFT_MS = LEASE_MS - 450
