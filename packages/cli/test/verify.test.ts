import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  createTestKeys,
  type SignedRequest,
  sampleCall,
  sampleEvent,
  signedRequest,
} from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import { makeFolder, readRecords, runCli } from './run-cli.ts'

const keys = createTestKeys()
const env = { TELNYX_PUBLIC_KEY: keys.publicKey }
const form = signedRequest({ keys, fields: sampleCall() })
const broken = { ...form, body: `${form.body}\n` }

/** Writes JSON into a new folder, and verifies it there. */
async function verify(t: Test, content: unknown, args: readonly string[] = []) {
  const cwd = makeFolder(t)
  writeFileSync(join(cwd, 'input.json'), JSON.stringify(content))
  return await runCli(['verify', 'input.json', '--json', ...args], { cwd, env })
}

function keep({ headers, body }: SignedRequest) {
  const keptAt = new Date().toISOString()
  const reason = { outcome: 'refused', code: 'signature_mismatch', status: 403 }
  return { version: 1, keptAt, reason, headers, bodyBase64: Buffer.from(body).toString('base64') }
}

function toHarEntry({ headers, body }: SignedRequest, postData: unknown = { text: body }) {
  const pairs = Object.entries(headers).map(([name, value]) => ({ name, value }))
  return {
    startedDateTime: new Date().toISOString(),
    request: { method: 'POST', url: 'https://example.com/webhooks', headers: pairs, postData },
  }
}

t.test('a kept delivery verifies: 0; a broken one does not: 1', async (t) => {
  const good = await verify(t, keep(form))
  t.equal(good.code, 0)
  t.match(readRecords(good), [{ name: 'input.json', verifies: true, causes: [], candidates: 1 }])

  const bad = await verify(t, keep(broken))
  t.equal(bad.code, 1)
  t.match(readRecords(bad), [
    {
      verifies: false,
      certainty: 'proven',
      causes: [{ code: 'trailing_newline_added', fixes: { express: String } }],
    },
  ])
})

t.test('a kept delivery is judged by the time it was received', async (t) => {
  const hourAgo = new Date(Date.now() - 3_600_000)
  const old = signedRequest({ keys, timestamp: hourAgo })
  t.equal((await verify(t, { ...keep(old), keptAt: hourAgo.toISOString() })).code, 0)
  const late = await verify(t, keep(old))
  t.equal(late.code, 1)
  t.match(readRecords(late), [
    { certainty: 'proven', causes: [{ code: 'clock_off', explanation: /^It was signed 360\d s/ }] },
  ])
  t.equal((await verify(t, keep(old), ['--at', hourAgo.toISOString()])).code, 0)
})

t.test('a HAR entry, and a HAR file with several', async (t) => {
  t.equal((await verify(t, toHarEntry(form))).code, 0)
  const page = { request: { method: 'GET', url: 'https://example.com/', headers: [] } }
  const file = await verify(t, { log: { entries: [page, toHarEntry(form), toHarEntry(broken)] } })
  t.equal(file.code, 1)
  t.match(readRecords(file), [
    { name: 'input.json, entry 2', verifies: true },
    { name: 'input.json, entry 3', causes: [{}] },
  ])
  const params = [...new URLSearchParams(form.body)].map(([name, value]) => ({ name, value }))
  t.equal((await verify(t, toHarEntry(form, { params }))).code, 0, 'fields instead of text')
})

t.test("what Telnyx's API says of webhook deliveries", async (t) => {
  const url = 'https://example.com/webhooks/telnyx'
  const event = sampleEvent('json').data
  const json = signedRequest({ keys, json: { data: event, meta: { attempt: 1, delivered_to: url } } })
  const delivery = (webhook: unknown) => ({
    record_type: 'webhook_delivery',
    webhook,
    attempts: [
      {
        started_at: new Date().toISOString(),
        http: { request: { url, headers: Object.entries(json.headers) } },
      },
    ],
  })
  t.equal((await verify(t, { data: [delivery(event)] })).code, 0, 'a list')
  t.equal((await verify(t, { data: delivery(event) })).code, 0, 'one')
  const other = await verify(t, delivery({ ...event, id: 'another' }))
  t.equal(other.code, 1)
  t.match(readRecords(other), [{ certainty: 'likely', causes: [{ code: 'body_not_kept' }] }])
})

