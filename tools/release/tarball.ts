import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** The parts of a package.json that a release depends on. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly main?: string
  readonly types?: string
  readonly exports?: Readonly<Record<string, unknown>>
  /** What only commands have: the script of each. */
  readonly bin?: Readonly<Record<string, string>>
  readonly files?: readonly string[]
  readonly repository?: { readonly url?: string; readonly directory?: string }
  readonly homepage?: string
  readonly bugs?: { readonly url?: string }
  readonly publishConfig?: { readonly access?: string }
}

/** A packed package, as npm would get it. */
export interface Tarball {
  readonly path: string
  /** Where it was packed, relative to the root: `packages/core`. */
  readonly directory: string
  /** Paths within the package. */
  readonly files: readonly string[]
  readonly manifest: Manifest
}

/**
 * Packs every package into the folder, in place of what was packed there before, one after the other: core, which others depend
 * on, is the first of them.
 */
export function packPackages(root: string, folder: string): Tarball[] {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) if (name.endsWith('.tgz')) rmSync(join(folder, name))
  const directories = readdirSync(join(root, 'packages'))
    .sort()
    .map((name) => `packages/${name}`)
  return directories.map((directory) => packPackage(root, directory, folder))
}

function packPackage(root: string, directory: string, folder: string): Tarball {
  const { name, version } = JSON.parse(readFileSync(join(root, directory, 'package.json'), 'utf8'))
  execFileSync('pnpm', ['pack', '--pack-destination', folder], {
    cwd: join(root, directory),
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  const path = join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)
  return {
    path,
    directory,
    files: listFiles(path),
    manifest: JSON.parse(readPackedFile(path, 'package.json')),
  }
}

function listFiles(tarball: string): string[] {
  const list = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' })
  return list
    .trimEnd()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''))
}

export function readPackedFile(tarball: string, path: string): string {
  return execFileSync('tar', ['-xzOf', tarball, `package/${path}`], { encoding: 'utf8' })
}
