import type { AttemptKind } from './delivery-plan.ts'
import type { DeliveryAttempt, LedgerEvent } from './ledger.ts'

/** Counts over all events of a ledger. */
export interface LedgerTotals {
  readonly events: number
  readonly acknowledged: number
  readonly unacknowledged: number
  readonly handledOnce: number
  readonly lost: number
  readonly repeated: number
  readonly attempts: number
  readonly attemptsByKind: Readonly<Record<AttemptKind, number>>
  /** By answer, such as `{ 200: 998, 503: 2, timeout: 1 }`. */
  readonly attemptsByAnswer: Readonly<Record<string, number>>
  /** From the start of the earliest attempt to the end of the latest, in milliseconds. */
  readonly durationMs: number
}

export function countTotals(events: readonly LedgerEvent[]): LedgerTotals {
  const attempts = events.flatMap((event) => event.attempts)
  const acknowledged = events.filter((event) => event.acknowledged).length
  const lost = events.filter(({ handled }) => handled === 0).length
  const handledOnce = events.filter(({ handled }) => handled === 1).length
  return {
    events: events.length,
    acknowledged,
    unacknowledged: events.length - acknowledged,
    handledOnce,
    lost,
    repeated: events.length - lost - handledOnce,
    attempts: attempts.length,
    attemptsByKind: {
      first: 0,
      retry: 0,
      duplicate: 0,
      concurrent: 0,
      ...countBy(attempts, ({ kind }) => kind),
    },
    attemptsByAnswer: countBy(attempts, ({ answer }) => String(answer)),
    durationMs: measureDuration(attempts),
  }
}

function countBy(
  attempts: readonly DeliveryAttempt[],
  read: (attempt: DeliveryAttempt) => string,
): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const attempt of attempts) counts[read(attempt)] = (counts[read(attempt)] ?? 0) + 1
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
