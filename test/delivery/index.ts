/** Kills one of two processes under load, with every policy of reattempts and every store, in five seeds, and prints a table. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CALLS, type KillRun, RETRY_POLICIES, runKill } from './kill-run.ts'
import { STORE_KINDS, type StoreKind, skipWithoutServer, startStoreServer } from './stores.ts'

const SEEDS = [1, 2, 3, 4, 5]
const COLUMNS = [
  'store',
  'tries after ms',
  'seed',
  'killed',
  'survivor',
  'at ms',
  'broken',
  'unanswered',
  'doubled',
  '2xx+lost',
  'lost',
]

const folder = await mkdtemp(join(tmpdir(), 'telnyx-call-kills-'))
console.log(`${CALLS} calls of 300 ms at 100/s to two processes with one store; one of them is killed`)
printRow(COLUMNS)
let failures = 0
for (const kind of STORE_KINDS) await runAll(kind)
await rm(folder, { recursive: true })
console.log(failures === 0 ? '0 lost' : `${failures} runs lost calls`)
process.exitCode = failures === 0 ? 0 : 1

async function runAll(kind: StoreKind): Promise<void> {
  const skipped = skipWithoutServer[kind]
  if (skipped) return console.log(skipped)
  const { address: store, close } = await startStoreServer(kind)
  for (const seed of SEEDS) {
    const runs = RETRY_POLICIES.map((retryDelaysMs) => runKill({ seed, store, retryDelaysMs, folder }))
    for (const run of await Promise.all(runs)) report(run)
  }
  await close()
}

function report({ store, retryDelaysMs, seed, frameworks, killedAtMs, ledger }: KillRun): void {
  const { broken, unacknowledged, doubled, answeredAndLost, lost } = ledger
  const counts = [broken, unacknowledged, doubled, answeredAndLost, lost].map((sids) => sids.length)
  printRow([store.kind, `[${retryDelaysMs.join(', ')}]`, seed, ...frameworks, killedAtMs, ...counts])
  if (lost.length > 0) failures += 1
}

function printRow(cells: readonly (string | number)[]): void {
  const widths = [8, 14, 4, 8, 8, 6, 7, 10, 8, 9, 5]
  console.log(cells.map((cell, index) => String(cell).padEnd(widths[index] ?? 0)).join('  '))
}
