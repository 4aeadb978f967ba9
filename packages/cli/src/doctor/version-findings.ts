import type { Finding } from './finding.ts'
import { findPackage, type InstalledPackage, listNested, listOwnPackages } from './installed-package.ts'

/** What our packages want of Node. */
const NODE_RANGE = '>=20.19.0'

/** What doctor looks at in an application's node_modules. */
export interface InstalledVersions {
  /** Of the Node that runs doctor. */
  readonly node: string
  readonly packages: readonly Pick<InstalledPackage, 'name' | 'version'>[]
  readonly findings: readonly Finding[]
}

/** Reads the versions that an application has installed. */
export function readVersions(cwd: string, node: string = process.versions.node): InstalledVersions {
  const own = listOwnPackages(cwd)
  const frameworks = own.flatMap(({ peerDependencies, folder }) =>
    Object.entries(peerDependencies)
      .filter(([name]) => !name.startsWith('@types/'))
      .map(([name, range]) => ({ name, range, found: findPackage(name, cwd) ?? findPackage(name, folder) })),
  )
  const installed = [...own, ...frameworks.flatMap(({ found }) => found ?? [])]
  return {
    node,
    packages: installed.map(({ name, version }) => ({ name, version })),
    findings: [
      ...findSeveralCores(own, cwd),
      ...findMixedVersions(own),
      ...frameworks.flatMap(({ name, range, found }) => findOldFramework(name, range, found)),
      ...(isInRange(node, NODE_RANGE)
        ? []
        : [{ code: 'old_node', title: `Node ${node} is too old`, fix: 'Install Node 20.19 or newer.' }]),
    ],
  }
}

function findSeveralCores(own: readonly InstalledPackage[], cwd: string): readonly Finding[] {
  const name = '@telnyx-call/core'
  const cores = [
    ...own.flatMap(({ folder }) => findPackage(name, folder) ?? []),
    ...listNested(name, cwd),
    ...own.filter((installed) => installed.name === name),
  ]
  const folders = new Map(cores.map((core) => [core.folder, core.version]))
  if (folders.size < 2) return []
  return [
    {
      code: 'several_cores',
      title: `There are ${folders.size} copies of ${name}: ${[...folders].map(([folder, version]) => `${version} in ${folder}`).join(', ')}. Errors and stores of one are not those of the other`,
      fix: 'Install the same version of all @telnyx-call packages, then run npm dedupe.',
    },
  ]
}

function findMixedVersions(own: readonly InstalledPackage[]): readonly Finding[] {
  if (new Set(own.map(({ version }) => version)).size < 2) return []
  const list = own.map(({ name, version }) => `${name} ${version}`).join(', ')
  return [
    {
      code: 'mixed_versions',
      title: `The @telnyx-call packages have different versions: ${list}`,
      fix: `npm install ${own.map(({ name }) => `${name}@latest`).join(' ')}`,
    },
  ]
}

function findOldFramework(
  name: string,
  range: string,
  found: InstalledPackage | undefined,
): readonly Finding[] {
  if (!found || isInRange(found.version, range)) return []
  return [
    {
      code: 'framework_version',
      title: `${name} ${found.version} is not supported: ${range} is`,
      fix: `npm install ${name}@latest`,
    },
  ]
}

/** Whether a version is in a range of carets, `>=` and `||`, which is all that our packages use. */
function isInRange(version: string, range: string): boolean {
  return range.split('||').some((part) => {
    const [, operator, lowest = ''] = /^\s*(\^|>=)?\s*(\d+(?:\.\d+){0,2})\s*$/.exec(part) ?? []
    if (lowest === '') return true
    const isSameMajor = readNumbers(version)[0] === readNumbers(lowest)[0]
    return compareVersions(version, lowest) >= 0 && (operator === '>=' || isSameMajor)
  })
}

function compareVersions(version: string, other: string): number {
  const numbers = readNumbers(version)
  const others = readNumbers(other)
  const index = numbers.findIndex((number, position) => number !== others[position])
  return index === -1 ? 0 : (numbers[index] ?? 0) - (others[index] ?? 0)
}

function readNumbers(version: string): readonly number[] {
  const parts = version.split(/[.+-]/, 3).map(Number)
  return [0, 1, 2].map((index) => parts[index] ?? 0)
}
