/** Runs the conformance suite on one host, or the cases whose ids begin with the second argument, and prints the ids of the cases that fail, as JSON. */
import { conformanceCases } from '../conformance/cases/index.ts'
import { allHosts } from '../conformance/hosts/index.ts'
import { findObstacle } from '../conformance/obstacles.ts'
import { runCase } from '../conformance/run-case.ts'

const host = allHosts.find(({ name }) => name === process.argv[2])
if (host === undefined) throw new Error(`There is no host ${process.argv[2]}.`)

const failing: string[] = []
for (const conformanceCase of conformanceCases) {
  if (!conformanceCase.id.startsWith(process.argv[3] ?? '')) continue
  if (findObstacle(conformanceCase, host)) continue
  await runCase(conformanceCase, host).catch(() => failing.push(conformanceCase.id))
}
process.stdout.write(JSON.stringify(failing), () => process.exit())
