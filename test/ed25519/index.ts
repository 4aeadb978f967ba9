/**
 * `pnpm test:engines`: 100,000 mutated signatures through every engine, side by side; `--count` and `--seed` make it another run. Exits 1
 * where two of them disagree, or one with the rule.
 */
import { parseArgs } from 'node:util'
import { compareEngines } from './mutated-signatures.ts'

const { values } = parseArgs({
  options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
})
const { accepted, disagreements } = await compareEngines(Number(values.seed), Number(values.count))
for (const origin of disagreements) console.log(origin)
console.log(`${values.count} mutations, ${accepted} accepted, ${disagreements.length} disagreements`)
process.exitCode = disagreements.length > 0 ? 1 : 0
