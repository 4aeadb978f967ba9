import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import t from 'tap'
import { readRepositoryUrl } from '../../tools/generate/manifests.ts'
import { rehearsePublication } from '../../tools/release/publication.ts'
import { readPackedFile } from '../../tools/release/tarball.ts'
import { reasonToSkip } from './project.ts'
import { readReleases } from './registry.ts'

const repositoryUrl = readRepositoryUrl('.')

/** A README with less has room for a pointer elsewhere, and not for what a reader came for. */
const leastLength = 1_000

t.setTimeout(300_000)

t.test('I10: npm would publish every package for everybody', { skip: reasonToSkip() }, async (t) => {
  for (const { path, manifest } of readReleases()) t.strictSame(rehearsePublication(path), [], manifest.name)
})

for (const { path, manifest } of readReleases()) {
  t.test(`I10: the page of ${manifest.name} stands alone`, async (t) => {
    const readme = readPackedFile(path, 'README.md')
    t.ok(readme.length >= leastLength, `${readme.length} characters`)
    t.ok(installedBy(readme).includes(manifest.name), 'it says how to install the package')
    t.ok(readme.includes(`](${repositoryUrl}/`), 'it links to the documentation')
    t.strictSame(findRelativeLinks(readme), [], 'every link works away from the repository')
  })

  t.test(`I3: the blocks of ${manifest.name}'s page import what it installs`, async (t) => {
    t.strictSame(findUninstalled(readPackedFile(path, 'README.md')), [])
  })
}

t.test('I3: the blocks of the README import what it installs', async (t) => {
  t.strictSame(findUninstalled(readFileSync('README.md', 'utf8')), [])
})

/** @returns what the `npm install` lines of a document install. */
function installedBy(document: string): string[] {
  const lines = [...document.matchAll(/npm (?:install|i) ([^\n`#]+)/g)].map(([, words = '']) => words)
  return lines.flatMap((words) => words.trim().split(/\s+/)).filter((word) => !word.startsWith('-'))
}

/** @returns the packages that are imported in blocks of a document, and not installed by it. */
function findUninstalled(document: string): string[] {
  const blocks = [...document.matchAll(/^```[jt]s.*?\n(.*?)^```/gms)].map(([, code = '']) => code)
  const imports = blocks.flatMap((code) =>
    [...code.matchAll(/(?:from |import\(|require\(|import )'([^.'][^']*)'/g)].map(([, name = '']) => name),
  )
  const packages = imports.map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'))
  const known = [...installedBy(document), ...builtinModules]
  return [...new Set(packages)].filter((name) => !name.startsWith('node:') && !known.includes(name))
}

function findRelativeLinks(document: string): string[] {
  const targets = [...document.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
  return targets.filter((target) => !/^(?:https?:|#)/.test(target))
}
