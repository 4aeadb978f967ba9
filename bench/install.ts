import { spawnSync } from 'node:child_process'
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Report } from './report.ts'

const NPM_FLAGS = ['--omit=dev', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps']

/** Without a registry npm is to give up at once. */
const ENVIRONMENT = { ...process.env, npm_config_fetch_retries: '0' }

/** Ours, each with those of ours that it depends on. */
const OURS: Readonly<Record<string, readonly string[]>> = {
  '@telnyx-call/core': ['core'],
  '@telnyx-call/express': ['express', 'core'],
  '@telnyx-call/fastify': ['fastify', 'core'],
  '@telnyx-call/koa': ['koa', 'core'],
}

const PEERS = ['telnyx', 'stripe', 'standardwebhooks', '@hookflo/tern', 'tweetnacl']

interface Installation {
  readonly bytes: number
  readonly packages: number
}

/** What lands on the disk with a package. */
export function benchInstall(report: Report): void {
  const folder = mkdtempSync(join(tmpdir(), 'telnyx-call-install-'))
  try {
    const sources = [...packOurs(folder), ...PEERS.map(readPeer)]
    const rows = sources.map(({ name, specifiers }, index) => {
      const { bytes, packages } = install(join(folder, String(index)), specifiers)
      return [name, (bytes / 1000).toFixed(0), String(packages)]
    })
    report.text(`Installation: \`npm install ${NPM_FLAGS.join(' ')}\` of each into an empty folder. What an
application has anyway (its framework, all peer dependencies) is not in it. Ours hold ES modules, CommonJS, types and source maps, and are those of this source tree.
`)
    report.table(['installed', 'kB of files', 'packages'], rows)
  } catch (error) {
    report.text(`Installation was not measured: ${error instanceof Error ? error.message : error}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

interface Source {
  readonly name: string
  /** What npm is told to install. */
  readonly specifiers: readonly string[]
}

function packOurs(folder: string): Source[] {
  const tarballs = new Map(['core', 'express', 'fastify', 'koa'].map((name) => [name, pack(name, folder)]))
  return Object.entries(OURS).map(([name, parts]) => ({
    name,
    specifiers: parts.map((part) => tarballs.get(part) ?? ''),
  }))
}

/** @returns the path of the tarball. */
function pack(name: string, folder: string): string {
  const destination = join(folder, name)
  mkdirSync(destination)
  const source = fileURLToPath(new URL(`../packages/${name}`, import.meta.url))
  run('npx', ['--yes', 'pnpm@12', 'pack', '--pack-destination', destination], source)
  return join(destination, readdirSync(destination)[0] ?? '')
}

/** In the version that the bench itself has. */
function readPeer(name: string): Source {
  const manifest = readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')
  return { name, specifiers: [`${name}@${JSON.parse(manifest).version}`] }
}

function install(folder: string, specifiers: readonly string[]): Installation {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  run('npm', ['install', ...NPM_FLAGS, ...specifiers], folder)
  const modules = join(folder, 'node_modules')
  const { packages } = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8'))
  rmSync(join(modules, '.package-lock.json'))
  return { bytes: measureFiles(modules), packages: Object.keys(packages).length }
}

function measureFiles(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => lstatSync(join(folder, name)))
    .filter((file) => file.isFile())
    .reduce((sum, { size }) => sum + size, 0)
}

/** @throws Error with what the command said first. */
function run(command: string, parameters: readonly string[], folder: string): void {
  const { status, stdout, stderr } = spawnSync(command, parameters, {
    cwd: folder,
    env: ENVIRONMENT,
    encoding: 'utf8',
  })
  if (status === 0) return
  const [reason] = (stderr || stdout || 'it did not start').trim().split('\n')
  throw new Error(`${command} ${parameters.join(' ')} said: ${reason}`)
}
