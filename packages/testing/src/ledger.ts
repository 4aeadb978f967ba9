import type { DeliveryAttempt } from './delivery-attempt.ts'
import type { AttemptKind } from './delivery-plan.ts'
import { type DeliveryPolicy, isSuccess } from './delivery-policy.ts'
import { type DeliveryEnd, findDeliveryEnd, findRepeatCause, type RepeatCause } from './event-cause.ts'

/** One event in the ledger. */
export interface LedgerEvent {
  /** Its position among all events of the simulator, from 0. Seed and index decide what happens to it. */
  readonly index: number
  readonly callSid: string
  readonly fields: Readonly<Record<string, string>>
  /** Those that have ended: the first, perhaps a concurrent copy, the retries, perhaps a duplicate. */
  readonly attempts: readonly DeliveryAttempt[]
  /** Whether an attempt was answered as the policy asks: with exactly 200, or under `'voice-api'` with any 2xx. */
  readonly acknowledged: boolean
  /** Whether its delivery is over: no attempt is under way, and none will follow. */
  readonly finished: boolean
  /** How often the application passed its CallSid or its fields to `recordHandled`. */
  readonly handled: number
}

/** An event as it was when the list was read, and why it is in that list. */
export type ExplainedEvent<Cause extends string> = LedgerEvent & { readonly cause: Cause }

/** Counts over all events of a ledger. */
export interface LedgerTotals {
  readonly events: number
  readonly acknowledged: number
  readonly unacknowledged: number
  readonly handledOnce: number
  readonly lost: number
  /** Those of the lost events that were answered with a 2xx. */
  readonly acknowledgedUnhandled: number
  readonly repeated: number
  readonly attempts: number
  readonly attemptsByKind: Readonly<Record<AttemptKind, number>>
  /** By answer, such as `{ 200: 998, 503: 2, timeout: 1 }`. */
  readonly attemptsByAnswer: Readonly<Record<string, number>>
  /** From the start of the earliest attempt to the end of the latest, in milliseconds. */
  readonly durationMs: number
}

/**
 * What was delivered and what was handled, as of the moment at which it is read: `recordHandled` counts at any time.
 * `String(ledger)` is a summary for people, with the causes of what went wrong.
 */
export interface Ledger {
  /** In the order in which they were given to `deliver`. */
  readonly events: readonly LedgerEvent[]
  /** Events that no attempt was acknowledged for. */
  readonly unacknowledged: readonly ExplainedEvent<DeliveryEnd>[]
  /** Events never handled. */
  readonly lost: readonly ExplainedEvent<DeliveryEnd>[]
  /**
   * Those of the lost events for which an attempt was answered with a 2xx, whatever the policy makes of it. Nothing is
   * worse: the application said that all is well, and the event is gone.
   */
  readonly acknowledgedUnhandled: readonly ExplainedEvent<DeliveryEnd>[]
  /** Events handled more than once. */
  readonly repeated: readonly ExplainedEvent<RepeatCause>[]
  /** What was passed to `recordHandled` and never delivered from here: CallSids, and fields as JSON. */
  readonly unknownCallSids: readonly string[]
  readonly totals: LedgerTotals
  toString(): string
}

/** What a book has noted so far. */
export interface LedgerRecords {
  readonly events: readonly LedgerEvent[]
  readonly names: ReadonlyMap<string, unknown>
  readonly handledCounts: ReadonlyMap<string, number>
}

export function createLedger(
  { events, names, handledCounts }: LedgerRecords,
  policy: DeliveryPolicy,
): Ledger {
  const explainEnd = (event: LedgerEvent) => ({ ...event, cause: findDeliveryEnd(event, policy) })
  return {
    events,
    get unacknowledged() {
      return events.filter(({ acknowledged }) => !acknowledged).map(explainEnd)
    },
    get lost() {
      return events.filter(({ handled }) => handled === 0).map(explainEnd)
    },
    get acknowledgedUnhandled() {
      return events.filter(isAnsweredUnhandled).map(explainEnd)
    },
    get repeated() {
      const repeated = events.filter(({ handled }) => handled > 1)
      return repeated.map((event) => ({ ...event, cause: findRepeatCause(event) }))
    },
    get unknownCallSids() {
      return [...handledCounts.keys()].filter((name) => !names.has(name))
    },
    get totals() {
      return countTotals(events)
    },
    toString() {
      return summarizeLedger(this)
    },
  }
}

