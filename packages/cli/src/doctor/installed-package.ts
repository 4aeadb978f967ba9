import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseJson } from '../kept-file.ts'

/** A package in node_modules. */
export interface InstalledPackage {
  readonly name: string
  readonly version: string
  /** Where it really is: package managers link. */
  readonly folder: string
  readonly peerDependencies: Readonly<Record<string, string>>
}

/** Finds a package the way Node does: in node_modules of the folder and of all above it. */
export function findPackage(name: string, from: string): InstalledPackage | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const found = readPackage(join(folder, 'node_modules', name))
    if (found || dirname(folder) === folder) return found
  }
}

/** Lists our packages that an application has installed itself. */
export function listOwnPackages(from: string): readonly InstalledPackage[] {
  const names = ['core', 'express', 'koa', 'fastify', 'fetch', 'redis', 'postgres', 'testing']
  return names.flatMap((name) => findPackage(`@telnyx-call/${name}`, from) ?? [])
}

/** Lists the copies of a package that are nested in other packages. */
export function listNested(name: string, from: string): readonly InstalledPackage[] {
  const modules = join(from, 'node_modules')
  const parents = listFolders(modules).flatMap((folder) =>
    folder.startsWith('@')
      ? listFolders(join(modules, folder)).map((inner) => join(folder, inner))
      : [folder],
  )
  return parents.flatMap((parent) => readPackage(join(modules, parent, 'node_modules', name)) ?? [])
}

function listFolders(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}

function readPackage(folder: string): InstalledPackage | undefined {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return undefined
  const json = parseJson(readFileSync(path, 'utf8')) as Partial<InstalledPackage> | undefined
  if (json?.name === undefined || json.version === undefined) return undefined
  const { name, version, peerDependencies = {} } = json
  return { name, version, folder: realpathSync(folder), peerDependencies }
}
