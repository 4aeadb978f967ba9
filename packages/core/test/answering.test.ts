import { once } from 'node:events'
import { createServer, type IncomingMessage, request as openRequest, ServerResponse } from 'node:http'
import { createServer as createHttp2Server, connect as openHttp2 } from 'node:http2'
import type { AddressInfo, Server } from 'node:net'
import { pipeline, Readable } from 'node:stream'
import type { Receiver } from '@telnyx-call/core'
import { receiveNodeRequest, sendAnswer } from '@telnyx-call/core/node'
import { signedRequest } from '@telnyx-call/testing'
import t from 'tap'
import { createScriptedStore, waitUntil } from './scripted-store.ts'
import { createTestReceiver, keys, signedAtSeconds } from './webhook.ts'

const signed = signedRequest({ keys, timestamp: signedAtSeconds })

/** More than sockets hold: a part of it is still here when the client goes. */
const LARGE = Buffer.alloc(40_000_000)

/** What the handler does with its response. */
type Handle = (response: ServerResponse, request: IncomingMessage) => void

/** What the client does once it has the answer's first bytes, or once the request has arrived where there is no answer. */
type Leaving = 'reads-to-the-end' | 'leaves'

interface Settling {
  readonly handle: Handle
  readonly client: Leaving
  /** Undefined where nothing can be told yet: the handler may still be at work. */
  readonly settled: 'commit' | 'release' | undefined
  /** Where HTTP/2 has no such thing. */
  readonly onlyHttp1?: boolean
}

const settlings: Record<string, Settling> = {
  'ends with 200': {
    handle: (response) => response.end('ok'),
    client: 'reads-to-the-end',
    settled: 'commit',
  },
  'ends with 201': {
    handle: (response) => Object.assign(response, { statusCode: 201 }).end(),
    client: 'reads-to-the-end',
    settled: 'commit',
  },
  'ends with 204, later': {
    handle: (response) => setTimeout(() => response.writeHead(204).end(), 10),
    client: 'reads-to-the-end',
    settled: 'commit',
  },
  'closes the connection after 200': {
    handle: (response) => response.setHeader('connection', 'close').end('ok'),
    client: 'reads-to-the-end',
    settled: 'commit',
    onlyHttp1: true,
  },
  'pipes a large stream': {
    handle: (response) => Readable.from([LARGE]).pipe(response),
    client: 'reads-to-the-end',
    settled: 'commit',
  },
  'ends with 302': {
    handle: (response) => response.writeHead(302, { location: '/' }).end(),
    client: 'reads-to-the-end',
    settled: 'release',
  },
  'ends with 500': {
    handle: (response) => Object.assign(response, { statusCode: 500 }).end(),
    client: 'reads-to-the-end',
    settled: 'release',
  },
  'never answers, and the client leaves': { handle: () => {}, client: 'leaves', settled: undefined },
  'answers after the client has left': {
    handle: (response) => response.once('close', () => setTimeout(() => response.end('ok'), 5)),
    client: 'leaves',
    settled: 'commit',
  },
  'answers an error after the client has left': {
    handle: (response) =>
      response.once('close', () => setTimeout(() => Object.assign(response, { statusCode: 500 }).end(), 5)),
    client: 'leaves',
    settled: 'release',
  },
  'breaks off before the answer': {
    handle: (response) => response.destroy(),
    client: 'reads-to-the-end',
    settled: undefined,
  },
  'breaks off within the answer': {
    handle: (response) => response.write('o', () => response.destroy()),
    client: 'reads-to-the-end',
    settled: 'release',
  },
  'never ends the answer, and the client leaves': {
    handle: (response) => response.write('o'),
    client: 'leaves',
    settled: 'release',
  },
  'ends a large answer, and the client leaves within it': {
    handle: (response) => response.end(LARGE),
    client: 'leaves',
    settled: 'commit',
  },
  'pipes a large stream, and the client leaves within it': {
    handle: (response) => pipeline(Readable.from([LARGE, LARGE]), response, () => {}),
    client: 'leaves',
    settled: 'release',
  },
  'ends a large answer, and breaks it off': {
    handle: (response, request) => {
      response.end(LARGE)
      setTimeout(() => request.socket.destroy(), 5)
    },
    client: 'reads-to-the-end',
    settled: 'commit',
    onlyHttp1: true,
  },
}

interface Protocol {
  createServer(listener: (request: IncomingMessage, response: ServerResponse) => void): Server
  /** Resolves when the client is done with its connection. `arrived` resolves when the handler has run. */
  post(port: number, client: Leaving, arrived: Promise<unknown>): Promise<void>
}

const protocols: Record<string, Protocol> = {
  'HTTP/1': {
    createServer: (listener) => createServer(listener),
    async post(port, client, arrived) {
      const request = openRequest({ port, host: '127.0.0.1', method: 'POST', headers: signed.headers })
      const closed = new Promise((resolve) => request.on('close', resolve))
      request.on('error', () => {})
      request.on('response', (response) => {
        response.on('error', () => {})
        if (client === 'leaves') response.once('data', () => request.destroy())
        else response.resume()
      })
      request.end(signed.body)
      await arrived
      if (client === 'leaves') setTimeout(() => request.destroy(), 30)
      await closed
    },
  },
  'HTTP/2': {
    createServer: (listener) => createHttp2Server(listener as never),
    async post(port, client, arrived) {
      const session = openHttp2(`http://127.0.0.1:${port}`)
      const stream = session.request({ ':method': 'POST', ':path': '/', ...signed.headers })
      const closed = new Promise((resolve) => stream.on('close', resolve))
      stream.on('error', () => {})
      if (client === 'leaves') stream.once('data', () => stream.close(8))
      else stream.resume()
      stream.end(signed.body)
      await arrived
      if (client === 'leaves') setTimeout(() => stream.close(8), 30)
      await closed
      session.destroy()
    },
  },
}

