import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { benchInstall } from './install.ts'
import type { Report } from './report.ts'
import {
  type Contender,
  type Measurements,
  measureInRounds,
  medianDifference,
  medianRatio,
  quantile,
} from './rounds.ts'

const ROUNDS = 21
const WARM_UP_ROUNDS = 2

/** Where scripts find the packages that the bench depends on. */
const NODE_MODULES = fileURLToPath(new URL('node_modules', import.meta.url))

const EMPTY = 'an empty script'

/** The modules that a process imports. */
const IMPORTS: Readonly<Record<string, readonly string[]>> = {
  [EMPTY]: [],
  '@telnyx-call/core': ['@telnyx-call/core'],
  '@telnyx-call/core/ed25519': ['@telnyx-call/core/ed25519'],
  '@telnyx-call/express': ['@telnyx-call/express'],
  'express alone': ['express'],
  '@telnyx-call/express and express': ['@telnyx-call/express', 'express'],
  '@telnyx-call/fastify': ['@telnyx-call/fastify'],
  'fastify alone': ['fastify'],
  '@telnyx-call/fastify and fastify': ['@telnyx-call/fastify', 'fastify'],
  '@telnyx-call/koa': ['@telnyx-call/koa'],
  'koa alone': ['koa'],
  '@telnyx-call/koa and koa': ['@telnyx-call/koa', 'koa'],
  telnyx: ['telnyx'],
  stripe: ['stripe'],
  standardwebhooks: ['standardwebhooks'],
  '@hookflo/tern': ['@hookflo/tern'],
  tweetnacl: ['tweetnacl'],
}

/** How long packages take to be imported, and what an application installs with them. */
export async function benchStart(report: Report): Promise<void> {
  const times = await measureImports()
  report.text(`## Start

Import: processes of Node that import the packages and end, beside one that imports nothing. ${ROUNDS} rounds of each in turn; the ratio
is of whole processes, the milliseconds are what is above the empty script. Peers do other work: telnyx and stripe are whole SDKs,
standardwebhooks and @hookflo/tern verify webhooks of other forms, and tweetnacl is Ed25519 alone.
`)
  report.table(
    ['imported', `ratio to ${EMPTY}`, `ms above ${EMPTY}`, 'ms above it, quietest tenth'],
    Object.keys(IMPORTS).map((name) => [
      name,
      medianRatio(times, name, EMPTY).toFixed(2),
      medianDifference(times, name, EMPTY).toFixed(1),
      (quantile(times, name, 0.1) - quantile(times, EMPTY, 0.1)).toFixed(1),
    ]),
  )
  benchInstall(report)
}

async function measureImports(): Promise<Measurements> {
  mkdirSync(NODE_MODULES, { recursive: true })
  const folder = mkdtempSync(join(NODE_MODULES, '.start-'))
  try {
    const contenders = Object.entries(IMPORTS).map(([name, modules], index) =>
      createStart(name, modules, join(folder, `${index}.mjs`)),
    )
    await measureInRounds(contenders, WARM_UP_ROUNDS)
    return await measureInRounds(contenders, ROUNDS)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function createStart(name: string, modules: readonly string[], script: string): Contender {
  writeFileSync(script, modules.map((module) => `import '${module}'\n`).join(''))
  return {
    name,
    async run() {
      const started = performance.now()
      const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' })
      if (status !== 0) throw new Error(`${name} cannot be imported: ${stderr}`)
      return performance.now() - started
    },
  }
}
