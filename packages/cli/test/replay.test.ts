import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type KeptDelivery, keepDelivery } from '@telnyx-call/express'
import { createTestKeys, sampleCall, signedRequest, type TestKeys } from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import { FILE_STORE_MODULE } from './file-store.ts'
import { readDevelopmentKey, startApp, startServer } from './guarded-app.ts'
import { makeFolder, readRecords, runCli, startCli } from './run-cli.ts'

t.setTimeout(90_000)

const THREE_HOURS_MS = 3 * 60 * 60 * 1000
const account = createTestKeys()

/** A record as keepDelivery makes it, of a call that failed. */
function keepCall({
  keys = account,
  callSid = 'v3:kept',
  ageSeconds = 0,
}: {
  readonly keys?: TestKeys
  readonly callSid?: string
  readonly ageSeconds?: number
} = {}): KeptDelivery {
  const timestamp = Math.floor(Date.now() / 1000) - ageSeconds
  const { headers, body } = signedRequest({
    keys,
    fields: sampleCall('busy', { CallSid: callSid }),
    timestamp,
  })
  return {
    version: 1,
    keptAt: new Date().toISOString(),
    reason: { outcome: 'failed', status: 500 },
    headers,
    bodyBase64: Buffer.from(body).toString('base64'),
  }
}

/** Changes the end of the body. */
function tamperWith(kept: KeptDelivery): KeptDelivery {
  const body = Buffer.from(kept.bodyBase64, 'base64').toString()
  return { ...kept, bodyBase64: Buffer.from(`${body}0`).toString('base64') }
}

function writeFiles(t: Test, files: Readonly<Record<string, unknown>>): string {
  const folder = makeFolder(t)
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return folder
}

t.test(
  'from a kept failure to a handled call, with the account key, three hours later; once; unless tampered with',
  async (t) => {
    const cwd = writeFiles(t, { 'handler.mjs': FILE_STORE_MODULE })
    const kept = join(cwd, 'kept.json')
    // Three hours ago, the application could not handle a call, and kept it.
    const app = await startApp(
      t,
      {
        publicKey: account.publicKey,
        now: () => Date.now() - THREE_HOURS_MS,
        onFailed: (delivery, failure) => writeFileSync(kept, JSON.stringify(keepDelivery(delivery, failure))),
      },
      (_, response) => void response.status(500).send('database is down'),
    )
    const timestamp = new Date(Date.now() - THREE_HOURS_MS)
    const fields = sampleCall('recorded', { CallSid: 'v3:three-hours-old' })
    const request = signedRequest({ keys: account, fields, timestamp })
    t.equal((await fetch(app.url, request)).status, 500)
    while (!existsSync(kept)) await new Promise((resolve) => setTimeout(resolve, 5))
    t.match(JSON.parse(readFileSync(kept, 'utf8')), {
      version: 1,
      reason: { outcome: 'failed', status: 500 },
    })

    const args = ['replay', 'kept.json', '--handler', 'handler.mjs']
    const env = { TELNYX_PUBLIC_KEY: account.publicKey }
    const first = await runCli(args, { cwd, env })
    t.equal(first.code, 0)
    t.equal(first.stderr, 'kept.json: handled\n1 handled.\n')
    const readHandled = () => readFileSync(join(cwd, 'handled.txt'), 'utf8')
    t.equal(readHandled(), 'v3:three-hours-old\n')

    const second = await runCli(args, { cwd, env })
    t.equal(second.code, 0)
    t.equal(second.stderr, 'kept.json: duplicate\n1 duplicate.\n')

    writeFileSync(kept, JSON.stringify(tamperWith(JSON.parse(readFileSync(kept, 'utf8')))))
    const tampered = await runCli(args, { cwd, env })
    t.equal(tampered.code, 1)
    t.match(
      tampered.stderr,
      /^kept\.json: failed \(signature_mismatch\)\n {2}The signature .*\n1 failed\.\n$/,
    )
    t.equal(readHandled(), 'v3:three-hours-old\n', 'handled once in all')
  },
)

