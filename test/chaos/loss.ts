import type { ExplainedEvent, LedgerEvent } from '@telnyx-call/testing'
import type { Evidence } from './evidence.ts'
import type { Kill } from './fleet.ts'
import { LEASE_MS } from './settings.ts'
import { pickWorkMs } from './work.ts'

/**
 * How long a process may hold a call beyond its handler's time, from when it got it or when another one died that had it: a lease until it
 * can be taken over, as long again until a watcher looks, the wait of its redelivery, and a second until that is tried again.
 */
const HOLDING_MS = 4 * LEASE_MS

/** An event that was never handled, and whose fault that is. */
export interface Loss {
  readonly event: LedgerEvent
  /** When in doubt, it is the guard's. */
  readonly isByGuard: boolean
  /** What shows it, in words. */
  readonly because: string
}

/** A process that one or more attempts of an event reached. */
interface Holder {
  readonly pid: number
  readonly sinceMs: number
  readonly kill: Kill | undefined
}

/**
 * Says who lost an event. It is not the guard where no attempt reached a process, or where every process that had the event was killed
 * while it had it. What was kept outlives its process.
 */
export function judgeLoss(event: ExplainedEvent<string>, evidence: Evidence): Loss {
  const isAnswered = evidence.ledger.acknowledgedUnhandled.some(({ callSid }) => callSid === event.callSid)
  if (isAnswered) return { event, isByGuard: true, because: 'it was answered with a 2xx' }
  const isKept = evidence.journal.kept.some(({ callSid }) => callSid === event.callSid)
  if (isKept) return { event, isByGuard: true, because: 'it was kept, and redelivered to no avail' }
  const holders = findHolders(event.callSid, evidence)
  if (holders.length === 0) {
    return { event, isByGuard: false, because: 'no attempt reached a process that took the connection' }
  }
  for (const holder of holders) {
    const blame = blameHolder(holder, holders, event.callSid, evidence)
    if (blame !== undefined) return { event, isByGuard: true, because: blame }
  }
  const deaths = holders.map(({ pid }) => pid).join(' and ')
  return { event, isByGuard: false, because: `killed while they had it: ${deaths}` }
}

function findHolders(callSid: string, { requests, kills }: Evidence): readonly Holder[] {
  const holders = new Map<number, Holder>()
  for (const { pid, atMs, callSid: requested } of requests) {
    if (requested !== callSid || pid === undefined || holders.has(pid)) continue
    holders.set(pid, {
      pid,
      sinceMs: atMs,
      kill: kills.find((kill) => kill.pid === pid && kill.endedAtMs >= atMs),
    })
  }
  return [...holders.values()]
}

/** @returns why the process should have handled the event; undefined where it had no chance to. */
function blameHolder(
  { pid, sinceMs, kill }: Holder,
  holders: readonly Holder[],
  callSid: string,
  { longestWorkMs, requests, journal, pauses, outages }: Evidence,
): string | undefined {
  const numbers = requests
    .filter((one) => one.callSid === callSid && one.pid === pid)
    .map(({ number }) => String(number))
  const dismissals = journal.dismissed.filter((line) => line.pid === pid && numbers.includes(line.exchange))
  const reasons = dismissals.map(({ reason }) => reason).join(', ')
  if (kill === undefined) return `process ${pid} lived on (${reasons || 'it said nothing of it'})`
  const earlierDeaths = holders.flatMap((one) =>
    one.kill && one.kill.atMs < kill.atMs ? [one.kill.atMs] : [],
  )
  const heldSinceMs = Math.max(sinceMs, ...earlierDeaths)
  const hindrances = [...pauses.filter((pause) => pause.pid === pid), ...outages]
  const hinderedMs = hindrances
    .filter(({ fromMs, toMs }) => toMs >= heldSinceMs && fromMs <= kill.atMs)
    .reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)
  const heldMs = kill.atMs - heldSinceMs
  if (heldMs <= pickWorkMs(callSid, longestWorkMs) + HOLDING_MS + hinderedMs) return undefined
  return `process ${pid} had it for ${heldMs} ms before it was killed (${reasons || 'it said nothing of it'})`
}
