import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readTelnyxEvent, type TelnyxCall } from '@telnyx-call/core'
import { sampleCall } from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import { globSync } from 'tinyglobby'
import ts from 'typescript'
import { type CodeBlock, MarkdownFile } from './markdown.ts'

t.setTimeout(180_000)

const paths = globSync(['README.md', 'docs/*.md', 'packages/*/README.md', 'examples/*/README.md'], {
  ignore: ['**/node_modules/**'],
})
const files = await Promise.all(paths.map((path) => MarkdownFile.read(path)))

/** A quick start is several files, and compiled as such by its own test. */
const blocks = files.flatMap(({ path, blocks }) =>
  blocks
    .filter(({ language, attributes }) => ['ts', 'js'].includes(language) && !('file' in attributes))
    .map((block, index) => ({ ...block, name: `${path.replaceAll(/\W/g, '-')}-${index}.ts` })),
)
/** Code of other libraries, which are not installed, to compare with. */
const isOurs = ({ attributes }: CodeBlock) => !('before' in attributes)

t.test('every block of the documents compiles', async (t) => {
  const ours = blocks.filter(isOurs)
  t.ok(ours.length >= 40)
  t.strictSame(compile(t, Object.fromEntries(ours.map(({ name, code }) => [name, code]))), [])
})

t.test('code of other libraries parses, and there is little of it', async (t) => {
  const others = blocks.filter((block) => !isOurs(block))
  t.equal(others.length, 2)
  for (const { name, code } of others) {
    const { diagnostics } = ts.transpileModule(code, {
      reportDiagnostics: true,
      compilerOptions: { module: ts.ModuleKind.ESNext },
    })
    t.strictSame(diagnostics, [], name)
  }
})

t.test('a block that does not compile is found', async (t) => {
  const code = "import { telnyxCall } from '@telnyx-call/express'\ntelnyxCall({ publicKey: 42 })\n"
  t.match(compile(t, { 'wrong.ts': code }), [/^wrong\.ts: Type 'number' is not assignable/])
})

t.test('B14: the pricing example prices a call that came in, whose SIP code is unspecified', async (t) => {
  const priced = await loadExample<(call: TelnyxCall) => number>(t, 'priceCall')
  const priceOf = (fields: Record<string, string>) => {
    const event = readTelnyxEvent(new URLSearchParams(fields).toString())
    if (event.type !== 'call-completed') throw new Error(`${event.type} is no ended call`)
    return priced(event)
  }
  const inbound = { SipHangupCause: 'unspecified', CallDuration: '600' }
  t.equal(priceOf(sampleCall(inbound)), 0.1)
  t.equal(priceOf(sampleCall({ ...inbound, SipHangupCause: '200' })), 0.1)
  t.equal(priceOf(sampleCall({ ...inbound, SipHangupCause: undefined })), 0.1)
  t.equal(priceOf(sampleCall({ ...inbound, CallQualityStats: '{"inbound":{"mos":"1.50"}}' })), 0)
  t.equal(priceOf(sampleCall('busy', { CallDuration: '600' })), 0)
})

/** Compiles files by the project's own rules. @returns what is wrong. */
function compile(t: Test, sources: Readonly<Record<string, string>>): readonly string[] {
  const folder = t.testdir(sources)
  const { config } = ts.readConfigFile('tsconfig.base.json', ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, noUnusedLocals: false, experimentalDecorators: true, jsx: 'preserve' },
    '.',
  )
  const program = ts.createProgram(
    Object.keys(sources).map((name) => join(folder, name)),
    // Each block is a file of its own, also where it exports nothing.
    { ...options, moduleDetection: ts.ModuleDetectionKind.Force },
  )
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    return `${file?.fileName.slice(folder.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
}

/** Runs the block that defines a function. @returns the function. */
async function loadExample<Example>(t: Test, name: string): Promise<Example> {
  const { code } = blocks.find(({ code }) => code.includes(`function ${name}(`)) ?? { code: '' }
  const source = ts.transpile(`${code}\nexport { ${name} }`, { module: ts.ModuleKind.ESNext })
  const folder = t.testdir({ 'example.mjs': source })
  const module = await import(pathToFileURL(join(folder, 'example.mjs')).href)
  return module[name]
}
