import { once } from 'node:events'
import { createServer, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server, connect as openHttp2 } from 'node:http2'
import type { AddressInfo, Server } from 'node:net'
import { PassThrough, type Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { type NodeReception, receiveNodeRequest } from '@telnyx-call/core/node'
import { sampleCall, signedRequest } from '@telnyx-call/testing'
import t from 'tap'
import { createTestReceiver, expectDelivery, keys, signedAtSeconds } from './webhook.ts'

const fields = sampleCall({ CallerId: 'Zoë + 東京 %' })
const signed = signedRequest({ keys, timestamp: signedAtSeconds, fields })
const bytes = Buffer.from(signed.body)

interface Received {
  readonly reception: NodeReception
  /** What whoever reads the request behind the guard gets, piece by piece. */
  readonly readBehind: readonly unknown[]
}

interface Sending {
  readonly headers?: Readonly<Record<string, string>>
  readonly pieces?: readonly Uint8Array[]
  /** What is done to the request before the guard has it. */
  readonly prepare?: (request: IncomingMessage) => unknown
}

/** Sends a request over a socket, has it received, and reads it once more. */
async function receive(
  { headers = {}, pieces = [bytes], prepare }: Sending,
  bodyLimit = 500_000,
): Promise<Received> {
  const receiver = createTestReceiver({ bodyLimit, events: 'all' })
  const received = new Promise<Received>((resolve, reject) => {
    const server = createServer((request, response) => {
      const receiveIt = async () => {
        await prepare?.(request)
        const exchange = { adapter: 'test', request, response, holders: [], isGuardedTwice: false }
        const reception = await receiveNodeRequest(receiver, exchange)
        const readBehind = reception.outcome === 'accepted' ? await request.toArray() : []
        response.end()
        server.close()
        return { reception, readBehind }
      }
      receiveIt().then(resolve, reject)
    })
    server.listen(0, '127.0.0.1', () => void send(server, headers, pieces))
  })
  return received
}

async function send(server: Server, headers: object, pieces: readonly Uint8Array[]): Promise<void> {
  const { port } = server.address() as AddressInfo
  const all = { ...signed.headers, ...headers }
  const request = openRequest({ port, host: '127.0.0.1', method: 'POST', headers: all, agent: false })
  request.on('error', () => {}).on('response', (response) => response.resume())
  request.setNoDelay(true)
  for (const piece of pieces) {
    request.write(piece)
    if (pieces.length < 100) await pause(2)
  }
  request.end()
}

function cut(body: Buffer, pieceLength: number): Uint8Array[] {
  const count = Math.ceil(body.length / pieceLength)
  return Array.from({ length: count }, (_, index) =>
    body.subarray(index * pieceLength, (index + 1) * pieceLength),
  )
}

function join(pieces: readonly unknown[]): Buffer {
  return Buffer.concat(
    pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : (piece as Buffer))),
  )
}

const length = { 'content-length': String(bytes.length) }

for (const [name, sending] of Object.entries({
  'with its length': { headers: length },
  'in two pieces': { headers: length, pieces: cut(bytes, 1000) },
  'in twenty pieces': { headers: length, pieces: cut(bytes, Math.ceil(bytes.length / 20)) },
  'in chunks': { pieces: cut(bytes, 700) },
  'after a pause of the application': { headers: length, prepare: () => pause(20) },
  'in chunks, after a pause of the application': { pieces: cut(bytes, 700), prepare: () => pause(20) },
} satisfies Record<string, Sending>)) {
  t.test(`a body that comes ${name} is taken, and left for whoever reads next`, async (t) => {
    const { reception, readBehind } = await receive(sending)
    t.strictSame(Buffer.from(expectDelivery(reception).rawBody), bytes)
    t.strictSame(join(readBehind), bytes)
  })
}

for (const encoding of ['utf8', 'latin1', 'hex', 'base64'] as const) {
  t.test(`a request that was told setEncoding('${encoding}') gives its text again`, async (t) => {
    for (const pieceLength of [bytes.length, 700]) {
      const { reception, readBehind } = await receive({
        headers: length,
        pieces: cut(bytes, pieceLength),
        prepare: (request) => request.setEncoding(encoding),
      })
      t.strictSame(Buffer.from(expectDelivery(reception).rawBody), bytes)
      for (const piece of readBehind) t.type(piece, 'string')
      t.strictSame(Buffer.from(readBehind.join(''), encoding), bytes)
    }
  })
}

t.test('a body that is announced as empty is left as it is', async (t) => {
  const empty = signedRequest({ keys, timestamp: signedAtSeconds, body: '' })
  const { reception, readBehind } = await receive({
    headers: { ...empty.headers, 'content-length': '0' },
    pieces: [],
  })
  t.equal(expectDelivery(reception).rawBody.byteLength, 0)
  t.strictSame(readBehind, [])
})

t.test('a large body in one-byte pieces takes about its own size', async (t) => {
  const body = Buffer.from(`CallSid=${'x'.repeat(100_000)}`)
  const large = signedRequest({ keys, timestamp: signedAtSeconds, body })
  for (const headers of [large.headers, { ...large.headers, 'content-length': String(body.length) }]) {
    const { reception, readBehind } = await receive({ headers, pieces: cut(body, 1) })
    const { rawBody } = expectDelivery(reception)
    t.strictSame(Buffer.from(rawBody), body)
    t.strictSame(join(readBehind), body)
    t.ok(rawBody.buffer.byteLength <= 2 * body.length + 4096, `${rawBody.buffer.byteLength} bytes of memory`)
  }
})

