import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** Where packages are installed that no test needs but these. */
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/telnyx-call-matrix/', import.meta.url))

/** The lowest version that the adapter of Fastify says it works with. */
export const LOWEST_FASTIFY = 'fastify@5.0.0'

const installations = new Map<string, Promise<string>>()

/**
 * Installs a package of npm in a folder of its own, unless it is there.
 *
 * @param specifier - such as `bun@1`.
 * @returns the folder of the package.
 */
export function installPackage(specifier: string): Promise<string> {
  const installing = installations.get(specifier) ?? install(specifier)
  installations.set(specifier, installing)
  return installing
}

async function install(specifier: string): Promise<string> {
  const [name = ''] = specifier.split('@')
  const folder = `${CACHE}${specifier}`
  const packageFolder = `${folder}/node_modules/${name}`
  if (existsSync(`${folder}/installed`)) return packageFolder
  await mkdir(folder, { recursive: true })
  await writeFile(`${folder}/package.json`, '{ "private": true }\n')
  const options = ['--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error']
  const { status, output } = await runProgram('npm', ['install', ...options, specifier])
  if (status !== 0) throw new Error(`${specifier} could not be installed:\n${output}`)
  await writeFile(`${folder}/installed`, '')
  return packageFolder
}

/** Reads the version of an installed package. */
export async function readVersion(packageFolder: string): Promise<string> {
  return JSON.parse(await readFile(`${packageFolder}/package.json`, 'utf8')).version
}

interface ProgramEnd {
  readonly status: number | null
  readonly output: string
  readonly errors: string
}

/** Runs a program to its end, for so long at most. */
export function runProgram(
  program: string,
  parameters: readonly string[],
  { timeoutMs = 300_000, variables = {} }: { timeoutMs?: number; variables?: Record<string, string> } = {},
): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...variables }
    const child = spawn(program, parameters, { env, timeout: timeoutMs, killSignal: 'SIGKILL' })
    let output = ''
    let errors = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      errors += chunk
    })
    child.once('error', reject).once('close', (status) => resolve({ status, output, errors }))
  })
}
