/**
 * `pnpm check:sizes` holds what a bundle gets from each package to a budget: minified and compressed, with the parts of core that it
 * needs and without other packages; and what a browser gets of the inspector's page. Exits 1 where one is over its budget.
 */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { globSync } from 'tinyglobby'

/** Kilobytes (1,000 bytes). Raise one only with a reason in the commit. */
const budgets: Readonly<Record<string, number>> = {
  core: 24,
  'core/ed25519': 3.6,
  'core/node': 2.2,
  'core/schema': 6,
  'core/sodium': 0.25,
  'core/tweetnacl': 0.2,
  express: 26,
  fastify: 26.5,
  fetch: 26,
  koa: 26,
  postgres: 2.3,
  redis: 1.3,
  testing: 12.5,
}

const PAGE_BUDGET = 150

/** @returns the size of an entry in kilobytes. */
async function measure(entry: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export * from '@telnyx-call/${entry}'`, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    plugins: [
      {
        name: 'others-stay-outside',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^[^./]/ }, ({ path }) => ({ external: !path.startsWith('@telnyx-call/') })),
      },
    ],
  })
  return gzipSync(outputFiles[0]?.contents ?? '').byteLength / 1000
}

function measurePage(): number {
  const files = globSync('packages/cli/dist/page/*')
  return files.reduce((total, path) => total + gzipSync(readFileSync(path)).byteLength / 1000, 0)
}

for (const [entry, budget] of Object.entries(budgets)) {
  const size = await measure(entry)
  report(entry, size, budget)
}
report('inspector page', measurePage(), PAGE_BUDGET)

function report(entry: string, size: number, budget: number): void {
  const verdict = size > budget ? '  OVER' : ''
  console.log(`${entry.padEnd(16)} ${size.toFixed(2).padStart(6)} kB of ${budget}${verdict}`)
  if (size > budget) process.exitCode = 1
}