t.test(
  'a folder is redelivered by name; without a store, this run remembers; the key is an option',
  async (t) => {
    const cwd = writeFiles(t, {
      'handler.mjs': `export const handler = ({ event }) => {
      console.log('handling', event.CallSid)
      if (event.CallSid === 'v3:bad') throw new Error('no caller +15551234567')
    }`,
      'notes.txt': 'not a delivery',
    })
    mkdirSync(join(cwd, 'kept'))
    const write = (name: string, kept: KeptDelivery) =>
      writeFileSync(join(cwd, 'kept', name), JSON.stringify(kept))
    write('1.json', keepCall({ callSid: 'v3:a', ageSeconds: 900_000 }))
    write('2.json', keepCall({ callSid: 'v3:bad' }))
    write('3.json', keepCall({ callSid: 'v3:a' }))
    write('4.json', keepCall({ callSid: 'v3:b', keys: createTestKeys() }))
    const args = ['replay', 'kept', '--handler', './handler.mjs', '--public-key', account.publicKey]
    const result = await runCli([...args, '--json'], { cwd })
    t.equal(result.code, 1)
    t.match(readRecords(result), [
      { file: join('kept', '1.json'), outcome: 'handled' },
      { file: join('kept', '2.json'), outcome: 'failed', error: 'no caller ***67' },
      { file: join('kept', '3.json'), outcome: 'duplicate' },
      { file: join('kept', '4.json'), outcome: 'failed', code: 'signature_mismatch' },
      { summary: { files: 4, handled: 1, duplicate: 1, failed: 2, interrupted: false } },
    ])
    t.match(result.stderr, 'handling v3:a', 'the log of the handler does not mix with the records')
    t.match((await runCli([...args, '--reveal'], { cwd })).stderr, 'no caller +15551234567')
  },
)

t.test('a handler that leaves a connection open does not keep the command from ending', async (t) => {
  const cwd = writeFiles(t, {
    'kept.json': keepCall(),
    'handler.mjs':
      'setInterval(() => {}, 1000); export default () => {}; export const close = () => console.log("closed")',
  })
  const args = ['replay', 'kept.json', '--handler', 'handler.mjs', '--public-key', account.publicKey]
  const { code, stdout } = await runCli(args, { cwd })
  t.equal(code, 0)
  t.equal(stdout, 'closed\n')
})

t.test('a handler in TypeScript works where Node strips types, and is explained elsewhere', async (t) => {
  const cwd = writeFiles(t, {
    'kept.json': keepCall(),
    'handler.ts': 'export default (_: unknown): void => {}',
  })
  const args = ['replay', 'kept.json', '--handler', 'handler.ts', '--public-key', account.publicKey]
  const { code, stderr } = await runCli(args, { cwd, env: { NODE_OPTIONS: undefined } })
  if ('typescript' in process.features && process.features.typescript) t.equal(code, 0)
  else {
    t.equal(code, 2)
    t.match(stderr, /cannot run handler\.ts: it does not strip types\. Use Node 22\.18 or newer, compile/)
  }
})

/** A server that keeps what comes, as it came. */
async function startRawServer(t: Test) {
  const requests: { method: string; rawHeaders: string[]; body: Buffer }[] = []
  const url = await startServer(t, async (request, response) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', rawHeaders } = request
    requests.push({ method, rawHeaders, body: Buffer.concat(chunks) })
    response.end()
  })
  return { url, requests }
}

