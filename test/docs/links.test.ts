import { readFile, stat } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import t from 'tap'
import { globSync } from 'tinyglobby'
import { MarkdownFile } from './markdown.ts'

const paths = globSync(['*.md', '{docs,packages,examples,spec,bench}/**/*.md'], {
  ignore: ['**/node_modules/**', '**/dist/**', 'docs/api/**'],
})
const files = await Promise.all(paths.map((path) => MarkdownFile.read(path)))
const { repository } = JSON.parse(await readFile('package.json', 'utf8'))
const repositoryUrl = String(repository.url)
  .replace(/^git\+/, '')
  .replace(/\.git$/, '')

for (const file of files) {
  t.test(`every link of ${file.path} resolves`, async (t) => {
    for (const link of file.links) t.equal(await findProblem(file, link), undefined, link)
  })
}

t.test('a link that leads nowhere is found', async (t) => {
  const file = new MarkdownFile('docs/x.md', '# X\n\n## A `b_c`: d?\n')
  t.strictSame(file.anchors, ['x', 'a-b_c-d'])
  t.equal(await findProblem(file, 'y.md'), 'there is no docs/y.md')
  t.equal(await findProblem(file, '../README.md#nowhere'), 'README.md has no #nowhere')
  t.equal(await findProblem(file, `${repositoryUrl}/blob/main/docs/y.md`), 'there is no docs/y.md')
})

t.test('the README of a package stands alone: npm resolves no relative links', async (t) => {
  const readmes = files.filter(({ path }) => /^packages\/[^/]+\/README\.md$/.test(path))
  t.ok(readmes.length >= 7)
  for (const { path, links, blocks, text } of readmes) {
    t.strictSame(
      links.filter((link) => !/^(https:|#)/.test(link)),
      [],
      path,
    )
    t.ok(
      blocks.some(({ code }) => code.startsWith('npm install ')),
      `${path} says how to install it`,
    )
    t.ok(
      links.some((link) => link.startsWith(`${repositoryUrl}/blob/main/docs/options.md`)) ||
        links.some((link) => link.includes('/docs/options.md#')),
      `${path} links to the options`,
    )
    t.match(text, /MIT licensed\.\n$/, path)
  }
})

/** Follows a link within the repository. Other sites are not asked. */
async function findProblem(file: MarkdownFile, link: string): Promise<string | undefined> {
  const own = link.startsWith(repositoryUrl) ? toRepositoryPath(link) : link
  if (/^[a-z]+:/.test(own)) return undefined
  const [target = '', anchor] = own.split('#')
  const path = target === '' ? file.path : own === link ? normalize(join(dirname(file.path), target)) : target
  const isThere = await stat(path).then(
    () => true,
    () => path === file.path,
  )
  if (!isThere) return `there is no ${path}`
  if (anchor === undefined) return undefined
  const { anchors } = path === file.path ? file : await MarkdownFile.read(path)
  return anchors.includes(anchor) ? undefined : `${path} has no #${anchor}`
}

/** @returns the path from the root of the repository, or the link where it leads elsewhere on that site. */
function toRepositoryPath(link: string): string {
  const path = link.slice(repositoryUrl.length)
  if (path === '#readme') return 'README.md'
  return /^\/(?:blob|tree)\/main\/(.+)$/.exec(path)?.[1] ?? link
}
