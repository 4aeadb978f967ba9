import { type IncomingMessage, ServerResponse } from 'node:http'
import { PassThrough, Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import {
  type BodyHolder,
  type NodeExchange,
  type NodeReception,
  receiveNodeRequest,
} from '@telnyx-call/core/node'
import { sampleCall, signedRequest } from '@telnyx-call/testing'
import t from 'tap'
import { createTestReceiver, expectDelivery, keys, signedAtSeconds } from './webhook.ts'

const signed = signedRequest({ keys, timestamp: signedAtSeconds })
const bytes = Buffer.from(signed.body)

/** A stream that has the parts of a request which are looked at. */
function asRequest(stream: Readable, message: object = signed): IncomingMessage & Readable {
  return Object.assign(stream, message, { body: undefined }) as unknown as IncomingMessage & Readable
}

function receive(
  request: IncomingMessage,
  holders: readonly BodyHolder[] = [],
  others: Partial<NodeExchange> = {},
): Promise<NodeReception> {
  const response = new ServerResponse(request)
  const exchange = { adapter: 'test', request, response, holders, isGuardedTwice: false, ...others }
  return receiveNodeRequest(createTestReceiver({ bodyLimit: 2000 }), exchange)
}

function outcomeOf(reception: NodeReception): string {
  return reception.outcome === 'refused' ? reception.refusal.code : reception.outcome
}

const listened = ['data', 'end', 'error', 'close']
const countListeners = (stream: Readable) => listened.map((event) => stream.listenerCount(event))

async function* inPieces(pieceLength: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += pieceLength) {
    yield bytes.subarray(start, start + pieceLength)
    await delay(0)
  }
}

t.test('a stream is read to its end, in one piece or in many', async (t) => {
  for (const stream of [
    Readable.from([bytes]),
    Readable.from([bytes], { objectMode: false }),
    Readable.from(inPieces(100)),
    Readable.from(inPieces(1000)),
    Readable.from([bytes]).pause(),
  ]) {
    const before = countListeners(stream)
    const delivery = expectDelivery(await receive(asRequest(stream)))
    t.strictSame(Buffer.from(delivery.rawBody), bytes)
    t.strictSame(countListeners(stream), before, 'no listener is left')
  }
})

t.test('an empty stream is an empty body', async (t) => {
  t.equal(outcomeOf(await receive(asRequest(Readable.from([])))), 'signature_mismatch')
  const empty = signedRequest({ keys, timestamp: signedAtSeconds, body: '' })
  t.equal(outcomeOf(await receive(asRequest(Readable.from([]), empty))), 'acknowledged')
})

t.test('a stream of the host in front of the request is read in its place', async (t) => {
  const request = asRequest(new PassThrough())
  t.equal(outcomeOf(await receive(request, [], { stream: Readable.from([bytes]) })), 'accepted')
  t.notOk(Readable.isDisturbed(request))
})

t.test('a body above the limit is refused while it comes, and no more of it is kept', async (t) => {
  const stream = new PassThrough()
  const reception = receive(asRequest(stream))
  stream.write(Buffer.alloc(2001))
  t.equal(outcomeOf(await reception), 'body_too_large')
  stream.write(Buffer.alloc(500_000))
  await delay(10)
  t.equal(stream.readableLength, 0, 'the sender gets to read the answer')
  t.notOk(stream.destroyed)
  stream.write(Buffer.alloc(600_000))
  await delay(10)
  t.ok(stream.destroyed, 'a sender that does not stop is cut off')
})

t.test('a body at the limit is taken', async (t) => {
  const body = Buffer.alloc(2000, 'a')
  const exact = signedRequest({ keys, timestamp: signedAtSeconds, body })
  t.equal(outcomeOf(await receive(asRequest(Readable.from([body]), exact))), 'acknowledged')
})

