import { once } from 'node:events'
import { createServer, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server, connect as openHttp2 } from 'node:http2'
import type { AddressInfo, Server } from 'node:net'
import { pipeline, Readable } from 'node:stream'
import type { DeliveryStore, Receiver } from '@telnyx-call/core'
import { receiveNodeRequest } from '@telnyx-call/core/node'
import { signedRequest } from '@telnyx-call/testing'
import t from 'tap'
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
  readonly settled: 'commit' | 'release'
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
  'never answers, and the client leaves': { handle: () => {}, client: 'leaves', settled: 'release' },
  'answers after the client has left': {
    handle: (response) => response.once('close', () => setTimeout(() => response.end('ok'), 5)),
    client: 'leaves',
    settled: 'release',
  },
  'breaks off before the answer': {
    handle: (response) => response.destroy(),
    client: 'reads-to-the-end',
    settled: 'release',
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
    settled: 'release',
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
    settled: 'release',
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

/** Receives one call, and tells which verb it was settled by. */
async function settle(
  { createServer, post }: Protocol,
  { handle, client }: Pick<Settling, 'handle' | 'client'>,
  beforeReceiving: (response: ServerResponse) => Promise<void> = async () => {},
): Promise<readonly string[]> {
  const verbs: string[] = []
  let noteArrival = () => {}
  const arrived = new Promise<void>((resolve) => (noteArrival = resolve))
  let noteSettled = () => {}
  const settled = new Promise<void>((resolve) => (noteSettled = resolve))
  const note = (verb: string) => () => {
    verbs.push(verb)
    noteSettled()
  }
  const store: DeliveryStore = {
    claim: () => ({ state: 'claimed', token: 'mine' }),
    commit: note('commit'),
    release: note('release'),
  }
  const receiver: Receiver = createTestReceiver({ store })
  const server = createServer(async (request, response) => {
    response.on('error', () => {})
    request.resume()
    noteArrival()
    await beforeReceiving(response)
    const exchange = { host: 'test', request, response, holders: [{ rawBody: signed.body }] }
    const { outcome } = await receiveNodeRequest(receiver, exchange)
    if (outcome === 'accepted') handle(response, request)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  try {
    await Promise.all([post((server.address() as AddressInfo).port, client, arrived), settled])
    // Long enough for a second one, where there were one.
    await new Promise((resolve) => setTimeout(resolve, 15))
    return verbs
  } finally {
    server.close()
  }
}

for (const [name, protocol] of Object.entries(protocols)) {
  for (const [behaviour, settling] of Object.entries(settlings)) {
    if (settling.onlyHttp1 && name !== 'HTTP/1') continue
    t.test(`${name}: a handler that ${behaviour}: ${settling.settled}`, async (t) => {
      t.strictSame(await settle(protocol, settling), [settling.settled])
    })
  }
}

for (const [name, protocol] of Object.entries(protocols)) {
  t.test(`${name}: a client that left before the handler could begin: release, and no handler`, async (t) => {
    let runs = 0
    const settling = { handle: () => runs++, client: 'leaves' } as const
    const waitUntilItLeft = (response: ServerResponse) => {
      return new Promise<void>((resolve) => response.once('close', resolve))
    }
    t.strictSame(await settle(protocol, settling, waitUntilItLeft), ['release'])
    t.equal(runs, 0)
  })
}
