import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { Test } from 'tap'
import { type Release, readReleases, startRegistry } from './registry.ts'

/** What a command left behind. */
interface CommandResult {
  readonly exitCode: number
  /** Standard output and standard error. */
  readonly output: string
}

/** A throw-away folder of a user who has nothing but Node and npm. */
export interface Project {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** The registry that has the packed packages. */
  readonly registryUrl: string
  /** Writes files by their paths in the folder. */
  write(files: Readonly<Record<string, string>>): void
  /** Runs a line of a shell in the folder, or in one below it. */
  run(
    line: string,
    options?: { readonly folder?: string; readonly env?: Record<string, string> },
  ): Promise<CommandResult>
  /** The same, for a line without which the test makes no sense. @throws Error with its output when it fails. */
  mustRun(line: string): Promise<string>
}

const npmSettings = ['registry', 'cafile', 'cache'] as const

/** What npm is set to on this machine. The user's folder is empty for every project, so it is passed on. */
function readNpmSettings(): Record<string, string> {
  const settings = npmSettings.map((name) => {
    return [name, execFileSync('npm', ['config', 'get', name], { encoding: 'utf8' }).trim()] as const
  })
  return Object.fromEntries(settings.filter(([, value]) => !['', 'null', 'undefined'].includes(value)))
}

/** The same programs as here, without those of the workspace. */
export function cleanPath(): string {
  const folders = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
  return [dirname(process.execPath), ...folders].join(delimiter)
}

/** Why a test cannot run here, for `t.test`'s option `skip`; false where it can. */
export function reasonToSkip(): string | false {
  const { status } = spawnSync('npm', ['ping'], { timeout: 30_000 })
  return status === 0 ? false : 'npm cannot reach its registry'
}

/** Makes a project for which npm finds the packed packages, or other releases. It is gone when the test is over. */
export async function createProject(
  t: Test,
  releases: readonly Release[] = readReleases(),
): Promise<Project> {
  const base = mkdtempSync(join(tmpdir(), 'telnyx-call-install-'))
  const folder = join(base, 'app')
  const home = join(base, 'home')
  for (const path of [folder, home]) mkdirSync(path)
  const registry = await startRegistry(releases)
  t.teardown(async () => {
    await registry.stop()
    rmSync(base, { recursive: true, force: true })
  })
  const npmrc = join(base, 'npmrc')
  writeFileSync(npmrc, `@telnyx-call:registry=${registry.url}\n`)
  const env = { PATH: cleanPath(), HOME: home, ...proxySettings(), ...npmEnvironment(npmrc) }
  const run: Project['run'] = (line, options = {}) =>
    runLine(line, join(folder, options.folder ?? ''), { ...env, ...options.env })
  return {
    folder,
    env,
    registryUrl: registry.url,
    run,
    write: (files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), text)
      }
    },
    mustRun: async (line) => {
      const { exitCode, output } = await run(line)
      if (exitCode !== 0) throw new Error(`${line}\n${output}`)
      return output
    },
  }
}

/** @param userconfig - in place of the file in the user's folder; a shell passes on no variable that names a scope. */
function npmEnvironment(userconfig: string): Record<string, string> {
  const settings = Object.entries(readNpmSettings()).map(([name, value]) => [`npm_config_${name}`, value])
  return {
    ...Object.fromEntries(settings),
    npm_config_userconfig: userconfig,
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_prefer_offline: 'true',
    npm_config_update_notifier: 'false',
  }
}

/** How this machine reaches a registry, where that takes more than an address. */
function proxySettings(): Record<string, string> {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS']
  const settings = names
    .flatMap((name) => [name, name.toLowerCase()])
    .map((name) => [name, process.env[name]])
  return Object.fromEntries(settings.filter(([, value]) => value !== undefined))
}

/** tap gives every process of Node options, by which it loads into them what a user's process does not have. */
const withoutNodeOptions = 'unset NODE_OPTIONS'

function runLine(line: string, cwd: string, env: Readonly<Record<string, string>>): Promise<CommandResult> {
  return new Promise((resolve) => {
    const options = { cwd, env, timeout: 180_000, maxBuffer: 16 * 1024 * 1024 }
    execFile('sh', ['-c', `${withoutNodeOptions}; ${line}`], options, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : Number(error.code ?? 1)
      resolve({ exitCode, output: `${stdout}${stderr}` })
    })
  })
}
