import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import webpack from 'webpack'

export type Format = 'cjs' | 'esm'

/** Bundles a file with all that it imports into one file of the folder. @returns the name of that file. */
export type Bundle = (entry: string, folder: string, format: Format) => Promise<string>

/** What CommonJS packages need in an ES module that Node runs. esbuild and rollup leave it to their users. */
const requireForModules =
  "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);"

/** The bundlers with the settings that their documents give for Node, and no others. */
export const bundlers: Readonly<Record<string, Bundle>> = {
  esbuild: async (entry, folder, format) => {
    const name = `bundle.${format === 'esm' ? 'mjs' : 'cjs'}`
    await build({
      entryPoints: [entry],
      outfile: join(folder, name),
      bundle: true,
      platform: 'node',
      format,
      logLevel: 'error',
      ...(format === 'esm' && { banner: { js: requireForModules } }),
    })
    return name
  },

  rollup: async (entry, folder, format) => {
    const name = `bundle.${format === 'esm' ? 'mjs' : 'cjs'}`
    const plugins = ['node-resolve={preferBuiltins:true}', 'commonjs', 'json'].flatMap((plugin) => [
      '--plugin',
      plugin,
    ])
    const output = ['--file', join(folder, name), '--format', format, '--inlineDynamicImports', '--silent']
    const banner = format === 'esm' ? ['--banner', requireForModules] : []
    await runTool('rollup/dist/bin/rollup', [entry, ...output, ...banner, ...plugins])
    return name
  },

  webpack: async (entry, folder, format) => {
    const filename = `bundle.${format === 'esm' ? 'mjs' : 'cjs'}`
    const compiler = webpack({
      mode: 'production',
      target: 'node20',
      entry,
      optimization: { minimize: false },
      experiments: { outputModule: format === 'esm' },
      output: { path: folder, filename, library: { type: format === 'esm' ? 'module' : 'commonjs2' } },
    })
    const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
      compiler.run((error, stats) => (error ? reject(error) : resolve(stats)))
    })
    if (stats === undefined || stats.hasErrors()) throw new Error(stats?.toString())
    return filename
  },

  // It takes the format from the ending of the entry.
  ncc: async (entry, folder, format) => {
    await runTool('@vercel/ncc/dist/ncc/cli.js', ['build', entry, '--out', folder, '--quiet'])
    return format === 'esm' ? 'index.mjs' : 'index.cjs'
  },
}

/** Runs a program of a package of this folder, which is where it looks for its plugins. */
async function runTool(path: string, parameters: readonly string[]): Promise<void> {
  const program = fileURLToPath(new URL(`node_modules/${path}`, import.meta.url))
  await promisify(execFile)(process.execPath, [program, ...parameters], { cwd: import.meta.dirname })
}
