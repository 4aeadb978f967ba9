/**
 * The quick starts of the README, run against the sources. Their blocks are marked in the info string, and read in order:
 *
 *     ```sh quick-start=NAME                 commands to paste
 *     ```js quick-start=NAME file=server.js  a file to save
 *
 * `quick-start=all` belongs to every quick start, and `language=js` or `language=ts` only to that variant. In TypeScript, files that end
 * with `.js` are saved as `.ts`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTestKeys, type SignedRequest, signedRequest } from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import ts from 'typescript'
import { type CodeBlock, MarkdownFile } from './markdown.ts'

t.setTimeout(180_000)

const { blocks } = await MarkdownFile.read('README.md')
const names = [...new Set(blocks.map(({ attributes }) => attributes['quick-start']))].filter(
  (name): name is string => name !== undefined && name !== 'all',
)

t.test('there is a quick start for each adapter, whose server has fewer than 20 lines', async (t) => {
  t.strictSame([...names].sort(), ['express', 'fastify', 'fetch', 'koa'])
  for (const name of names) {
    const server = readFiles(name)['server.ts'] ?? ''
    t.match(server, `from '@telnyx-call/${name}'`)
    t.ok(server.trimEnd().split('\n').length < 20, name)
  }
})

t.test('each quick start compiles by its own tsconfig.json', async (t) => {
  const folder = t.testdir(Object.fromEntries(names.map((name) => [name, readFiles(name)])))
  const { config } = ts.readConfigFile(join(folder, 'express', 'tsconfig.json'), ts.sys.readFile)
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, folder)
  t.equal(fileNames.length, 2 * names.length)
  const problems = ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options))
  t.strictSame(
    problems.map(({ file, messageText }) => [
      file?.fileName,
      ts.flattenDiagnosticMessageText(messageText, '\n'),
    ]),
    [],
  )
})

for (const name of names) {
  t.test(`the ${name} quick start, sent a call by its own script, handles it`, async (t) => {
    const script = start(t, join(t.testdir(readFiles(name)), 'send-call.ts'), {
      PORT: String(await findFreePort()),
    })
    const exit = once(script, 'exit')
    const output = script.stdout ? await text(script.stdout) : ''
    t.match(output, /^call v3:\S+ ended: completed\nanswered 200\n$/)
    t.strictSame(await exit, [0, null])
  })

  t.test(`the ${name} quick start rejects a forged call`, async (t) => {
    const port = String(await findFreePort())
    start(t, join(t.testdir(readFiles(name)), 'server.ts'), {
      PORT: port,
      TELNYX_PUBLIC_KEY: createTestKeys().publicKey,
    })
    const forged = await post(
      `http://localhost:${port}/webhooks/telnyx`,
      signedRequest({ keys: createTestKeys() }),
    )
    t.equal(forged.status, 403)
    t.match(await forged.json(), { code: 'signature_mismatch' })
  })
}

/** The files of a quick start in TypeScript, by name. */
function readFiles(name: string): Record<string, string> {
  const isPart = ({ attributes }: CodeBlock) =>
    ['all', name].includes(attributes['quick-start'] ?? '') && attributes.language !== 'js'
  const parts = blocks.filter((block) => isPart(block) && block.attributes.file !== undefined)
  return Object.fromEntries(
    parts.map(({ attributes, code }) => [String(attributes.file).replace(/\.js$/, '.ts'), code]),
  )
}

function start(t: Test, script: string, env: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill()
    await exit
  })
  return child
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** The server takes a moment to listen. */
async function post(url: string, request: SignedRequest): Promise<Response> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await fetch(url, request)
    } catch (error) {
      if (attempt === 200) throw error
      await sleep(50)
    }
  }
}
