import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

/** What the generator did. */
export interface GeneratorRun {
  readonly exitCode: number
  readonly stderr: string
  /** What it wrote, by paths relative to the root. */
  readonly sources: Readonly<Record<string, string>>
}

export const repository: string = fileURLToPath(new URL('../', import.meta.url))

const generatedFolders: readonly string[] = [
  'docs',
  'packages/core/src/generated',
  'packages/core/src/events/generated',
  'packages/testing/src/generated',
]

export function readSpecification(family: string): string {
  return readFileSync(join(repository, `spec/${family}.openapi.yaml`), 'utf8')
}

/** A copy of the specification in which some families have another text. */
export function copySpecification(t: Test, changes: Readonly<Record<string, string>>): string {
  const directory = makeDirectory(t)
  cpSync(join(repository, 'spec'), directory, { recursive: true })
  for (const [family, text] of Object.entries(changes)) {
    writeFileSync(join(directory, `${family}.openapi.yaml`), text)
  }
  return directory
}

/** Runs `pnpm generate` on another specification, into an empty folder. */
export function generate(t: Test, specificationDirectory: string): Promise<GeneratorRun> {
  const root = makeDirectory(t)
  const command = ['--import', 'tsx', 'tools/generate.ts', specificationDirectory, root]
  return new Promise((resolve) => {
    // Not counted: the generator loads sources of core beside the built package, which muddles what the tests of that have covered.
    const env = { PATH: process.env.PATH, NODE_V8_COVERAGE: '' }
    execFile(process.execPath, command, { cwd: repository, env }, (error, _, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stderr, sources: readSources(root) })
    })
  })
}

/** All that was generated. In `docs` are files that were not. */
export function readSources(root: string): Record<string, string> {
  const paths = generatedFolders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
    .filter((path) => !path.startsWith('docs/') || path === 'docs/events.md')
    .sort()
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

function makeDirectory(t: Test): string {
  const directory = mkdtempSync(join(tmpdir(), 'telnyx-call-generate-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  return directory
}
