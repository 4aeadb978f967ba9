import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The parts of a bundler's plugin that are used here. */
interface LicensePlugin {
  readonly name: string
  generateBundle(
    this: { emitFile(file: { type: 'asset'; fileName: string; source: string }): unknown },
    options: unknown,
    bundle: Readonly<Record<string, { readonly moduleIds?: readonly string[] }>>,
  ): void
}

/** Writes `LICENSES.txt`: the licenses of the packages that are bundled, as they ask for. */
export function bundledLicenses(): LicensePlugin {
  return {
    name: 'bundled-licenses',
    generateBundle(_options, bundle) {
      const ids = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds)
      const folders = new Set(ids.filter((id) => id.includes('/node_modules/')).map(findPackage))
      const source = [...folders].sort().map(describeLicense).join('\n\n')
      this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source: `${source}\n` })
    },
  }
}

/** @returns the folder of the package that a module is in */
function findPackage(moduleId: string): string {
  const [folder = moduleId] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(moduleId.replace(/^\0/, '')) ?? []
  return folder
}

function describeLicense(folder: string): string {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((path) => /^licen[cs]e/i.test(path))
  if (file === undefined) throw new Error(`${name} has no license file to bundle.`)
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}`
}
