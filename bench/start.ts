import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatTable, type Section } from './report.ts'
import { countRounds, createBench, findQuantile, findRatio, measureInRounds } from './rounds.ts'

const ROUNDS = countRounds(20)

/** Where scripts find the packages that the bench depends on. */
const NODE_MODULES = fileURLToPath(new URL('node_modules', import.meta.url))

const EMPTY = 'an empty script'

/** The modules that a process imports. */
const IMPORTS: Readonly<Record<string, readonly string[]>> = {
  [EMPTY]: [],
  '@telnyx-call/core': ['@telnyx-call/core'],
  '@telnyx-call/core/ed25519': ['@telnyx-call/core/ed25519'],
  '@telnyx-call/fetch': ['@telnyx-call/fetch'],
  'express alone': ['express'],
  'express and its adapter': ['express', '@telnyx-call/express'],
  'fastify alone': ['fastify'],
  'fastify and its adapter': ['fastify', '@telnyx-call/fastify'],
  'koa alone': ['koa'],
  'koa and its adapter': ['koa', '@telnyx-call/koa'],
  telnyx: ['telnyx'],
}

/** How long packages take to be imported. */
export async function compareStarts(): Promise<Section> {
  const folder = mkdtempSync(join(NODE_MODULES, '.start-'))
  const bench = createBench(1)
  for (const [index, [name, modules]] of Object.entries(IMPORTS).entries()) {
    const script = join(folder, `${index}.mjs`)
    writeFileSync(script, modules.map((module) => `import '${module}'\n`).join(''))
    bench.add(name, () => importModules(script))
  }
  const times = await measureInRounds(bench, ROUNDS, 2).finally(() => rmSync(folder, { recursive: true }))
  const empty = times.get(EMPTY) ?? []
  return {
    markdown: `## Start

Processes of Node that import the packages and end, beside one that imports nothing. ${ROUNDS} rounds of each in turn; the ratio is of whole processes,
the milliseconds are what is above the empty script. telnyx is the official SDK.

${formatTable(
  ['imported', `ratio to ${EMPTY}`, `ms above ${EMPTY}`],
  [...times].map(([name, values]) => [
    name,
    findRatio(times, name, EMPTY).toFixed(2),
    (findQuantile(values.map((value, round) => value - (empty[round] ?? Number.NaN))) / 1000).toFixed(1),
  ]),
)}`,
  }
}

function importModules(script: string): void {
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${script} cannot be run: ${stderr}`)
}
