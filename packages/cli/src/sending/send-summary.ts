import type { Ledger, LedgerEvent } from '@telnyx-call/testing'
import { type Latency, summarizeLatency } from './latency.ts'

/** What came of a run. */
export interface SendSummary {
  /** `'acknowledged'`, unless the requests were made to be refused. */
  readonly expected: 'acknowledged' | 'refused'
  /** Whether every event ended as expected. */
  readonly met: boolean
  readonly interrupted: boolean
  readonly events: number
  readonly acknowledged: number
  /** Events whose last answer was a 4xx. */
  readonly refused: number
  readonly attempts: number
  readonly attemptsByKind: Readonly<Record<string, number>>
  readonly attemptsByAnswer: Readonly<Record<string, number>>
  /** Refusals of a guard by their code. */
  readonly attemptsByCode: Readonly<Record<string, number>>
  /** Events that were not acknowledged, by how their delivery ended. */
  readonly unacknowledged: Readonly<Record<string, number>>
  readonly durationMs: number
  readonly eventsPerSecond: number
  /** Of all complete answers. */
  readonly latency?: Latency
  /** `--seed` that repeats the run. */
  readonly seed: number
}

export interface RunFacts extends Pick<SendSummary, 'expected' | 'interrupted' | 'attemptsByCode' | 'seed'> {
  readonly ledger: Ledger
  /** How many events were to be sent. */
  readonly total: number
}

export function summarizeRun({ ledger, total, ...facts }: RunFacts): SendSummary {
  const { events, unacknowledged, totals } = ledger
  const refused = events.filter(isRefused).length
  const asExpected = facts.expected === 'refused' ? refused : totals.acknowledged
  const latency = summarizeLatency(listAnswerTimes(events))
  return {
    expected: facts.expected,
    met: asExpected === total,
    interrupted: facts.interrupted,
    events: totals.events,
    acknowledged: totals.acknowledged,
    refused,
    attempts: totals.attempts,
    attemptsByKind: totals.attemptsByKind,
    attemptsByAnswer: totals.attemptsByAnswer,
    attemptsByCode: facts.attemptsByCode,
    unacknowledged: countCauses(unacknowledged),
    durationMs: Math.round(totals.durationMs),
    eventsPerSecond: totals.durationMs > 0 ? Math.round((totals.events * 1000) / totals.durationMs) : 0,
    ...(latency && { latency }),
    seed: facts.seed,
  }
}

/** Formats a summary for people. */
export function formatSummary(summary: SendSummary): string[] {
  const { events, attempts, durationMs, eventsPerSecond, latency } = summary
  const seconds = (durationMs / 1000).toFixed(1)
  const isRefusalExpected = summary.expected === 'refused'
  const lines = [
    `${events} events, ${attempts} attempts in ${seconds} s (${eventsPerSecond} events/s)`,
    isRefusalExpected
      ? `refused, as expected: ${summary.refused} of ${events}`
      : `acknowledged: ${summary.acknowledged} of ${events}`,
    formatCounts('attempts', summary.attemptsByKind),
    formatCounts('answers', summary.attemptsByAnswer),
    formatCounts('refusals', summary.attemptsByCode),
    isRefusalExpected ? undefined : formatCounts('not acknowledged', summary.unacknowledged),
    latency &&
      `answer time: p50 ${latency.p50Ms} ms, p95 ${latency.p95Ms} ms, p99 ${latency.p99Ms} ms, max ${latency.maxMs} ms`,
    `the same again: --seed ${summary.seed}`,
  ]
  return lines.filter((line) => line !== undefined)
}

/** @returns undefined if there is nothing to count */
function formatCounts(title: string, counts: Readonly<Record<string, number>>): string | undefined {
  const texts = Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [`${count} x ${name}`] : []))
  return texts.length > 0 ? `${title}: ${texts.join(', ')}` : undefined
}

function isRefused({ acknowledged, attempts }: LedgerEvent): boolean {
  const answer = attempts.at(-1)?.answer
  return !acknowledged && typeof answer === 'number' && answer >= 400 && answer <= 499
}

function listAnswerTimes(events: readonly LedgerEvent[]): readonly number[] {
  return events.flatMap(({ attempts }) =>
    attempts.flatMap(({ answer, durationMs }) => (typeof answer === 'number' ? [durationMs] : [])),
  )
}

function countCauses(unacknowledged: Ledger['unacknowledged']): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { cause } of unacknowledged) counts[cause] = (counts[cause] ?? 0) + 1
  return counts
}
