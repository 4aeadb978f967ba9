import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Sources by their paths, relative to the root of the repository. */
export type Sources = Readonly<Record<string, string>>

const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')
const repository = fileURLToPath(new URL('../../', import.meta.url))

/** Formats the sources and writes them in place of everything generated before. */
export function writeSources(root: string, sources: Sources): void {
  const isTypeScript = ([path]: [string, string]) => path.endsWith('.ts')
  const formatted = {
    ...sources,
    ...format(Object.fromEntries(Object.entries(sources).filter(isTypeScript))),
  }
  for (const directory of new Set(Object.keys(sources).map((path) => dirname(path)))) {
    if (basename(directory) === 'generated') rmSync(join(root, directory), { recursive: true, force: true })
    mkdirSync(join(root, directory), { recursive: true })
  }
  for (const [path, source] of Object.entries(formatted)) writeFileSync(join(root, path), source)
}

/** Formats all TypeScript in one run of the formatter, in a folder of its own: biome.json excludes generated files. */
function format(sources: Sources): Sources {
  const directory = mkdtempSync(join(tmpdir(), 'telnyx-call-sources-'))
  try {
    const { formatter, javascript } = JSON.parse(readFileSync(join(repository, 'biome.json'), 'utf8'))
    writeFileSync(join(directory, 'biome.json'), JSON.stringify({ root: true, formatter, javascript }))
    const names = Object.keys(sources).map((path, index) => `${index}-${basename(path)}`)
    for (const [index, source] of Object.values(sources).entries()) {
      writeFileSync(join(directory, names[index] as string), source.replace(/^\n+/, ''))
    }
    execFileSync(process.execPath, [biome, 'format', '--write', '.'], { cwd: directory, stdio: 'pipe' })
    return Object.fromEntries(
      Object.keys(sources).map((path, index) => [
        path,
        readFileSync(join(directory, names[index] as string), 'utf8'),
      ]),
    )
  } finally {
    rmSync(directory, { recursive: true })
  }
}
