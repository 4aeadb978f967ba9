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
import type { Receiver } from './fleet.ts'
import { CALLBACK_PATH } from './frameworks.ts'
import { Turns, type Way } from './turns.ts'

/** How long the proxy keeps a connection on which nothing comes: longer than the sender does. */
const KEEP_ALIVE_MS = 120_000

/** Numbers the requests, so that what the proxy saw and what a receiver did can be put together. */
export const REQUEST_NUMBER_HEADER = 'x-chaos-request'

/** What a proxy is told. */
export interface ProxySettings {
  /** By place; read for every request. */
  readonly receivers: readonly Receiver[]
  /** The share of the receivers' answers that the sender gets no more than the beginning of. */
  readonly cutShare: number
  readonly seed: number
}

/** One request, as the proxy saw it. Times are in milliseconds since 1970. */
export interface ProxiedRequest {
  readonly number: number
  readonly callSid: string
  readonly atMs: number
  /** The process that took the connection; undefined where none did. */
  pid?: number
  /** What the receiver answered; `'broken'` where its connection broke first, `'abandoned'` where the sender broke his. */
  answer?: number | 'broken' | 'abandoned'
  /** Whether the sender got no more than the beginning of it. */
  isCut?: boolean
  /** How many receivers refused the connection before. */
  refusedCount: number
}

/** The way to the receivers, each in its turn. */
export interface ReverseProxy {
  readonly url: string
  readonly failoverUrl: string
  readonly requests: readonly Readonly<ProxiedRequest>[]
  close(): Promise<void>
}

/** Starts a reverse proxy on two ports. It is told nothing of the receivers' health. */
export async function startProxy(settings: ProxySettings): Promise<ReverseProxy> {
  const requests: ProxiedRequest[] = []
  const passOn = createRelay(settings, requests)
  const servers = [createServer(), createServer()]
  for (const [index, server] of servers.entries()) {
    const way = index === 0 ? 'url' : 'failover'
    server.keepAliveTimeout = KEEP_ALIVE_MS
    server.on('request', (request, response) => {
      // A sender that gives up while it sends is no concern of the receivers.
      passOn(request, response, way).catch(() => response.destroy())
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
  }
  const [url = '', failoverUrl = ''] = servers.map(
    (server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${CALLBACK_PATH}`,
  )
  return {
    url,
    failoverUrl,
    requests,
    async close() {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

type PassOn = (request: IncomingMessage, response: ServerResponse, way: Way) => Promise<void>

function createRelay({ receivers, cutShare, seed }: ProxySettings, requests: ProxiedRequest[]): PassOn {
  const random = createRandom('cut', seed)
  const turns = new Turns()

  return async (request, response, way) => {
    const body = await buffer(request)
    const callSid = new URLSearchParams(body.toString()).get('CallSid') ?? ''
    const record: ProxiedRequest = { number: requests.length + 1, callSid, atMs: Date.now(), refusedCount: 0 }
    requests.push(record)
    const sender = new AbortController()
    const giveUp = () => {
      record.answer = 'abandoned'
      sender.abort()
    }
    response.once('close', giveUp)
    const { method, url: path, headers } = request
    const numbered = { ...headers, [REQUEST_NUMBER_HEADER]: String(record.number) }
    const forwarded = { method, path, headers: numbered, body, signal: sender.signal }

    async function askInTurn(): Promise<IncomingMessage | undefined> {
      for (const place of turns.take(callSid, way, receivers.length)) {
        turns.note(callSid, way, place)
        const answer = await askReceiver(receivers[place], forwarded, (pid) => {
          record.pid = pid
        })
        // Only what was refused can go to the next one: in any other case nobody knows what the receiver did.
        if (answer !== 'refused') return answer === 'broken' ? undefined : answer
        record.refusedCount += 1
      }
      return undefined
    }
    const answer = await askInTurn()
    response.off('close', giveUp)
    record.answer ??= answer?.statusCode ?? 'broken'
    if (answer === undefined) return void response.writeHead(502).end()
    if (random() >= cutShare) return sendAnswer(answer, response)
    record.isCut = true
    cutAnswer(answer, response)
  }
}

interface ForwardedRequest extends Pick<RequestOptions, 'method' | 'path' | 'signal'> {
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

function askReceiver(
  receiver: Receiver | undefined,
  { body, headers, ...request }: ForwardedRequest,
  onConnected: (pid: number) => void,
): Promise<IncomingMessage | 'refused' | 'broken'> {
  if (receiver === undefined) return Promise.resolve('refused')
  const { pid, port } = receiver
  const upstream = openRequest({
    ...request,
    ...{ host: '127.0.0.1', port },
    // A connection for each request: one that is kept would say nothing of whether the receiver is still there.
    headers: { ...headers, connection: 'close' },
    agent: false,
  })
  upstream.on('socket', (socket) => socket.once('connect', () => onConnected(pid)))
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
