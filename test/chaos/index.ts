/**
 * `pnpm chaos`: receivers of all frameworks share one Redis and are killed, cut off and left without it, while the simulator
 * delivers. Prints the ledger; exits 1 if a call was lost, or handled again for no recorded reason.
 */
import { parseArgs } from 'node:util'
import { formatReport } from './report.ts'
import { runChaos } from './run.ts'

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '10000' },
    kills: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
})
const interruption = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interruption.abort(new Error(`ended by ${signal}`)))
}
const run = await runChaos(
  {
    seed: Number(values.seed),
    calls: Number(values.calls),
    // More often than every few seconds, and receivers would be killed faster than they start.
    kills: Number(values.kills ?? Math.ceil(Number(values.calls) / 400)),
    callsPerSecond: 100,
    receivers: 6,
    outageMs: 2500,
    cutShare: 0.05,
  },
  interruption.signal,
)
console.log(formatReport(run))
process.exitCode = run.verdict.isPassed ? 0 : 1