t.test(
  'a recorded delivery goes out as it came: headers in order, case and repeats, body in bytes',
  async (t) => {
    const body = Buffer.concat([Buffer.from([0, 0xff]), Buffer.alloc(65_536, 'x'), Buffer.from('\r\n')])
    const headers = [
      ['Host', 'example.com'],
      ['X-Trace', 'b'],
      ['Content-Type', 'text/odd'],
      ['TELNYX-Timestamp', '1700000000'],
      ['x-trace', 'a'],
      ['Connection', 'keep-alive'],
      ['Telnyx-Signature-Ed25519', 'c2ln'],
      ['Content-Length', '1'],
    ]
    const received = { method: 'PUT', path: '/elsewhere', headers, receivedAt: '2024-01-15T10:30:00.000Z' }
    const recorded = {
      ...keepCall(),
      headers: { 'telnyx-timestamp': '1700000000' },
      bodyBase64: body.toString('base64'),
      received,
    }
    const cwd = writeFiles(t, { 'recorded.json': recorded })
    const { url, requests } = await startRawServer(t)
    t.equal((await runCli(['replay', 'recorded.json', url], { cwd })).code, 0)
    const [request] = requests
    t.equal(request?.method, 'PUT')
    t.strictSame(request?.body, body)
    const { host } = new URL(url)
    const expected = [
      'Host',
      host,
      'X-Trace',
      'b',
      'Content-Type',
      'text/odd',
      'TELNYX-Timestamp',
      '1700000000',
    ]
    expected.push('x-trace', 'a', 'Telnyx-Signature-Ed25519', 'c2ln', 'Content-Length', String(body.length))
    t.strictSame(request?.rawHeaders.slice(0, expected.length), expected)

    await runCli(['replay', 'recorded.json', url, '--sign', '--header', 'Authorization: Bearer x'], { cwd })
    const [, signed] = requests
    const listNames = (rawHeaders: readonly string[] = []) =>
      rawHeaders.filter((name, index) => index % 2 === 0 && !/^(content-length|connection)$/i.test(name))
    t.strictSame(
      listNames(signed?.rawHeaders),
      [...listNames(expected), 'Authorization'],
      'the signature is replaced where it was',
    )
    t.notOk(signed?.rawHeaders.includes('1700000000'))
  },
)

t.test('what is older than 300 s is announced and refused, unless it is signed anew', async (t) => {
  const cwd = writeFiles(t, {
    'old.json': keepCall({ callSid: 'v3:old', ageSeconds: 400 }),
    'new.json': keepCall({ callSid: 'v3:new' }),
  })
  const publicKey = [account.publicKey, await readDevelopmentKey(cwd)]
  const { url, events } = await startApp(t, { publicKey })
  const stale = await runCli(['replay', 'new.json', 'old.json', url, '--json'], { cwd })
  t.equal(stale.code, 1)
  t.match(
    stale.stderr,
    /^1 of 2 signed more than 300 s ago: a guard answers 403 timestamp_too_old\.\nAdd --sign /,
  )
  t.match(
    stale.stderr,
    /new\.json: 200 in .*\n {2}thanks\nold\.json: 403 in .*\n {2}timestamp_too_old: .*\n {2}Fix: /,
  )
  t.match(readRecords(stale), [
    { file: 'new.json', status: 200 },
    { file: 'old.json', status: 403, code: 'timestamp_too_old' },
    { summary: { files: 2, answered: 1, failed: 1 } },
  ])

  const signed = await runCli(['replay', '.', url, '--sign'], { cwd })
  t.equal(signed.code, 0)
  t.notMatch(signed.stderr, 'signed more than')
  t.match(signed.stderr, /\n2 answered 2xx\.\n$/)
  t.match(events, [{ CallSid: 'v3:new' }, { CallSid: 'v3:old' }], 'the new one was a duplicate')

  const strict = await startApp(t, { publicKey: account.publicKey })
  const refused = await runCli(['replay', 'new.json', strict.url, '--sign'], { cwd })
  t.equal(refused.code, 1)
  t.match(refused.stderr, `TELNYX_PUBLIC_KEY=${publicKey[1]}`)
})

t.test('nothing listens there', async (t) => {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  const cwd = writeFiles(t, { 'kept.json': keepCall() })
  const { code, stderr } = await runCli(['replay', 'kept.json', `http://127.0.0.1:${port}/`], { cwd })
  t.equal(code, 1)
  t.match(stderr, /kept\.json: ECONNREFUSED in/)
})

