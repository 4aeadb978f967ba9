import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type PluginBuild } from 'esbuild'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** What the suite gets in place of the modules of Node; the adapter gets nothing. */
const SHIMS: Readonly<Record<string, string>> = {
  'node:assert/strict': here('shims/assert.ts'),
  'node:assert': here('shims/assert.ts'),
  'node:crypto': here('shims/crypto.ts'),
  'node:util': here('shims/absent.ts'),
  'node:net': here('shims/absent.ts'),
  'node:http': here('shims/absent.ts'),
  'node:events': here('shims/absent.ts'),
  'node:timers/promises': here('shims/absent.ts'),
}

const common: BuildOptions = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  conditions: ['workerd', 'worker'],
  logLevel: 'error',
}

/** Bundles a Worker around the built fetch adapter, as an application does: nothing is put in place of what it imports. */
export function bundleWorker(contents: string): Promise<string> {
  return bundle({ stdin: { contents, resolveDir: here('.') }, external: ['node:*'] })
}

/** Bundles the built fetch adapter alone. */
export function bundleAdapter(): Promise<string> {
  return bundleWorker("export * from '@telnyx-call/fetch'")
}

/** Bundles the Worker that runs the suite. It imports the adapter from the module `adapter.mjs` beside it. */
export async function bundleSuite(): Promise<string> {
  return bundle({
    entryPoints: [here('suite-worker.ts')],
    inject: [here('shims/buffer.ts')],
    alias: { ...SHIMS },
    plugins: [{ name: 'adapter beside the suite', setup: leaveAdapterOut }],
  })
}

function leaveAdapterOut({ onResolve }: PluginBuild): void {
  onResolve({ filter: /^@telnyx-call\/(core|fetch)$/ }, () => ({ path: './adapter.mjs', external: true }))
}

async function bundle(options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({ ...common, ...options, write: false })
  return outputFiles.map(({ text }) => text).join('')
}
