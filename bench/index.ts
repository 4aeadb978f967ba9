/**
 * `pnpm bench`: what these packages cost, beside the least that any receiver of signed calls has to do and beside its peers. It reports into
 * `bench/results` and judges nothing. `pnpm bench receive stores` prints those parts alone. With `BENCH_QUICK=1`, each part makes a few short
 * rounds, which shows that it works and nothing else.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { compareAdapters } from './adapters.ts'
import { compareBodySizes } from './body-size.ts'
import { measureChunks } from './chunks.ts'
import { compareEngines } from './engines.ts'
import { compareInFlight } from './in-flight.ts'
import { compareReceive } from './receive.ts'
import type { Section } from './report.ts'
import { isQuick } from './rounds.ts'
import { compareStarts } from './start.ts'
import { compareStores } from './stores.ts'

const RESULTS = new URL('results/', import.meta.url)

const PARTS: Readonly<Record<string, () => Promise<Section>>> = {
  receive: compareReceive,
  engines: compareEngines,
  'body-size': compareBodySizes,
  'in-flight': compareInFlight,
  chunks: measureChunks,
  stores: compareStores,
  start: compareStarts,
  adapters: compareAdapters,
}

const OWN_PROCESS = '--in-a-process-of-its-own'

const names = process.argv.slice(2)
if (names[0] === OWN_PROCESS) process.send?.(await PARTS[names[1] ?? '']?.(), () => process.exit())
else await runParts(names.length > 0 ? names : Object.keys(PARTS))

async function runParts(parts: readonly string[]): Promise<void> {
  const unknown = parts.find((part) => !(part in PARTS))
  if (unknown) throw new Error(`There is no part ${unknown}; there are ${Object.keys(PARTS).join(', ')}`)
  const files: Record<string, string> = {
    'README.md': `# Benchmark

Node ${process.version}, ${process.arch}, ${cpus().length} cores (${cpus()[0]?.model.trim()}).
`,
  }
  for (const part of parts) {
    const { markdown, charts } = await runPart(part)
    console.log(markdown)
    Object.assign(files, charts)
    files['README.md'] += `\n${markdown}`
  }
  if (names.length > 0 || isQuick) return
  rmSync(RESULTS, { recursive: true })
  mkdirSync(RESULTS)
  for (const [name, content] of Object.entries(files)) writeFileSync(new URL(name, RESULTS), content)
}

/** Each part has a process of its own, whose code the runtime has compiled for it alone. */
async function runPart(part: string): Promise<Section> {
  const child = fork(fileURLToPath(import.meta.url), [OWN_PROCESS, part], {
    execArgv: [...process.execArgv, '--expose-gc'],
  })
  const failure = once(child, 'exit').then(([code]) => {
    throw new Error(`The part ${part} ended with code ${code} and no result`)
  })
  failure.catch(() => {})
  return (await Promise.race([once(child, 'message'), failure]))[0]
}
