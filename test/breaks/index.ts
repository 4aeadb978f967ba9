/**
 * `pnpm test:breaks`: takes the checks of core out, one at a time and in a copy of the workspace, and runs the conformance suite
 * against what is left. Prints the cases that caught each break; exits 1 if one went unnoticed.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Break, breaks } from './breaks.ts'

const HOST = 'express'
const copy = mkdtempSync(join(tmpdir(), 'telnyx-call-breaks-'))

try {
  copyWorkspace()
  const before = findFailingCases()
  if (before.length > 0) throw new Error(`These fail with nothing broken: ${before.join(', ')}`)
  console.log(`| check taken out | cases that fail on ${HOST} | among them |\n| --- | ---: | --- |`)
  const unnoticed = breaks.filter((broken) => {
    const failing = withBreak(broken, () => findFailingCases(broken.cases))
    console.log(`| ${broken.check} | ${failing.length} | ${failing.slice(0, 3).join(', ')} |`)
    return failing.length === 0
  })
  console.log(`\n${breaks.length} breaks, ${unnoticed.length} unnoticed`)
  process.exitCode = unnoticed.length > 0 ? 1 : 0
} finally {
  rmSync(copy, { recursive: true })
}

/** The packages link to each other and to node_modules by relative paths, so that the copy's links stay in the copy. */
function copyWorkspace(): void {
  for (const name of [
    'packages',
    'test',
    'package.json',
    'tsconfig.base.json',
    'tsdown.config.ts',
    'pnpm-workspace.yaml',
  ]) {
    cpSync(name, join(copy, name), { recursive: true, verbatimSymlinks: true })
  }
  mkdirSync(join(copy, 'node_modules'))
  const isThirdParty = (path: string) => !/node_modules\/\.(pnpm|cache)$/.test(path)
  cpSync('node_modules', join(copy, 'node_modules'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: isThirdParty,
  })
  symlinkSync(resolve('node_modules/.pnpm'), join(copy, 'node_modules/.pnpm'))
}

function withBreak<Result>({ check, file, text, instead }: Break, run: () => Result): Result {
  const path = join(copy, 'packages/core/src', file)
  const source = readFileSync(path, 'utf8')
  if (!source.includes(text)) throw new Error(`${file} no longer holds the text of "${check}": ${text}`)
  writeFileSync(
    path,
    source.replace(text, () => instead),
  )
  try {
    runNode(['node_modules/tsdown/dist/run.mjs'])
    return run()
  } finally {
    writeFileSync(path, source)
  }
}

function findFailingCases(cases = ''): readonly string[] {
  return JSON.parse(runNode(['--import', 'tsx', 'test/breaks/failing-cases.ts', HOST, cases]))
}

function runNode(parameters: readonly string[]): string {
  return execFileSync(process.execPath, parameters, {
    cwd: copy,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