t.test('a stream that breaks off', async (t) => {
  for (const failure of [new Error('ECONNRESET'), undefined]) {
    const stream = new PassThrough()
    const before = countListeners(stream)
    const reception = receive(asRequest(stream))
    stream.write(bytes.subarray(0, 10))
    await delay(1)
    stream.destroy(failure)
    t.equal(outcomeOf(await reception), 'body_incomplete')
    t.strictSame(countListeners(stream), before, 'no listener is left')
  }
})

t.test('a body that ends before its announced length is no whole body', async (t) => {
  const { headers } = signed
  const longer = { ...signed, headers: { ...headers, 'content-length': String(bytes.length + 1) } }
  t.equal(outcomeOf(await receive(asRequest(Readable.from([bytes]), longer))), 'body_incomplete')
})

t.test('a stream that broke off before', async (t) => {
  for (const failure of [new Error('ECONNRESET'), undefined]) {
    const stream = new PassThrough()
    stream.on('error', () => {})
    stream.write(bytes)
    stream.destroy(failure)
    t.equal(outcomeOf(await receive(asRequest(stream))), 'body_incomplete')
    await delay(1)
    t.equal(outcomeOf(await receive(asRequest(stream))), 'body_incomplete')
  }
})

t.test('a stream that was read before is not waited for', async (t) => {
  const ended = Readable.from([bytes])
  for await (const _ of ended);
  t.equal(outcomeOf(await receive(asRequest(ended))), 'body_already_consumed')

  const begun = new PassThrough()
  begun.write(bytes)
  begun.read(3)
  t.equal(outcomeOf(await receive(asRequest(begun))), 'body_already_consumed')

  const started = Readable.from(inPieces(100))
  started.once('data', () => {})
  await delay(5)
  t.equal(outcomeOf(await receive(asRequest(started))), 'body_already_consumed')
})

t.test('a stream that gives text gives the bytes again, whatever the encoding', async (t) => {
  for (const encoding of ['utf8', 'latin1', 'hex', 'base64'] as const) {
    for (const pieceLength of [bytes.length, 100]) {
      const stream = Readable.from(inPieces(pieceLength), { objectMode: false })
      stream.setEncoding(encoding)
      t.equal(
        outcomeOf(await receive(asRequest(stream))),
        'accepted',
        `${encoding}, pieces of ${pieceLength}`,
      )
    }
  }
  t.equal(
    outcomeOf(await receive(asRequest(Readable.from([signed.body])))),
    'accepted',
    'text of no encoding',
  )
})

/** What body parsers left, and what comes of it; the stream itself has been read. */
const heldBodies: Record<string, [holders: readonly BodyHolder[], outcome: string]> = {
  'rawBody of bytes': [[{ rawBody: bytes }], 'accepted'],
  'rawBody as a plain Uint8Array': [[{ rawBody: new Uint8Array(bytes) }], 'accepted'],
  'rawBody of text': [[{ rawBody: signed.body }], 'accepted'],
  'body of bytes': [[{ body: bytes }], 'accepted'],
  'body of text': [[{ body: signed.body }], 'accepted'],
  'rawBody beside a parsed body': [[{ rawBody: bytes, body: { CallSid: 'x' } }], 'accepted'],
  'rawBody before body': [[{ rawBody: bytes, body: 'other' }], 'accepted'],
  'rawBody of a later holder before body of the first': [[{ body: 'other' }, { rawBody: bytes }], 'accepted'],
  'the first rawBody of two': [[{ rawBody: bytes }, { rawBody: 'other' }], 'accepted'],
  'other bytes': [[{ rawBody: 'other' }], 'signature_mismatch'],
  'text above the limit': [[{ rawBody: 'x'.repeat(2001) }], 'body_too_large'],
  'a parsed body': [[{ body: { CallSid: 'x' } }], 'body_already_consumed'],
  'a parsed rawBody': [[{ rawBody: { CallSid: 'x' } }], 'body_already_consumed'],
  'no body': [[{ body: undefined, rawBody: null }, {}], 'body_already_consumed'],
  'a number': [[{ body: 1, rawBody: true }], 'body_already_consumed'],
  'no holder': [[], 'body_already_consumed'],
}

