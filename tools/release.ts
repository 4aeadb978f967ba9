/**
 * `pnpm release:dry-run [folder]` packs every package as a release does, checks each tarball, and lets npm rehearse its
 * publication. Exits 1 where a release would go wrong. The folder, if given, keeps the tarballs.
 *
 * `pnpm release` does the same, and then publishes these very tarballs, each of them unless npm has that version already.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readRepositoryUrl } from './generate/manifests.ts'
import { isPublished, publish, rehearsePublication } from './release/publication.ts'
import { packPackages, type Tarball } from './release/tarball.ts'
import { findProblems } from './release/tarball-problems.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const repositoryUrl = readRepositoryUrl(root)

function isReady(tarball: Tarball): boolean {
  const problems = [...findProblems(tarball, repositoryUrl), ...rehearsePublication(tarball.path)]
  const verdict = problems.length === 0 ? 'ready' : 'NOT READY'
  console.log(`${verdict}  ${basename(tarball.path)}  ${tarball.files.length} files`)
  for (const problem of problems) console.log(`  ${problem}`)
  return problems.length === 0
}

function publishMissing(tarballs: readonly Tarball[]): void {
  for (const { path, manifest } of tarballs) {
    const release = `${manifest.name}@${manifest.version}`
    if (isPublished(release)) console.log(`${release} is published already`)
    else publish(path)
  }
}

const { values, positionals } = parseArgs({
  options: { publish: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const [keptFolder] = positionals
const folder = resolve(keptFolder ?? mkdtempSync(join(tmpdir(), 'telnyx-call-release-')))
try {
  const tarballs = packPackages(root, folder)
  const ready = tarballs.filter(isReady)
  console.log(`${ready.length} of ${tarballs.length} packages are ready to be published`)
  if (ready.length < tarballs.length) process.exitCode = 1
  else if (values.publish) publishMissing(tarballs)
} finally {
  if (keptFolder === undefined) rmSync(folder, { recursive: true })
}
