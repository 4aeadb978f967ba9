import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { globSync } from 'tinyglobby'
import ts from 'typescript'

t.test('the blocks of every package’s README compile', async (t) => {
  const blocks = (await Promise.all(globSync('packages/*/README.md').map(readBlocks))).flat()
  const folder = t.testdir(Object.fromEntries(blocks))
  const { config } = ts.readConfigFile('tsconfig.base.json', ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, '.')
  const program = ts.createProgram(
    blocks.map(([name]) => join(folder, name)),
    options,
  )
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    return `${file?.fileName.slice(folder.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
  for (const name of [
    'postgres-0.ts',
    'postgres-1.ts',
    'redis-0.ts',
    'redis-1.ts',
    'testing-0.ts',
    'testing-1.ts',
  ])
    t.ok(blocks.some(([block]) => block === name))
  t.strictSame(problems, [])
})

/** A README's blocks, each with the name of a file for it. */
async function readBlocks(path: string): Promise<[name: string, code: string][]> {
  const [, packageName] = path.split('/')
  const readme = await readFile(path, 'utf8')
  return [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code = ''], index) => [
    `${packageName}-${index}.ts`,
    code,
  ])
}