for (const [name, [holders, outcome]] of Object.entries(heldBodies)) {
  t.test(`held: ${name}`, async (t) => {
    const stream = Readable.from([bytes])
    for await (const _ of stream);
    t.equal(outcomeOf(await receive(asRequest(stream), holders)), outcome)
  })
}

t.test('held text that is not the bytes is named as what may be wrong, and held bytes are not', async (t) => {
  const body = Buffer.concat([Buffer.from('CallerId='), Buffer.from([0xff])])
  const request = signedRequest({ keys, timestamp: signedAtSeconds, body })
  const helpFor = async (rawBody: string | Uint8Array) => {
    const reception = await receive(asRequest(Readable.from([]), request), [{ rawBody }])
    t.equal(outcomeOf(reception), 'signature_mismatch')
    return reception.outcome === 'refused' ? reception.refusal.help : ''
  }
  t.match(await helpFor(body.toString()), /a body parser kept the body as text/)
  t.notMatch(await helpFor(Buffer.from('other')), /kept the body as text/)
})

t.test('a request that came through another guard before', async (t) => {
  const request = asRequest(Readable.from([bytes]))
  const reception = await receive(request, [], { isGuardedTwice: true })
  t.match(reception, {
    refusal: { code: 'body_already_consumed', status: 500, help: /with app\.use, but not both/ },
    answer: undefined,
  })
})

t.test('the headers of a delivery, whatever Node makes of them', async (t) => {
  const headers = { ...signed.headers, 'set-cookie': ['a=1', 'b=2'], 'x-one': '1' }
  const reception = await receive(asRequest(Readable.from([bytes]), { ...signed, headers }))
  const delivery = expectDelivery(reception)
  t.equal(delivery.headers['set-cookie'], 'a=1,b=2')
  t.equal(delivery.headers['x-one'], '1')
})

t.test('held text is taken as UTF-8', async (t) => {
  const request = signedRequest({ keys, timestamp: signedAtSeconds, body: 'AccountSid=Zoë&CallSid=東京' })
  const reception = await receive(asRequest(Readable.from([]), request), [{ rawBody: request.body }])
  t.equal(outcomeOf(reception), 'acknowledged')
})

t.test('the parts of the request', async (t) => {
  const stream = () => Readable.from([bytes])
  t.equal(
    outcomeOf(await receive(asRequest(stream(), { ...signed, method: undefined }))),
    'method_not_allowed',
  )
  const { headers } = signed
  const asList = { ...signed, headers: { ...headers, 'content-encoding': ['identity', 'gzip'] } }
  t.equal(outcomeOf(await receive(asRequest(stream(), asList))), 'unsupported_content_encoding')
})

t.test('after an accepted call any success is sent as the status that ends the delivery', async (t) => {
  const sentStatuses: [status: number, sent: number][] = [
    [200, 200],
    [201, 200],
    [204, 200],
    [299, 200],
    [302, 302],
    [404, 404],
    [500, 500],
  ]
  for (const [status, sent] of sentStatuses) {
    for (const send of [
      (response: ServerResponse) => Object.assign(response, { statusCode: status }).end(),
      (response: ServerResponse) => response.writeHead(status),
    ]) {
      const request = asRequest(Readable.from([bytes]))
      const response = new ServerResponse(request)
      t.equal(outcomeOf(await receive(request, [], { response })), 'accepted')
      send(response)
      t.equal(response.statusCode, sent, `${status} by ${send}`)
    }
  }
})

t.test('the response to any other request is let be', async (t) => {
  for (const body of ['', new URLSearchParams(sampleCall('ringing')).toString()]) {
    const request = asRequest(
      Readable.from([Buffer.from(body)]),
      signedRequest({ keys, timestamp: signedAtSeconds, body }),
    )
    const response = new ServerResponse(request)
    t.not(outcomeOf(await receive(request, [], { response })), 'accepted')
    response.writeHead(204)
    t.equal(response.statusCode, 204)
  }
})
