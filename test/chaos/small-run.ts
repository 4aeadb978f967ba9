import type { Test } from 'tap'
import { formatReport } from './report.ts'
import { type ChaosRun, runChaos } from './run.ts'
import type { ChaosSettings } from './settings.ts'

const SETTINGS = {
  calls: 300,
  callsPerSecond: 30,
  receivers: 4,
  longestWorkMs: 2500,
  kills: 3,
  pauses: 3,
  storeStalls: 1,
  storeKills: 1,
  cutShare: 0.05,
} as const satisfies Partial<ChaosSettings>

/** A run that is over within 20 seconds, and what every run has to hold. */
export async function assertSmallRun(
  t: Test,
  settings: Pick<ChaosSettings, 'seed' | 'store' | 'isInbox'>,
): Promise<ChaosRun> {
  const run = await runChaos({ ...SETTINGS, ...settings })
  t.comment(formatReport(run))
  const { lostByGuard, lostOtherwise, acknowledgedUnhandled, unexplained, isPassed } = run.verdict
  t.strictSame(lostByGuard, [])
  t.strictSame(acknowledgedUnhandled, [])
  t.strictSame(unexplained, [])
  t.ok(isPassed)
  const { handledOnce, repeated } = run.verdict
  t.equal(handledOnce + repeated.length + lostOtherwise.length, SETTINGS.calls)
  t.strictSame(run.kills.map(({ framework }) => framework).sort(), ['express', 'fastify', 'koa'])
  t.equal(run.pauses.length, SETTINGS.pauses)
  const outages = run.outages.map(({ kind }) => kind).filter((kind) => kind !== 'slow')
  t.strictSame(outages.sort(), ['killed', 'stalled'])
  t.ok(
    run.requests.some(({ isCut }) => isCut),
    'answers were cut',
  )
  return run
}
