import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { readTelnyxEvent, type TelnyxCall } from '@telnyx-call/core'
import { createTestKeys, type SignedRequest, sampleCall, signedRequest } from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import ts from 'typescript'

const BLOCK = /```ts(?: quick-start=(\w+))?\n(.*?)```/gs

const readme = await readFile('README.md', 'utf8')
const blocks = [...readme.matchAll(BLOCK)].map(([, quickStart, code = '']) => ({ quickStart, code }))
const quickStarts = blocks.filter(({ quickStart }) => quickStart !== undefined)

t.test('every block of the README compiles', async (t) => {
  const folder = t.testdir(Object.fromEntries(blocks.map(({ code }, index) => [`block-${index}.ts`, code])))
  const { config } = ts.readConfigFile('tsconfig.base.json', ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, noUnusedLocals: false },
    '.',
  )
  const program = ts.createProgram(
    blocks.map((_, index) => join(folder, `block-${index}.ts`)),
    // Each block is a file of its own, also where it exports nothing.
    { ...options, moduleDetection: ts.ModuleDetectionKind.Force },
  )
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    return `${file?.fileName.slice(folder.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
  t.ok(blocks.length >= 8)
  t.strictSame(problems, [])
})

t.test('there is a quick start per framework, of fewer than 15 lines', async (t) => {
  t.strictSame(quickStarts.map(({ quickStart }) => quickStart).sort(), ['express', 'fastify', 'koa'])
  for (const { quickStart, code } of quickStarts) {
    t.ok(code.trimEnd().split('\n').length < 15, `${quickStart}`)
  }
})

for (const { quickStart = '', code } of quickStarts) {
  t.test(`the ${quickStart} quick start, copied into a file and started, handles a call`, async (t) => {
    const keys = createTestKeys()
    const port = String(await findFreePort())
    const folder = t.testdir({ 'server.ts': code })
    const server = spawn(process.execPath, ['--import', 'tsx', join(folder, 'server.ts')], {
      env: { ...process.env, PORT: port, TELNYX_PUBLIC_KEY: keys.publicKey },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    t.teardown(async () => {
      const exit = once(server, 'exit')
      server.kill()
      await exit
    })
    const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]()
    const url = `http://127.0.0.1:${port}/webhooks/telnyx`

    const forged = await post(url, signedRequest({ keys: createTestKeys() }))
    t.equal(forged.status, 403)
    t.match(await forged.json(), { code: 'signature_mismatch' })

    const genuine = await post(
      url,
      signedRequest({ keys, fields: sampleCall({ CallSid: 'v3:from-the-readme' }) }),
    )
    t.equal(genuine.status, 200)
    t.equal((await lines.next()).value, 'call v3:from-the-readme ended: completed')
  })
}

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

t.test('the README names every refusal code and every option', async (t) => {
  const refusals = await readFile('packages/core/src/refusals.ts', 'utf8')
  const options = await readFile('packages/core/src/options.ts', 'utf8')
  const codes = [...refusals.matchAll(/^ {2}\| '(\w+)'$/gm)].map(([, code]) => code)
  const names = [...options.matchAll(/^ {2}'(\w+)',$/gm)].map(([, name]) => name)
  t.ok(codes.length >= 15 && names.length >= 9)
  for (const name of [...codes, ...names]) t.ok(readme.includes(`\`${name}\``), `${name}`)
})

/** Runs the block that defines a function. @returns the function. */
async function loadExample<Example>(t: Test, name: string): Promise<Example> {
  const { code } = blocks.find(({ code }) => code.includes(`function ${name}(`)) ?? { code: '' }
  const source = ts.transpile(`${code}\nexport { ${name} }`, { module: ts.ModuleKind.ESNext })
  const folder = t.testdir({ 'example.mjs': source })
  const module = await import(pathToFileURL(join(folder, 'example.mjs')).href)
  return module[name]
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
