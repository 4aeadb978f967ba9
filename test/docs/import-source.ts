import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/**
 * Imports a source file of a package that exports what the package itself does not. It is bundled first, so that it does not count towards
 * coverage: there, only the built packages count, and two versions of one file could not be merged.
 */
export async function importSource<Module>(path: string): Promise<Module> {
  const folder = mkdtempSync(join(tmpdir(), 'telnyx-call-source-'))
  const outfile = join(folder, 'source.mjs')
  try {
    await build({ entryPoints: [path], bundle: true, format: 'esm', platform: 'node', outfile })
    return await import(pathToFileURL(outfile).href)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