/** Receives one call, and tells which verbs it was settled by. */
async function settle(
  { createServer, post }: Protocol,
  { handle, client, settled }: Pick<Settling, 'handle' | 'client' | 'settled'>,
  beforeReceiving: (response: ServerResponse) => Promise<void> = async () => {},
): Promise<readonly string[]> {
  let noteArrival = () => {}
  const arrived = new Promise<void>((resolve) => (noteArrival = resolve))
  const store = createScriptedStore()
  const receiver: Receiver = createTestReceiver({ deduplication: { store, leaseMs: 60_000 } })
  const server = createServer(async (request, response) => {
    response.on('error', () => {})
    request.resume()
    noteArrival()
    await beforeReceiving(response)
    const holders = [{ rawBody: signed.body }]
    const exchange = { adapter: 'test', request, response, holders, isGuardedTwice: false }
    const reception = await receiveNodeRequest(receiver, exchange)
    if (reception.outcome !== 'accepted') return
    reception.watch.whenEnded(reception.settle)
    handle(response, request)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  try {
    await post((server.address() as AddressInfo).port, client, arrived)
    if (settled) await waitUntil(() => store.verbs.length > 1)
    // Long enough for a second one, where there were one.
    await new Promise((resolve) => setTimeout(resolve, 15))
    return store.verbs.slice(1)
  } finally {
    server.close()
  }
}

for (const [name, protocol] of Object.entries(protocols)) {
  for (const [behaviour, settling] of Object.entries(settlings)) {
    if (settling.onlyHttp1 && name !== 'HTTP/1') continue
    t.test(`${name}: a handler that ${behaviour}: ${settling.settled ?? 'still at work'}`, async (t) => {
      t.strictSame(await settle(protocol, settling), settling.settled ? [settling.settled] : [])
    })
  }
}

for (const [name, protocol] of Object.entries(protocols)) {
  for (const status of [200, 500]) {
    const settled = status === 200 ? 'commit' : 'release'
    t.test(
      `${name}: a client that left before the handler began, which answers ${status}: ${settled}`,
      async (t) => {
        const handle: Handle = (response) => Object.assign(response, { statusCode: status }).end()
        const waitUntilItLeft = (response: ServerResponse) => {
          return new Promise<void>((resolve) => response.once('close', resolve))
        }
        t.strictSame(await settle(protocol, { handle, client: 'leaves', settled }, waitUntilItLeft), [
          settled,
        ])
      },
    )
  }
}

t.test('a response that somebody has answered: the guard writes nothing, and says so', async (t) => {
  const store = createScriptedStore()
  const receiver = createTestReceiver({ deduplication: { store } })
  for (const answerFirst of [
    (response: ServerResponse) => response.end(),
    (response: ServerResponse) => response.writeHead(503),
    (response: ServerResponse) => response.flushHeaders(),
  ]) {
    const request = Object.assign(Readable.from([]), signed, {
      body: undefined,
    }) as unknown as IncomingMessage
    const response = new ServerResponse(request)
    answerFirst(response)
    const holders = [{ rawBody: signed.body }]
    const exchange = { adapter: 'test', request, response, holders, isGuardedTwice: false }
    t.strictSame(await receiveNodeRequest(receiver, exchange), { outcome: 'answered' })
  }
  t.strictSame(store.asked, [])
})

t.test('an answer that ended before anybody asked for its end', async (t) => {
  const request = Object.assign(Readable.from([]), signed, { body: undefined }) as unknown as IncomingMessage
  const response = new ServerResponse(request)
  const holders = [{ rawBody: signed.body }]
  const exchange = { adapter: 'test', request, response, holders, isGuardedTwice: false }
  const reception = await receiveNodeRequest(createTestReceiver(), exchange)
  if (reception.outcome !== 'accepted') throw new Error('not accepted')
  response.writeHead(404).end()
  await new Promise(setImmediate)
  const ends: unknown[] = []
  reception.watch.whenEnded((end) => ends.push(end))
  t.strictSame(ends, [{ status: 404 }])
})

t.test('an answer is sent as it is, once, and never throws', async (t) => {
  const answer = { status: 403, headers: { 'content-type': 'text/plain', 'content-length': '2' }, body: 'no' }
  const create = () => new ServerResponse(Readable.from([]) as unknown as IncomingMessage)

  const response = create()
  sendAnswer(response, answer)
  t.equal(response.statusCode, 403)
  t.match({ ...response.getHeaders() }, answer.headers)
  t.ok(response.writableEnded)
  sendAnswer(response, { ...answer, status: 200 })
  t.equal(response.statusCode, 403, 'somebody else has answered')

  const failing = create()
  failing.setHeader = () => {
    throw new Error('read-only, as this test wants')
  }
  sendAnswer(failing, answer)
  t.ok(failing.destroyed)
})
