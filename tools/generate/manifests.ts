import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { globSync } from 'tinyglobby'
import type { Sources } from './source-files.ts'

/** A parsed package.json. */
type Manifest = Readonly<Record<string, unknown>>

/** What npm shows of where a package comes from. */
const addressFields: readonly string[] = ['homepage', 'repository', 'bugs']

/** @returns the repository's address as a browser opens it, from package.json's own `git+https://....git`. */
export function readRepositoryUrl(root: string): string {
  const { repository } = readManifest(join(root, 'package.json')) as { repository: { url: string } }
  return repository.url.replace(/^git\+/, '').replace(/\.git$/, '')
}

export function writeRepositoryModule(repositoryUrl: string): string {
  return `export const REPOSITORY_URL = '${repositoryUrl}'`
}

/** @returns the manifest of every package below the root, with the addresses of the repository. */
export function writeManifests(root: string, repositoryUrl: string): Sources {
  const paths = globSync('packages/*/package.json', { cwd: root })
  return Object.fromEntries(
    paths.map((path) => {
      const directory = path.replace(/\/package\.json$/, '')
      const manifest = setAddresses(readManifest(join(root, path)), directory, repositoryUrl)
      return [path, `${JSON.stringify(manifest, null, 2)}\n`]
    }),
  )
}

/** The addresses follow the licence, wherever they were before. */
function setAddresses(manifest: Manifest, directory: string, repositoryUrl: string): Manifest {
  const addresses: Manifest = {
    homepage: `${repositoryUrl}/tree/main/${directory}#readme`,
    repository: { type: 'git', url: `git+${repositoryUrl}.git`, directory },
    bugs: { url: `${repositoryUrl}/issues` },
  }
  const kept = Object.entries(manifest).filter(([name]) => !addressFields.includes(name))
  return Object.fromEntries(
    kept.flatMap((entry) => (entry[0] === 'license' ? [entry, ...Object.entries(addresses)] : [entry])),
  )
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(path, 'utf8'))
}
