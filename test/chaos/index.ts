/**
 * `pnpm chaos`: receivers of all frameworks share one store. They are killed, held still and cut off, and the store with them, while the
 * simulator delivers by the strict policy. Prints what became of the calls; exits 1 if the guard lost one, acknowledged one that was never
 * handled, or let one be handled again for no recorded reason.
 *
 * `--store postgres`: the guards share PostgreSQL. `--inbox`: the handlers handle each call once by themselves, in a transaction.
 * `--no-pauses --no-store-faults`: receivers are killed, and nothing else is excused. `--seed 2`: other calls, other faults.
 * `--calls`, `--rate` (a second), `--kills`: how many. `--all`: show every call that was handled again.
 */
import { parseArgs } from 'node:util'
import { formatReport } from './report.ts'
import { runChaos } from './run.ts'
import type { ChaosSettings } from './settings.ts'

const { values } = parseArgs({
  allowNegative: true,
  options: {
    calls: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '20' },
    pauses: { type: 'boolean', default: true },
    'store-faults': { type: 'boolean', default: true },
    store: { type: 'string', default: 'redis' },
    all: { type: 'boolean', default: false },
    inbox: { type: 'boolean', default: false },
  },
})
if (values.store !== 'redis' && values.store !== 'postgres') throw new Error('--store is redis or postgres')
const settings: ChaosSettings = {
  seed: Number(values.seed),
  calls: Number(values.calls),
  callsPerSecond: Number(values.rate),
  receivers: 6,
  store: values.inbox ? 'postgres' : values.store,
  isInbox: values.inbox,
  longestWorkMs: 4000,
  kills: Number(values.kills),
  pauses: values.pauses ? 20 : 0,
  storeStalls: values['store-faults'] ? 6 : 0,
  storeKills: values['store-faults'] ? 3 : 0,
  cutShare: 0.05,
}
const interruption = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interruption.abort(new Error(`ended by ${signal}`)))
}
const run = await runChaos(settings, interruption.signal)
console.log(formatReport(run, values.all ? { shownEvents: Number.POSITIVE_INFINITY } : {}))
process.exitCode = run.verdict.isPassed ? 0 : 1