function isAnsweredUnhandled({ handled, attempts }: LedgerEvent): boolean {
  return handled === 0 && attempts.some(({ answer }) => typeof answer === 'number' && isSuccess(answer))
}

function countTotals(events: readonly LedgerEvent[]): LedgerTotals {
  const attempts = events.flatMap((event) => event.attempts)
  const acknowledged = events.filter((event) => event.acknowledged).length
  const lost = events.filter(({ handled }) => handled === 0).length
  const handledOnce = events.filter(({ handled }) => handled === 1).length
  const attemptsByKind = { first: 0, retry: 0, duplicate: 0, concurrent: 0 }
  return {
    events: events.length,
    acknowledged,
    unacknowledged: events.length - acknowledged,
    handledOnce,
    lost,
    acknowledgedUnhandled: events.filter(isAnsweredUnhandled).length,
    repeated: events.length - lost - handledOnce,
    attempts: attempts.length,
    attemptsByKind: { ...attemptsByKind, ...countEach(attempts.map(({ kind }) => kind)) },
    attemptsByAnswer: countEach(attempts.map(({ answer }) => String(answer))),
    durationMs: measureDuration(attempts),
  }
}

function countEach(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

function measureDuration(attempts: readonly DeliveryAttempt[]): number {
  let [earliest, latest] = [Number.POSITIVE_INFINITY, 0]
  for (const { startedAtMs, durationMs } of attempts) {
    earliest = Math.min(earliest, startedAtMs)
    latest = Math.max(latest, startedAtMs + durationMs)
  }
  return Math.max(0, latest - earliest)
}

function summarizeLedger({ totals, lost, repeated, unacknowledged, unknownCallSids }: Ledger): string {
  const seconds = totals.durationMs / 1000
  const perSecond = seconds > 0 ? ` (${Math.round(totals.events / seconds)} events/s)` : ''
  const lines = [
    `${totals.events} events, ${totals.attempts} attempts in ${seconds.toFixed(1)} s${perSecond}`,
    `acknowledged: ${totals.acknowledged}, not: ${totals.unacknowledged}`,
    `handled once: ${totals.handledOnce}, never: ${totals.lost}, more than once: ${totals.repeated}`,
    `answered 2xx and never handled: ${totals.acknowledgedUnhandled}`,
    `attempts: ${formatCounts(totals.attemptsByKind).join(', ')}`,
    `answers: ${formatCounts(totals.attemptsByAnswer).join(', ')}`,
    ...formatCauses('never handled', lost),
    ...formatCauses('handled more than once', repeated),
    ...formatCauses('not acknowledged', unacknowledged),
  ]
  if (unknownCallSids.length > 0) lines.push(`handled but never delivered: ${unknownCallSids.length}`)
  return lines.join('\n')
}

/** How many courses of events the summary shows for each list; the ledger itself has all. */
const longestCauseList = 10

/** Events alike share a line, such as `2 x refused (first: 403)`. */
function formatCauses(title: string, events: readonly ExplainedEvent<string>[]): readonly string[] {
  if (events.length === 0) return []
  const courses = events.map(({ cause, attempts }) => {
    const course = attempts.map(({ kind, answer }) => `${kind}: ${answer}`).join(', ')
    return `${cause} (${course || 'no attempt'})`
  })
  const lines = formatCounts(countEach(courses))
  const more = lines.length - longestCauseList
  const shown = more > 0 ? [...lines.slice(0, longestCauseList), `and ${more} other courses`] : lines
  return [`${title}:`, ...shown.map((line) => `  ${line}`)]
}

function formatCounts(counts: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} x ${name}`)
}
