import { type Manifest, readPackedFile, type Tarball } from './tarball.ts'

const documents = ['README.md', 'LICENSE', 'CHANGELOG.md']

/** What every library has for each module system. */
const builds = ['dist/index.mjs', 'dist/index.cjs', 'dist/index.d.mts', 'dist/index.d.cts']

/** @returns what keeps a tarball from being published, in words; nothing where all is well. */
export function findProblems(tarball: Tarball, repositoryUrl: string): string[] {
  return [
    ...findMissingFiles(tarball),
    ...findStrayFiles(tarball),
    ...findManifestProblems(tarball, repositoryUrl),
    ...findChangelogProblems(tarball),
  ]
}

function findMissingFiles({ files, manifest }: Tarball): string[] {
  const { main, types, exports, bin } = manifest
  const targets = [main, types, ...findTargets(exports), ...findTargets(bin)]
    .filter((target) => target !== undefined)
    .map((target) => target.replace(/^\.\//, ''))
  const wanted = new Set([...documents, ...(bin ? [] : builds), ...targets])
  return [...wanted].filter((path) => !files.includes(path)).map((path) => `lacks ${path}`)
}

/** @returns every path that `exports` or `bin` leads to, whatever the conditions. */
function findTargets(entries: unknown): string[] {
  if (typeof entries === 'string') return [entries]
  return Object.values(entries ?? {}).flatMap(findTargets)
}

function findStrayFiles({ files, manifest }: Tarball): string[] {
  const kept = [...documents, 'package.json', ...(manifest.files ?? [])]
  return files
    .filter((path) => !kept.some((name) => path === name || path.startsWith(`${name}/`)))
    .map((path) => `has ${path}, which its "files" do not name`)
}

function findManifestProblems({ directory, manifest }: Tarball, repositoryUrl: string): string[] {
  const text = JSON.stringify(manifest)
  const rightly: Record<string, boolean> = {
    'name a version': /^\d+\.\d+\.\d+/.test(manifest.version),
    'be public': manifest.private !== true && manifest.publishConfig?.access === 'public',
    'name the repository and its folder there': isFromRepository(manifest, directory, repositoryUrl),
    'have no range of the workspace, such as workspace: or catalog:':
      !/"(?:workspace|catalog|link|file):/.test(text),
    'have the "files" of dist and CHANGELOG.md':
      manifest.files?.includes('dist') === true && manifest.files.includes('CHANGELOG.md'),
  }
  return Object.entries(rightly)
    .filter(([, isRight]) => !isRight)
    .map(([demand]) => `package.json must ${demand}`)
}

function isFromRepository(manifest: Manifest, directory: string, repositoryUrl: string): boolean {
  return (
    manifest.repository?.url === `git+${repositoryUrl}.git` &&
    manifest.repository.directory === directory &&
    manifest.homepage?.startsWith(`${repositoryUrl}/`) === true &&
    manifest.bugs?.url === `${repositoryUrl}/issues`
  )
}

function findChangelogProblems({ path, files, manifest }: Tarball): string[] {
  if (!files.includes('CHANGELOG.md')) return []
  const hasVersion = readPackedFile(path, 'CHANGELOG.md').split('\n').includes(`## ${manifest.version}`)
  return hasVersion ? [] : [`CHANGELOG.md has no heading "## ${manifest.version}"`]
}
