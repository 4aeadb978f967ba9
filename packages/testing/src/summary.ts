import type { ExplainedEvent, Ledger } from './ledger.ts'

/** Summarizes a ledger for humans, including the causes of failures. */
export function summarizeLedger({ totals, lost, repeated, unacknowledged, unknownCallSids }: Ledger): string {
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

/** How many lines the summary shows per list. The ledger itself has all events. */
const longestCauseList = 10

/** Similar events share a line, such as `2 x refused (first: 403)`. */
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

export function countEach(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
