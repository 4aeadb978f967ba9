import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const header =
  '// Generated from spec/texml-call-completed.openapi.yaml: change that and run `pnpm generate`.\n'
const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')
const repository = fileURLToPath(new URL('../../', import.meta.url))

/** Puts the source into the house format and writes it. */
export function writeSourceFile(directory: string, name: string, source: string): void {
  const formatted = format(header + source.replace(/^(?!\n)/, '\n'))
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, name), formatted)
}

function format(source: string): string {
  // biome.json leaves generated files alone, hence a name outside of them.
  const command = [biome, 'format', '--stdin-file-path=tools/generated-source.ts']
  return execFileSync(process.execPath, command, {
    cwd: repository,
    input: source,
    encoding: 'utf8',
    stdio: 'pipe',
  })
}