t.test('a body is taken up to the limit, to the byte', async (t) => {
  for (const pieceLength of [20_000, 7000, 100]) {
    const body = Buffer.alloc(20_000, 'a')
    const exact = signedRequest({ keys, timestamp: signedAtSeconds, body })
    const sending = { headers: exact.headers, pieces: cut(body, pieceLength) }
    t.equal((await receive(sending, 20_000)).reception.outcome, 'accepted')
    t.match((await receive(sending, 19_999)).reception, { refusal: { code: 'body_too_large' } })
  }
})

t.test('bytes that are kept are not those of the pool, which others write to', async (t) => {
  const { reception } = await receive({ headers: length, pieces: cut(bytes, 500) })
  const { rawBody } = expectDelivery(reception)
  for (let round = 0; round < 50; round++) Buffer.from('x'.repeat(4000))
  t.strictSame(Buffer.from(rawBody), bytes)
})

/** Over HTTP/2 the end of a body is told late: with no length announced, what was read cannot be put back. */
for (const headers of [length, {}]) {
  const isAnnounced = 'content-length' in headers
  t.test(`HTTP/2, ${isAnnounced ? 'with' : 'without'} its length`, async (t) => {
    const receiver = createTestReceiver()
    const received = new Promise<Received>((resolve, reject) => {
      const receiveIt = async (request: IncomingMessage, response: ServerResponse) => {
        const exchange = { adapter: 'test', request, response, holders: [], isGuardedTwice: false }
        const reception = await receiveNodeRequest(receiver, exchange)
        const readBehind = isAnnounced ? await request.toArray() : []
        response.end()
        return { reception, readBehind }
      }
      const server = createHttp2Server((request, response) => {
        receiveIt(request as never, response as never).then(resolve, reject)
      })
      t.teardown(() => server.close())
      server.listen(0, '127.0.0.1', async () => {
        const session = openHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
        const stream = session.request({ ':method': 'POST', ':path': '/', ...signed.headers, ...headers })
        for (const piece of cut(bytes, 700)) {
          stream.write(piece)
          await pause(2)
        }
        stream.end()
        stream.resume()
        await once(stream, 'close')
        session.close()
      })
    })
    const { reception, readBehind } = await received
    t.strictSame(Buffer.from(expectDelivery(reception).rawBody), bytes)
    if (isAnnounced) t.strictSame(join(readBehind), bytes)
  })
}

/** A request, and the stream that the host put in front of it. */
function receiveBehind(request: Readable, stream: Readable): Promise<NodeReception> {
  const incoming = Object.assign(request, signed, { body: undefined }) as unknown as IncomingMessage
  const response = { headersSent: false, on: () => {} } as unknown as ServerResponse
  const exchange = {
    adapter: 'test',
    request: incoming,
    response,
    stream,
    holders: [],
    isGuardedTwice: false,
  }
  return receiveNodeRequest(createTestReceiver(), exchange)
}

t.test(
  'a stream in front of the request: the request breaks, and the stream never hears of it',
  async (t) => {
    const request = new PassThrough()
    const reception = receiveBehind(request, new PassThrough())
    await pause(5)
    request.destroy()
    t.match(await reception, { refusal: { code: 'body_incomplete' } })
    t.match(await receiveBehind(request, new PassThrough()), { refusal: { code: 'body_incomplete' } })
  },
)

t.test(
  'a stream in front of the request that fails, before or after it was refused, harms nothing',
  async (t) => {
    const failing = new PassThrough()
    const reception = receiveBehind(new PassThrough(), failing)
    failing.destroy(new Error('no gzip'))
    t.match(await reception, { refusal: { code: 'body_incomplete' } })

    const refused = new PassThrough()
    const request = Object.assign(new PassThrough(), { method: 'GET' })
    const { method: _, ...others } = signed
    const incoming = Object.assign(request, others) as unknown as IncomingMessage
    const response = { headersSent: false, on: () => {} } as unknown as ServerResponse
    const exchange = { adapter: 'test', request: incoming, response, holders: [], isGuardedTwice: false }
    const refusal = await receiveNodeRequest(createTestReceiver(), { ...exchange, stream: refused })
    t.match(refusal, { refusal: { code: 'method_not_allowed' } })
    refused.write('the rest')
    await pause(5)
    t.equal(refused.readableLength, 0, 'what is left of it is drained')
    refused.destroy(new Error('no gzip'))
    await pause(5)
  },
)

t.test('a body that has arrived as a whole before the guard runs', async (t) => {
  // Without its length, so that nothing but the body itself tells how large it is.
  const sending = { prepare: () => pause(30) }
  const { reception, readBehind } = await receive(sending, bytes.length)
  t.strictSame(Buffer.from(expectDelivery(reception).rawBody), bytes)
  t.strictSame(Buffer.concat(readBehind as Buffer[]), bytes, 'it is left for whoever reads next')
  t.match((await receive(sending, bytes.length - 1)).reception, { refusal: { code: 'body_too_large' } })
})
