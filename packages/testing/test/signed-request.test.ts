import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import t from 'tap'
import nacl from 'tweetnacl'
import { createTestKeys, sampleCall, sampleEvent, signedRequest } from '../src/index.ts'

const keys = createTestKeys()

interface Signed {
  headers: Record<string, string>
  body: string | Uint8Array
}

function signedBytes({ headers, body }: Signed): Buffer {
  return Buffer.concat([Buffer.from(`${headers['telnyx-timestamp']}|`), Buffer.from(body)])
}

function signatureOf({ headers }: Signed): Buffer {
  return Buffer.from(headers['telnyx-signature-ed25519'] ?? '', 'base64')
}

function verifiesWithNode(request: Signed, publicKey: string = keys.publicKey): boolean {
  const x = Buffer.from(publicKey, 'base64').toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return verify(null, signedBytes(request), key, signatureOf(request))
}

function verifiesWithTweetnacl(request: Signed): boolean {
  return nacl.sign.detached.verify(
    signedBytes(request),
    signatureOf(request),
    Buffer.from(keys.publicKey, 'base64'),
  )
}

t.test('keys are fresh, and the public one is base64 of 32 bytes', async (t) => {
  t.match(keys.publicKey, /^[A-Za-z0-9+/]{43}=$/)
  t.equal(Buffer.from(keys.publicKey, 'base64').length, 32)
  t.not(createTestKeys().publicKey, keys.publicKey)
})

const bodies: Record<string, Signed> = {
  'the default': signedRequest({ keys }),
  'non-ASCII fields': signedRequest({ keys, fields: sampleCall('non-ascii') }),
  'a string body': signedRequest({ keys, body: 'CallerId=Zoë%20東京&bare&=&a=1&a=2' }),
  'an empty body': signedRequest({ keys, body: '' }),
  'bytes that are not UTF-8': signedRequest({ keys, body: new Uint8Array([0x61, 0x3d, 0xff, 0xfe, 0x00]) }),
}

for (const [name, request] of Object.entries(bodies)) {
  t.test(`signature over ${name}`, async (t) => {
    t.ok(verifiesWithNode(request), 'node:crypto agrees')
    t.ok(verifiesWithTweetnacl(request), 'tweetnacl agrees')
    t.equal(signatureOf(request).length, 64)
    t.notOk(verifiesWithNode(request, createTestKeys().publicKey), 'another key does not')

    const later = { ...request.headers, 'telnyx-timestamp': '1' }
    t.notOk(verifiesWithNode({ ...request, headers: later }), 'another timestamp does not')

    const bytes = Buffer.from(request.body)
    for (const position of [0, bytes.length - 1]) {
      const changed = Buffer.from(bytes)
      if (changed.length === 0) continue
      changed[position] = (changed[position] ?? 0) ^ 1
      t.notOk(verifiesWithNode({ ...request, body: changed }), `nor with byte ${position} changed`)
      t.notOk(verifiesWithTweetnacl({ ...request, body: changed }))
    }
  })
}

t.test('fields are encoded as a form, in order', async (t) => {
  const { method, headers, body } = signedRequest({ keys, fields: { b: 'x y+z', a: 'é&=' } })
  t.equal(method, 'POST')
  t.equal(headers['content-type'], 'application/x-www-form-urlencoded')
  t.equal(body, 'b=x+y%2Bz&a=%C3%A9%26%3D')
  t.strictSame(Object.fromEntries(new URLSearchParams(signedRequest({ keys }).body)), sampleCall())
})

t.test('json is sent as JSON', async (t) => {
  const json = sampleEvent('json', { payload: { text: 'Zoë' } })
  const request = signedRequest({ keys, json })
  t.equal(request.headers['content-type'], 'application/json')
  t.equal(request.body, JSON.stringify(json))
  t.ok(verifiesWithNode(request))
  t.ok(verifiesWithTweetnacl(request))
  t.equal(signedRequest({ keys, json: null }).body, 'null')
})

t.test('bytes are copied, so that a later change cannot break the signature', async (t) => {
  const bytes = new TextEncoder().encode('a=1')
  const request = signedRequest({ keys, body: bytes })
  bytes[0] = 0
  t.ok(Buffer.isBuffer(request.body))
  t.ok(verifiesWithNode(request))
})