t.test('timestamp, signature and body by options', async (t) => {
  const cwd = makeFolder(t)
  writeFileSync(join(cwd, 'body.txt'), form.body)
  const { 'telnyx-timestamp': timestamp = '', 'telnyx-signature-ed25519': signature = '' } = form.headers
  const args = ['verify', '--timestamp', timestamp, '--body-file', 'body.txt', '--public-key', keys.publicKey]
  t.equal((await runCli([...args, '--signature', signature], { cwd })).code, 0)
  const piped = args.map((arg) => (arg === 'body.txt' ? '-' : arg))
  t.equal((await runCli([...piped, '--signature', signature], { cwd, input: form.body })).code, 0)
  const hex = Buffer.from(signature, 'base64').toString('hex')
  const { code, stdout, stderr } = await runCli([...args, '--signature', hex], { cwd })
  t.equal(code, 1)
  t.equal(stdout, '', 'people read standard error')
  t.match(stderr, /✗ Both signing headers, well-formed: signature_in_hex/)
  t.match(stderr, /Cause, proven: The signature is in hex/)
  for (const host of ['Express', 'Koa', 'Fastify', 'Fetch']) t.match(stderr, `Fix for ${host}`)
  t.notMatch(stderr, /35319605860|John/, 'nothing personal')
})

t.test('the first key is the application’s, others tell who signed', async (t) => {
  const another = createTestKeys().publicKey
  const args = ['--public-key', another, '--public-key', keys.publicKey]
  const { code, stdout } = await verify(t, keep(form), args)
  t.equal(code, 1)
  t.match(readRecords({ stdout }), [{ certainty: 'proven', causes: [{ code: 'other_key' }] }])
})

t.test('the development key is tried as well', async (t) => {
  const cwd = makeFolder(t)
  t.equal((await runCli(['keys'], { cwd })).code, 0)
  const { readDevelopmentKeys } = await import('../src/development-keys.ts')
  const sent = signedRequest({ keys: readDevelopmentKeys(join(cwd, '.telnyx-call')) })
  writeFileSync(join(cwd, 'kept.json'), JSON.stringify(keep(sent)))
  const { code, stderr } = await runCli(['verify', 'kept.json'], { cwd, env })
  t.equal(code, 1)
  t.match(stderr, /holds with the development key in \.telnyx-call/)
})

t.test('another delivery, by its file and by its folder', async (t) => {
  const cwd = makeFolder(t)
  const other = signedRequest({ keys, fields: sampleCall('busy') })
  writeFileSync(join(cwd, 'other.json'), JSON.stringify(keep(other)))
  writeFileSync(join(cwd, 'mixed.json'), JSON.stringify(keep({ ...other, body: 'Cut=' })))
  for (const path of ['other.json', '.']) {
    const { code, stdout } = await runCli(['verify', 'mixed.json', '--json', '--other', path], { cwd, env })
    t.equal(code, 1)
    t.match(readRecords({ stdout }), [
      { certainty: 'proven', causes: [{ code: 'body_of_other_delivery', explanation: /other\.json/ }] },
    ])
  }
})

t.test('what cannot be used ends with 2', async (t) => {
  const cwd = makeFolder(t)
  writeFileSync(join(cwd, 'text.json'), 'no JSON')
  writeFileSync(join(cwd, 'kept.json'), JSON.stringify(keep(form)))
  writeFileSync(join(cwd, 'empty.har'), JSON.stringify({ log: { entries: [] } }))
  const cases: readonly (readonly [string, ...string[]])[] = [
    ['unreadable_file', 'missing.json'],
    ['unknown_format', 'text.json'],
    ['no_request', 'empty.har'],
    ['conflicting_input', 'kept.json', '--timestamp', '1'],
    ['invalid_time', 'kept.json', '--at', 'yesterday'],
    ['no_input'],
    ['unreadable_file', '--timestamp', '1', '--signature', 'x', '--body-file', 'missing'],
  ]
  for (const [error, ...args] of cases) {
    const { code, stdout } = await runCli(['verify', '--json', ...args], { cwd, env })
    t.equal(code, 2, error)
    t.match(readRecords({ stdout }), [{ error }])
  }
  const { code, stderr } = await runCli(['verify', 'kept.json'], { cwd })
  t.equal(code, 2)
  t.match(stderr, /no_public_key/)
})

t.test('every cause is in the documents', async (t) => {
  const { CAUSES } = await import('../src/diagnosis/causes.ts')
  const page = readFileSync(new URL('../../../docs/verify.md', import.meta.url), 'utf8')
  const codes = [...page.matchAll(/^\| `([a-z0-9_]+)` \|/gm)].map(([, code]) => code)
  t.strictSame(codes.sort(), Object.keys(CAUSES).sort())
})
