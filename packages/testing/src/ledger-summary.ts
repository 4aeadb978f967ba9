import type { Ledger } from './ledger.ts'

/** A few lines for the console. */
export function summarizeLedger({ totals, unknownCallSids }: Ledger): string {
  const seconds = totals.durationMs / 1000
  const perSecond = seconds > 0 ? ` (${Math.round(totals.events / seconds)} events/s)` : ''
  const lines = [
    `${totals.events} events, ${totals.attempts} attempts in ${seconds.toFixed(1)} s${perSecond}`,
    `acknowledged: ${totals.acknowledged}, not: ${totals.unacknowledged}`,
    `handled once: ${totals.handledOnce}, never: ${totals.lost}, more than once: ${totals.repeated}`,
    `attempts: ${formatCounts(totals.attemptsByKind)}`,
    `answers: ${formatCounts(totals.attemptsByAnswer)}`,
  ]
  if (unknownCallSids.length > 0) lines.push(`handled but never delivered: ${unknownCallSids.length}`)
  return lines.join('\n')
}

function formatCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} x ${name}`)
    .join(', ')
}