t.test('an edited record whose header cannot be sent fails alone', async (t) => {
  const kept = keepCall()
  const cwd = writeFiles(t, {
    '1.json': { ...kept, headers: { ...kept.headers, 'x-note': 'a\nb' } },
    '2.json': kept,
  })
  const { url } = await startRawServer(t)
  const { code, stderr } = await runCli(['replay', '1.json', '2.json', url], { cwd })
  t.equal(code, 1)
  t.match(stderr, /1\.json: ERR_INVALID_CHAR in .*\n2\.json: 200 in .*\n1 answered 2xx, 1 failed\.\n$/)
})

t.test('Ctrl+C stops between two deliveries, or in one, and ends with 130', async (t) => {
  const cwd = writeFiles(t, {
    '1.json': keepCall({ callSid: 'v3:1' }),
    '2.json': keepCall({ callSid: 'v3:2' }),
    '3.json': keepCall({ callSid: 'v3:3' }),
    'hanging.mjs': `let runs = 0
      export default () => { runs += 1; if (runs > 1) return new Promise(() => setInterval(() => {}, 1000)) }`,
  })
  let requests = 0
  const url = await startServer(t, (request, response) => {
    request.resume()
    requests += 1
    if (requests === 1) response.end()
  })
  for (const target of [[url], ['--handler', 'hanging.mjs', '--public-key', account.publicKey]]) {
    const cli = startCli(['replay', '1.json', '2.json', '3.json', ...target, '--json'], { cwd })
    await cli.waitForLine(/"file":"1\.json"/)
    const result = await cli.stop()
    t.equal(result.code, 130)
    t.match(readRecords(result).at(-1), { summary: { files: 3, failed: 0, interrupted: true } })
    t.match(result.stderr, /\nInterrupted: 1 (answered 2xx|handled), 2 not replayed\.\n$/)
  }
})

t.test('wrong usage ends with 2 and says how to fix it', async (t) => {
  const cwd = writeFiles(t, {
    'kept.json': keepCall(),
    'other.json': { version: 2 },
    'handler.mjs': 'export default () => {}',
    'empty.mjs': 'export const notAHandler = 1',
    'broken.mjs': 'throw new Error("no database")',
    'store.mjs': 'export default () => {}; export const store = { claim: 1 }',
  })
  mkdirSync(join(cwd, 'empty'))
  const url = 'http://127.0.0.1:9/'
  const handler = ['kept.json', '--handler', 'handler.mjs']
  const { publicKey } = account
  const cases: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [[], /missing required argument 'file'/],
    [['kept.json'], /Say where to: end with a URL, such as .* or pass --handler/],
    [[url], /Name a kept delivery/],
    [['kept.json', 'ftp://x/'], /is not an http: URL/],
    [['missing.json', url], /missing\.json cannot be read/],
    [['other.json', url], /other\.json is not a kept delivery/],
    [['empty', url], /empty has no \.json files/],
    [['kept.json', url, '--public-key', publicKey], /--public-key is for --handler/],
    [['kept.json', url, '--handler', 'handler.mjs'], /cannot be combined with a URL/],
    [[...handler, '--sign'], /cannot be combined with --sign/],
    [handler, /Pass its public key .* or set TELNYX_PUBLIC_KEY/],
    [[...handler, '--public-key', 'KEY0123'], /publicKey/],
    [['kept.json', '--handler', 'missing.mjs', '--public-key', publicKey], /missing\.mjs cannot be imported/],
    [['kept.json', '--handler', 'empty.mjs', '--public-key', publicKey], /empty\.mjs exports no handler/],
    [['kept.json', '--handler', 'broken.mjs', '--public-key', publicKey], /cannot be imported: no database/],
    [['kept.json', '--handler', 'store.mjs', '--public-key', publicKey], /deduplication\.store/],
  ]
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await runCli(['replay', ...args], { cwd })
    t.equal(code, 2, args.join(' '))
    t.match(stderr, message)
    t.equal(stdout, '')
  }
  const json = await runCli(['replay', ...handler, '--json'], { cwd })
  t.match(readRecords(json), [{ error: 'missing_public_key' }])
})
