/**
 * `pnpm bench`: what these packages cost, beside the least that any receiver of signed calls has to do and beside its peers. It only
 * reports, into `bench/results`; it judges nothing. `pnpm bench receive stores` runs those parts alone, and reports into
 * a folder for temporary files.
 */
import { mkdtempSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { benchAdapters } from './adapters.ts'
import { benchBodySize } from './body-size.ts'
import { benchChunks } from './chunks.ts'
import { benchCluster } from './cluster.ts'
import { benchConnections } from './connections.ts'
import { benchInFlight } from './in-flight.ts'
import { benchProfile } from './profile.ts'
import { benchReceive } from './receive.ts'
import { benchRefusals } from './refusals.ts'
import { Report } from './report.ts'
import { benchStart } from './start.ts'
import { benchStores } from './stores.ts'

const PARTS: Readonly<Record<string, (report: Report) => Promise<void>>> = {
  receive: benchReceive,
  profile: benchProfile,
  'body-size': benchBodySize,
  chunks: benchChunks,
  'in-flight': benchInFlight,
  stores: benchStores,
  refusals: benchRefusals,
  start: benchStart,
  adapters: benchAdapters,
  connections: benchConnections,
  cluster: benchCluster,
}

const named = process.argv.slice(2)
const folder =
  named.length > 0
    ? mkdtempSync(`${tmpdir()}/telnyx-call-bench-`)
    : fileURLToPath(new URL('results', import.meta.url))
const report = new Report(folder)
report.text(`# Benchmark

Node ${process.version}, ${process.arch}, ${cpus().length} cores (${cpus()[0]?.model.trim()}).`)
for (const name of named.length > 0 ? named : Object.keys(PARTS)) {
  const bench = PARTS[name]
  if (!bench) throw new Error(`There is no part ${name}; there are ${Object.keys(PARTS).join(', ')}`)
  await bench(report)
}
report.save()
console.log(`The report is in ${folder}`)
