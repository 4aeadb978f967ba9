import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as openRequest,
  type RequestOptions,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { createRandom } from '../../packages/testing/src/random.ts'
import { CALLBACK_PATH } from './frameworks.ts'

/** How long the proxy keeps a connection on which nothing comes: longer than the sender does. */
const KEEP_ALIVE_MS = 120_000

/** Numbers the requests, so that what the proxy saw and what a receiver did can be put together. */
export const REQUEST_NUMBER_HEADER = 'x-chaos-request'

/** What a proxy is told. */
export interface ProxySettings {
  /** Read for every request. */
  readonly ports: readonly number[]
  /** The share of the receivers' answers that the sender gets no more than the beginning of. */
  readonly cutShare: number
  readonly seed: number
}

/** What has come of the requests so far. */
export interface ProxyRecord {
  /** When the sender broke the connection before there was an answer, by the request's number; in milliseconds since 1970. */
  readonly abandonedAtMs: Map<number, number>
  /** The statuses of the answers that were cut. */
  readonly cutStatuses: number[]
  /** How often a receiver refused the connection and the next one was asked. */
  refusedConnections: number
}

/** The way to the receivers, each in its turn. */
export interface Proxy {
  readonly url: string
  readonly failoverUrl: string
  readonly record: Readonly<ProxyRecord>
  close(): Promise<void>
}

/** Starts a reverse proxy on two ports. It is told nothing of the receivers' health. */
export async function startProxy(settings: ProxySettings): Promise<Proxy> {
  const record: ProxyRecord = { abandonedAtMs: new Map(), cutStatuses: [], refusedConnections: 0 }
  const passOn = createRelay(settings, record)
  const servers = [createServer(), createServer()]
  for (const server of servers) {
    server.keepAliveTimeout = KEEP_ALIVE_MS
    server.on('request', (request, response) => {
      // A sender that gives up while it sends is no concern of the receivers.
      passOn(request, response).catch(() => response.destroy())
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
  }
  const [url = '', failoverUrl = ''] = servers.map(
    (server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${CALLBACK_PATH}`,
  )
  return {
    url,
    failoverUrl,
    record,
    async close() {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

type PassOn = (request: IncomingMessage, response: ServerResponse) => Promise<void>

function createRelay({ ports, cutShare, seed }: ProxySettings, record: ProxyRecord): PassOn {
  const random = createRandom('cut', seed)
  let count = 0

  async function askInTurn(request: ForwardedRequest, number: number): Promise<IncomingMessage | undefined> {
    const first = number % ports.length
    for (const port of [...ports.slice(first), ...ports.slice(0, first)]) {
      const answer = await askReceiver(port, request)
      // Only what was refused can go to the next one: in any other case nobody knows what the receiver did.
      if (answer !== 'refused') return answer === 'broken' ? undefined : answer
      record.refusedConnections += 1
    }
    return undefined
  }

  return async (request, response) => {
    const body = await buffer(request)
    count += 1
    const number = count
    const sender = new AbortController()
    const noteAbandoned = () => {
      record.abandonedAtMs.set(number, Date.now())
      sender.abort()
    }
    response.once('close', noteAbandoned)
    const { method, url: path, headers } = request
    const numbered = { ...headers, [REQUEST_NUMBER_HEADER]: String(number) }
    const forwarded = { method, path, headers: numbered, body, signal: sender.signal }
    const answer = await askInTurn(forwarded, number)
    response.off('close', noteAbandoned)
    if (answer === undefined) return void response.writeHead(502).end()
    if (random() >= cutShare) return sendAnswer(answer, response)
    record.cutStatuses.push(answer.statusCode ?? 0)
    cutAnswer(answer, response)
  }
}

interface ForwardedRequest extends Pick<RequestOptions, 'method' | 'path' | 'signal'> {
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

function askReceiver(
  port: number,
  { body, headers, ...request }: ForwardedRequest,
): Promise<IncomingMessage | 'refused' | 'broken'> {
  const upstream = openRequest({
    ...request,
    ...{ host: '127.0.0.1', port },
    // A connection for each request: one that is kept would say nothing of whether the receiver is still there.
    headers: { ...headers, connection: 'close' },
    agent: false,
  })
  upstream.end(body)
  return new Promise((resolve) => {
    upstream.once('response', resolve)
    upstream.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'ECONNREFUSED' ? 'refused' : 'broken')
    })
  })
}

function sendAnswer(answer: IncomingMessage, response: ServerResponse): void {
  const { connection, 'transfer-encoding': coding, ...endToEnd } = answer.headers
  response.writeHead(answer.statusCode ?? 0, endToEnd)
  pipeline(answer, response, () => {})
}

/** Most answers are nothing but a head, so the cut goes through the middle of that. */
function cutAnswer(answer: IncomingMessage, { socket }: ServerResponse): void {
  const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`, ...answer.rawHeaders]
  const head = lines.join('\r\n')
  socket?.write(head.slice(0, head.length / 2), () => socket.destroy())
  answer.resume()
}
