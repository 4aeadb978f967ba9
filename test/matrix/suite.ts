/** Runs the conformance suite on one host, inside whatever runtime this is, and prints a tally as the last line. */
import { conformanceCases } from '../conformance/cases/index.ts'
import { runCases } from './run-cases.ts'
import { loadHost } from './suite-hosts.ts'

const [hostName = '', prefix = ''] = process.argv.slice(2)
const host = await loadHost(hostName)
const strays: unknown[] = []
process.on('unhandledRejection', (reason) => strays.push(reason))
const cases = conformanceCases.filter(({ id }) => id.startsWith(prefix))
const tally = await runCases(cases, host)
for (const stray of strays) tally.failed.push({ id: 'unhandled rejection', message: String(stray) })
process.stdout.write(`${JSON.stringify(tally)}\n`, () => process.exit())
