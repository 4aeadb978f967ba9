import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { globSync } from 'tinyglobby'
import { parse } from 'yaml'
import { readRepositoryUrl, writeManifests } from '../tools/generate/manifests.ts'
import type { Manifest, Tarball } from '../tools/release/tarball.ts'
import { findProblems } from '../tools/release/tarball-problems.ts'

const repositoryUrl = 'https://github.example/acme/calls'

const manifest: Manifest = {
  name: '@telnyx-call/core',
  version: '1.2.3',
  main: './dist/index.cjs',
  exports: { '.': './dist/index.mjs', './node': { import: { types: './dist/node.d.mts' } } },
  files: ['dist', 'CHANGELOG.md'],
  repository: { url: `git+${repositoryUrl}.git`, directory: 'packages/core' },
  homepage: `${repositoryUrl}/tree/main/packages/core#readme`,
  bugs: { url: `${repositoryUrl}/issues` },
  publishConfig: { access: 'public' },
}

const files: Readonly<Record<string, string>> = {
  'README.md': '',
  LICENSE: '',
  'CHANGELOG.md': '# Core\n\n## 1.2.3\n',
  'package.json': '{}',
  'dist/index.mjs': '',
  'dist/index.cjs': '',
  'dist/index.d.mts': '',
  'dist/index.d.cts': '',
  'dist/node.d.mts': '',
}

t.test('a tarball that can be published has no problems', async (t) => {
  t.strictSame(findProblems(pack(t, files, manifest), repositoryUrl), [])
})

for (const missing of Object.keys(files).filter((name) => name !== 'package.json')) {
  t.test(`a tarball without ${missing}`, async (t) => {
    const { [missing]: _, ...others } = files
    t.strictSame(findProblems(pack(t, others, manifest), repositoryUrl), [`lacks ${missing}`])
  })
}

t.test('a command needs its script, and no library', async (t) => {
  const { main: _, exports: __, ...rest } = manifest
  const command = { ...rest, bin: { calls: './dist/calls.mjs' } }
  const documents = { 'README.md': '', LICENSE: '', 'CHANGELOG.md': '## 1.2.3\n', 'package.json': '{}' }
  const script = { 'dist/calls.mjs': '' }
  t.strictSame(findProblems(pack(t, { ...documents, ...script }, command), repositoryUrl), [])
  t.strictSame(findProblems(pack(t, documents, command), repositoryUrl), ['lacks dist/calls.mjs'])
})

const departures: Record<string, [Partial<Manifest> & Record<string, unknown>, problem: RegExp]> = {
  'is private': [{ private: true }, /must be public/],
  'would be restricted': [{ publishConfig: {} }, /must be public/],
  'comes from nowhere': [{ repository: {} }, /must name the repository/],
  'comes from another folder': [
    { repository: { ...manifest.repository, directory: 'packages/koa' } },
    /must name the repository/,
  ],
  'has the issues of others': [
    { bugs: { url: 'https://github.example/issues' } },
    /must name the repository/,
  ],
  'depends on the workspace': [{ dependencies: { a: 'workspace:^' } }, /must have no range of the workspace/],
  'depends on the catalog': [{ peerDependencies: { a: 'catalog:' } }, /must have no range of the workspace/],
  'packs no changelog by name': [{ files: ['dist'] }, /must have the "files"/],
  'has another version than its changelog': [{ version: '1.2.4' }, /no heading "## 1.2.4"/],
}

for (const [name, [departure, problem]] of Object.entries(departures)) {
  t.test(`a package that ${name}`, async (t) => {
    t.match(findProblems(pack(t, files, { ...manifest, ...departure }), repositoryUrl).join('\n'), problem)
  })
}

t.test('a tarball with a stray file', async (t) => {
  const tarball = pack(t, { ...files, 'src/index.ts': '' }, manifest)
  t.match(findProblems(tarball, repositoryUrl), [/has src\/index\.ts/])
})

t.test('every manifest gets the addresses of another repository, and keeps the rest', async (t) => {
  const manifests = writeManifests('.', repositoryUrl)
  t.strictSame(Object.keys(manifests).sort(), globSync('packages/*/package.json').sort())
  for (const [path, text] of Object.entries(manifests)) {
    const own = readRepositoryUrl('.')
    t.notOk(text.includes(own), path)
    t.equal(text.replaceAll(repositoryUrl, own), readFileSync(path, 'utf8'), path)
  }
})

t.test('the workflows run scripts that there are', async (t) => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  const paths = globSync('.github/**/*.{yml,md}', { dot: true })
  const commands = paths.flatMap((path) => [
    ...readFileSync(path, 'utf8').matchAll(/npx --yes pnpm@12 ([\w:-]+)/g),
  ])
  const names = commands
    .map(([, name = '']) => name)
    .filter((name) => !['install', 'changeset'].includes(name))
  t.ok(names.length >= 4)
  for (const name of names) t.ok(scripts[name], name)
  for (const path of paths.filter((path) => path.endsWith('.yml'))) {
    t.ok(parse(readFileSync(path, 'utf8')), path)
  }
})

/** Packs files as npm does. The manifest is told apart, as a broken one is not always there to be read. */
function pack(t: Test, files: Readonly<Record<string, string>>, manifest: Manifest): Tarball {
  const folder = t.testdir({ package: nest(files) })
  const path = join(folder, 'core.tgz')
  execFileSync('tar', ['-czf', path, '-C', folder, 'package'])
  return { path, directory: 'packages/core', files: Object.keys(files), manifest }
}

/** @returns the folders of the paths, as tap's `testdir` takes them. */
function nest(files: Readonly<Record<string, string>>): Record<string, string | Record<string, string>> {
  const tree: Record<string, string | Record<string, string>> = {}
  for (const [path, text] of Object.entries(files)) {
    const [folder = '', name] = path.split('/')
    tree[folder] = name === undefined ? text : { ...(tree[folder] as Record<string, string>), [name]: text }
  }
  return tree
}
