import { readFile } from 'node:fs/promises'
import t from 'tap'
import { importSource } from './import-source.ts'
import { MarkdownFile, readNames } from './markdown.ts'

const { GUARDED_TWICE, REFUSALS, TEXT_MISMATCH } = await importSource<
  typeof import('../../packages/core/src/refusals.ts')
>('packages/core/src/refusals.ts')
const document = await MarkdownFile.read('docs/refusals.md')
const { repository } = JSON.parse(await readFile('package.json', 'utf8'))
const repositoryUrl = String(repository.url)
  .replace(/^git\+/, '')
  .replace(/\.git$/, '')

t.test('docs/refusals.md has every code with its status, in the order of the code', async (t) => {
  const rows = document
    .findRows('Refusals')
    .map(([names = '', status]) => [readNames(names)[0], Number(status)])
  t.strictSame(
    rows,
    Object.entries(REFUSALS).map(([code, { status }]) => [code, status]),
  )
})

t.test('each code has a section that says how to fix it', async (t) => {
  const sections = new Map(
    document.prose.split(/^## /m).map((section) => [section.split('\n', 1)[0], section] as const),
  )
  for (const code of Object.keys(REFUSALS)) t.match(sections.get(code), /\n\*\*Fix\*\*: /, code)
  t.equal(sections.size, Object.keys(REFUSALS).length + 1)
})

t.test('the help of every refusal ends with a link to its section', async (t) => {
  for (const { code, help } of [...Object.values(REFUSALS), GUARDED_TWICE, TEXT_MISMATCH]) {
    const [, path, anchor] = /(\S+)#(\w+)$/.exec(help) ?? []
    t.equal(path, `${repositoryUrl}/blob/main/docs/refusals.md`, code)
    t.equal(anchor, code)
    t.ok(document.anchors.includes(String(anchor)), code)
  }
})
