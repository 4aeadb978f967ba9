import type { Outage } from './faults.ts'
import type { Kill } from './fleet.ts'
import type { Handling } from './journal.ts'

/** The receivers' own settings, all of them defaults. */
const STORE_TIMEOUT_MS = 500
const ACK_BUDGET_MS = 2000
const LEASE_MS = ACK_BUDGET_MS + STORE_TIMEOUT_MS

/** Clients wait longer from one try to connect to the next, up to this: for so long Redis is away from them after it is back. */
const LONGEST_RECONNECT_MS = 2500

/**
 * Why an event can be handled again. The first two are what the packages promise at most; a machine that stalls brings the
 * others, and a run is meant to be without them.
 */
export type Reason =
  /** The receiver was killed between handling and commit. */
  | 'receiver killed'
  /** Redis was stopped, or not reached again yet: the claim or the commit was not noted. */
  | 'store away'
  /** Redis was there, and took longer than `storeTimeoutMs`. */
  | 'store slow'
  /** The sender gave up before there was an answer, so that the claim was released. */
  | 'request abandoned'
  /** The handler took longer than its lease. */
  | 'lease over'

/** Why an event was handled again, and what shows it. */
export interface Explanation {
  readonly reason: Reason
  /** Whose record shows it: the repeat itself, or one that did not keep it off. */
  readonly shownBy: Handling
  readonly kill?: Kill | undefined
}

interface Circumstances {
  readonly kills: readonly Kill[]
  readonly outage: Outage
  readonly abandonedAtMs: ReadonlyMap<number, number>
}

/**
 * Says why a handling was not kept off by any of those before it: either it never learned of them, or each of them has an excuse.
 *
 * @param earlier - all handlings of the event that began before, at least one.
 */
export function explainRepeat(
  repeat: Handling,
  earlier: readonly Handling[],
  circumstances: Circumstances,
): Explanation | undefined {
  if (!repeat.deduplicated) return explainByStore(repeat, repeat.begunAtMs, circumstances.outage)
  const excuses = earlier.map((handling) => excuseHandling(handling, repeat, circumstances))
  return excuses.includes(undefined) ? undefined : excuses.at(-1)
}

function excuseHandling(
  handling: Handling,
  repeat: Handling,
  { kills, outage, abandonedAtMs }: Circumstances,
): Explanation | undefined {
  const { settled, deduplicated, begunAtMs, handledAtMs = 0 } = handling
  if (!deduplicated) return explainByStore(handling, begunAtMs, outage)
  if (settled?.succeeded === false) {
    const isAbandoned = (abandonedAtMs.get(handling.request) ?? Infinity) <= settled.atMs
    return isAbandoned ? { reason: 'request abandoned', shownBy: handling } : undefined
  }
  // Until then the claim alone keeps everybody off, whatever became of its holder.
  if (repeat.begunAtMs < begunAtMs + LEASE_MS - STORE_TIMEOUT_MS) return undefined
  if (settled === undefined) {
    const kill = kills.find((one) => one.pid === handling.pid && one.endedAtMs >= handledAtMs)
    return kill && { reason: 'receiver killed', shownBy: handling, kill }
  }
  if (settled.storeError !== undefined) return explainByStore(handling, settled.atMs, outage)
  return settled.atMs > repeat.begunAtMs ? { reason: 'lease over', shownBy: handling } : undefined
}

/** @param atMs - when the store's time was over. */
function explainByStore(handling: Handling, atMs: number, outage: Outage): Explanation {
  const isAway = atMs >= outage.fromMs && atMs - STORE_TIMEOUT_MS <= outage.toMs + LONGEST_RECONNECT_MS
  return { reason: isAway ? 'store away' : 'store slow', shownBy: handling }
}
