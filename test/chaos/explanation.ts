import type { Evidence } from './evidence.ts'
import type { Outage } from './faults.ts'
import type { Kill, Pause } from './fleet.ts'
import type { Handling } from './journal.ts'
import { LEAST_LEASE_LEFT_MS, STORE_TIMEOUT_MS } from './settings.ts'

/**
 * For so long the store does not know all yet after it is back: a commit that failed is tried again every 500 ms, and clients whose
 * connection broke wait up to 2 s from one try to connect to the next.
 */
const RECOVERY_MS = { stalled: 1500, slow: 1500, killed: 3500 } as const

/** Clocks and lines are as exact as the machine is fast. */
const TOLERANCE_MS = 200

/** Why an event was handled again, and what shows it. */
export type Explanation =
  /** Its holder was held still for longer than its lease lasted. */
  | { readonly reason: 'receiver paused'; readonly pause: Pause }
  /** The same, and nobody meant it: the machine had no time for the process. */
  | { readonly reason: 'machine stalled'; readonly pause: Pause }
  /** The store was killed or held still, or not reached again yet. */
  | { readonly reason: 'store away'; readonly outage: Outage }
  /** The store was up, and took too long to answer. */
  | { readonly reason: 'store slow'; readonly outage: Outage }
  /** The receiver was killed after the handler's last act, and before the store knew of it. */
  | { readonly reason: 'killed before commit'; readonly kill: Kill }

export type Reason = Explanation['reason']

type Circumstances = Pick<Evidence, 'kills' | 'pauses' | 'outages'> & Pick<Evidence['journal'], 'stalls'>

/**
 * Says why a handling was not kept off by any of those before it.
 *
 * @param earlier - all handlings of the event that began before, at least one.
 * @returns undefined where there is one without an excuse.
 */
export function explainRepeat(
  repeat: Handling,
  earlier: readonly Handling[],
  circumstances: Circumstances,
): Explanation | undefined {
  const excuses = earlier.map((handling) => excuseHandling(handling, repeat, circumstances))
  return excuses.includes(undefined) ? undefined : excuses.at(-1)
}

function excuseHandling(
  earlier: Handling,
  repeat: Handling,
  circumstances: Circumstances,
): Explanation | undefined {
  // A process knows what it has handled itself, whatever becomes of the store.
  if (earlier.pid === repeat.pid) return undefined
  const byOutage = explainByOutage(earlier, repeat, circumstances.outages)
  if (!repeat.deduplicated) return byOutage
  return findPause(earlier, repeat, circumstances) ?? byOutage ?? findKill(earlier, repeat, circumstances)
}

/** Whether the store knew that the earlier one was handled when the repeat began. */
function isCommittedBefore({ settled }: Handling, atMs: number): boolean {
  return settled !== undefined && settled.storeError === undefined && settled.atMs < atMs
}

/** An outage that kept the claim, a renewal or the commit of the earlier one, or the claim of the repeat, from the store. */
function explainByOutage(
  earlier: Handling,
  repeat: Handling,
  outages: readonly Outage[],
): Explanation | undefined {
  const found = outages.filter((outage) => {
    const isRepeatNear =
      repeat.begunAtMs >= outage.fromMs - TOLERANCE_MS &&
      repeat.begunAtMs <= outage.toMs + RECOVERY_MS[outage.kind]
    if (!isRepeatNear) return false
    // It could not ask, so that it does not matter what the store knew.
    if (!repeat.deduplicated) return true
    // The claim of the repeat was answered when it began, or up to the guard's patience before.
    return !isCommittedBefore(earlier, Math.max(outage.fromMs, repeat.begunAtMs - STORE_TIMEOUT_MS))
  })
  const outage = found.find(({ kind }) => kind !== 'slow') ?? found[0]
  return outage && { reason: outage.kind === 'slow' ? 'store slow' : 'store away', outage }
}

/** A pause of the earlier one, in which its lease ended. */
function findPause(
  earlier: Handling,
  repeat: Handling,
  { pauses, stalls }: Circumstances,
): Explanation | undefined {
  const isReason = (pause: Pause) => isPausedHolder(pause, earlier, repeat)
  const pause = pauses.find(isReason)
  if (pause !== undefined) return { reason: 'receiver paused', pause }
  const stall = stalls.find(isReason)
  return stall && { reason: 'machine stalled', pause: stall }
}

function isPausedHolder(pause: Pause, earlier: Handling, repeat: Handling): boolean {
  // The claim is made a round trip before the beginning, which the pause can fall into.
  const isHeld = pause.pid === earlier.pid && pause.toMs >= earlier.begunAtMs - TOLERANCE_MS
  const settledAtMs = earlier.settled?.atMs ?? Infinity
  const isAtWork = settledAtMs >= pause.fromMs && settledAtMs >= repeat.begunAtMs - TOLERANCE_MS
  const isLeaseOver = repeat.begunAtMs >= pause.fromMs + LEAST_LEASE_LEFT_MS - TOLERANCE_MS
  // A process that goes on renews its lease at once, or learns that somebody else has the event.
  const isRenewed = repeat.begunAtMs > pause.toMs + STORE_TIMEOUT_MS
  return isHeld && isAtWork && isLeaseOver && !isRenewed
}

/**
 * A kill between the handler's last act and the commit, which can be tried for as long as the store is away. Until the lease was over, the
 * claim kept everybody off.
 */
function findKill(
  earlier: Handling,
  repeat: Handling,
  { kills, outages }: Circumstances,
): Explanation | undefined {
  const { pid, handledAtMs = 0, settled } = earlier
  const kill = kills.find((one) => one.pid === pid && one.endedAtMs >= handledAtMs)
  if (kill === undefined || repeat.begunAtMs < kill.atMs + LEAST_LEASE_LEFT_MS - TOLERANCE_MS)
    return undefined
  const isUncommitted =
    settled === undefined ||
    (settled.storeError !== undefined &&
      outages.some(
        ({ kind, fromMs, toMs }) => settled.atMs >= fromMs && kill.atMs <= toMs + RECOVERY_MS[kind],
      ))
  return isUncommitted ? { reason: 'killed before commit', kill } : undefined
}
