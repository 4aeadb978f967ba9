import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Copies docs/ next to the generator's modules, which it looks for from where the pages are. The README becomes the page "Quick start": links
 * from and to it are changed.
 */
rmSync('pages', { recursive: true, force: true })
cpSync('../docs', 'pages', { recursive: true })

for (const name of readdirSync('pages').filter((name) => name.endsWith('.md'))) {
  const page = readFileSync(`pages/${name}`, 'utf8')
  writeFileSync(`pages/${name}`, page.replaceAll('](../README.md', '](quick-start.md'))
}

const readme = readFileSync('../README.md', 'utf8')
const quickStart = readme.replaceAll(/\]\((?!https:|#)([^)]+)\)/g, (_, target: string) => {
  return target.startsWith('docs/') ? `](${target.slice('docs/'.length)})` : `](../${target})`
})
writeFileSync('pages/quick-start.md', quickStart)