t.test('timestamp', async (t) => {
  const sent = (timestamp: number | Date | string) =>
    signedRequest({ keys, timestamp }).headers['telnyx-timestamp']
  t.equal(sent(1705314660), '1705314660')
  t.equal(sent(new Date('2024-01-15T10:31:00.999Z')), '1705314660')
  t.equal(sent(' 12abc'), ' 12abc')
  t.ok(verifiesWithNode(signedRequest({ keys, timestamp: '0012' })))

  const age = Date.now() / 1000 - Number(signedRequest({ keys }).headers['telnyx-timestamp'])
  t.ok(age >= 0 && age < 5, 'now by default')

  for (const wrong of [1705314660.5, Number.NaN, new Date('never'), null, {}]) {
    // @ts-expect-error null and {} are not timestamps
    t.throws(() => sent(wrong), { name: 'TypeError', message: /whole Unix seconds/ })
  }
})

t.test('headers are merged last, whatever their case, and can be removed', async (t) => {
  const { headers } = signedRequest({
    keys,
    headers: {
      'Content-Type': 'text/plain',
      'telnyx-signature-ed25519': undefined,
      Authorization: 'Bearer abc',
    },
  })
  t.strictSame(Object.keys(headers).sort(), ['authorization', 'content-type', 'telnyx-timestamp'])
  t.match(headers, { 'content-type': 'text/plain', authorization: 'Bearer abc' })
})

t.test('misuse is a TypeError', async (t) => {
  const attempt = signedRequest as (options?: unknown) => unknown
  const misuses: [unknown, RegExp][] = [
    [undefined, /needs keys/],
    [{}, /needs keys/],
    [{ keys: { publicKey: keys.publicKey } }, /needs keys/],
    [{ keys: { privateKey: createPublicKey(keys.privateKey) } }, /needs keys/],
    [{ keys: generateKeyPairSync('x25519') }, /needs keys/],
    [{ keys, fields: {}, body: '' }, /only one of fields, json and body/],
    [{ keys, fields: {}, json: {} }, /only one of fields, json and body/],
    [{ keys, json: {}, body: '' }, /only one of fields, json and body/],
    [{ keys, json: () => {} }, /json must be a value that JSON\.stringify can serialize/],
    [{ keys, body: { a: '1' } }, /body must be a string or a Uint8Array/],
    [{ keys, fields: { SequenceNumber: 3 } }, /fields\.SequenceNumber must be a string/],
    [{ keys, fields: { CallerId: undefined } }, /fields\.CallerId must be a string/],
    [{ keys, field: {} }, /no option "field"/],
  ]
  for (const [options, message] of misuses) t.throws(() => attempt(options), { name: 'TypeError', message })
})

interface Received {
  method: string | undefined
  headers: IncomingHttpHeaders
  body: Buffer
}

t.test('fits fetch: the server receives the very bytes that were signed', async (t) => {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    received.push({ method: request.method, headers: request.headers, body: Buffer.concat(chunks) })
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`

  await fetch(url, signedRequest({ keys, fields: sampleCall('non-ascii') }))
  await fetch(url, signedRequest({ keys, body: 'CallerId=Zoë 東京&bare' }))
  await fetch(url, signedRequest({ keys, body: new Uint8Array([0x61, 0x3d, 0xff, 0x00]) }))

  t.equal(received.length, 3)
  for (const { method, headers, body } of received) {
    t.equal(method, 'POST')
    t.equal(headers['content-type'], 'application/x-www-form-urlencoded')
    t.ok(verifiesWithNode({ headers: headers as Record<string, string>, body }))
  }
  t.strictSame(received[2]?.body, Buffer.from([0x61, 0x3d, 0xff, 0x00]))
})

t.test("fits Fastify's inject, with a string and with bytes", async (t) => {
  const app = fastify()
  t.teardown(() => app.close())
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    async (_: unknown, body: Buffer) => body,
  )
  app.post('/calls', async (request) => (request.body as Buffer).toString('hex'))

  for (const request of [
    signedRequest({ keys }),
    signedRequest({ keys, body: new Uint8Array([0xff, 0x00]) }),
  ]) {
    const response = await app.inject({ url: '/calls', ...request })
    t.equal(response.statusCode, 200)
    t.equal(response.body, Buffer.from(request.body).toString('hex'))
  }
})
