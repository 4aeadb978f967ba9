import type { FuzzRun } from './run.ts'
import type { FuzzVerdict } from './verdict.ts'

const EXAMPLES = 10
const MEGABYTE = 1_000_000

/** Says what was sent, what came of it, and what is wrong with that. */
export function formatFuzz(run: FuzzRun, verdict: FuzzVerdict): string {
  const { settings, tally, report, handledCounts, durationMs } = run
  const { memory, unsettled, oddlySettled, isGrowing } = verdict
  return [
    `${settings.adapter}, seed ${settings.seed}: ${tally.sent} requests in ${(durationMs / 1000).toFixed(1)} s`,
    `  sent: ${formatCounts(tally.kinds)}; ${tally.pipelined} pipelined conversations, ${tally.cut} cut`,
    `  answered: ${formatCounts(tally.statuses)}`,
    `  refused: ${formatCounts(Object.entries(report.refused))}`,
    `  accepted ${report.accepted}, settled ${report.settled}, acknowledged ${report.acknowledged}; handled ${handledCounts.size} of ${tally.due.size} due and ${tally.possible.size} possible`,
    `  memory in the last half: ${(memory.slopeBytes / 1000).toFixed(1)} kB per 1,000 requests (${(memory.growthShare * 100).toFixed(1)} %), at the end ${(memory.lastBytes / MEGABYTE).toFixed(0)} MB${isGrowing ? ': GROWING' : ''}`,
    ...formatFaults('uncaught or unhandled', verdict.strays),
    ...formatFaults('forged and handled', verdict.forgedHandled),
    ...formatFaults('good and never handled', verdict.lost),
    ...formatFaults('handled more than once', verdict.repeated),
    ...formatFaults('unexpected answers', verdict.oddAnswers),
    `  unsettled ${unsettled}, settled more than once ${oddlySettled}`,
    verdict.isPassed ? '  passed' : '  FAILED',
  ].join('\n')
}

function formatFaults(title: string, faults: readonly string[]): readonly string[] {
  return [`  ${title}: ${faults.length}`, ...faults.slice(0, EXAMPLES).map((fault) => `    ${fault}`)]
}

function formatCounts(counts: Iterable<readonly [string | number, number]>): string {
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ') || 'none'
}
