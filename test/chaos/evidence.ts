import type { Ledger } from '@telnyx-call/testing'
import type { Outage } from './faults.ts'
import type { Kill, Pause } from './fleet.ts'
import type { Journal } from './journal.ts'
import type { ProxiedRequest } from './proxy.ts'

/** All that is known of a run. Times are in milliseconds since 1970. */
export interface Evidence {
  /** Whether the handlers themselves see to it that a call is handled once. */
  readonly isInbox: boolean
  /** What handlers take at most. */
  readonly longestWorkMs: number
  /** Told of everything that was handled. */
  readonly ledger: Pick<Ledger, 'events' | 'lost' | 'acknowledgedUnhandled' | 'unknownCallSids'>
  readonly journal: Pick<Journal, 'handlings' | 'dismissed' | 'kept' | 'stalls'>
  readonly requests: readonly Readonly<ProxiedRequest>[]
  readonly kills: readonly Kill[]
  readonly pauses: readonly Pause[]
  readonly outages: readonly Outage[]
}
