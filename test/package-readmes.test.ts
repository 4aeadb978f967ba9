import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import ts from 'typescript'

t.test('the blocks of the README compile', async (t) => {
  const readme = await readFile('packages/testing/README.md', 'utf8')
  const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code)
  const folder = t.testdir(Object.fromEntries(blocks.map((code, index) => [`block-${index}.ts`, code])))
  const { config } = ts.readConfigFile('tsconfig.base.json', ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, '.')
  const program = ts.createProgram(
    blocks.map((_, index) => join(folder, `block-${index}.ts`)),
    options,
  )
  const problems = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
  t.ok(blocks.length >= 1)
  t.strictSame(problems, [])
})
