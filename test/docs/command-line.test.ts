import { execFileSync } from 'node:child_process'
import t from 'tap'
import { MarkdownFile } from './markdown.ts'

const CLI = 'packages/cli/dist/cli.mjs'

/** @returns what `--help` prints: 80 columns wide, as it is not a terminal. */
function readHelp(...command: string[]): string {
  const env = { ...process.env, NODE_OPTIONS: '', NODE_V8_COVERAGE: '' }
  const options = { encoding: 'utf8', env } as const
  return execFileSync(process.execPath, [CLI, ...command, '--help'], options)
}

t.test('docs/cli.md has the help of every command as it is printed', async (t) => {
  const { blocks } = await MarkdownFile.read('docs/cli.md')
  const documented = Object.fromEntries(
    blocks.flatMap(({ attributes, code }) =>
      attributes.help === undefined ? [] : [[attributes.help, code]],
    ),
  )
  const commands = [...readHelp().matchAll(/^ {2}(\w+) .*$/gm)].map(([, name = '']) => name)
  const names = commands.filter((name) => name !== 'help')
  t.strictSame(names, ['keys', 'send', 'listen', 'replay', 'verify', 'doctor'])
  t.strictSame(Object.keys(documented), names)
  for (const name of names) t.equal(documented[name], readHelp(name), name)
})
