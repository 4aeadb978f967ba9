import { once } from 'node:events'
import { createServer, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { createRandom } from '../../packages/testing/src/random.ts'
import { CALLBACK_PATH } from './frameworks.ts'

/** How long the proxy keeps a connection on which nothing comes: longer than the sender does. */
const KEEP_ALIVE_MS = 120_000

/** What a proxy is told. */
export interface ProxySettings {
  /** Read for every request. */
  readonly ports: readonly number[]
  /** The share of the receivers' answers that the sender gets no more than the beginning of. */
  readonly cutShare: number
  readonly seed: number
}

/** What has come of the answers so far. */
export interface ProxyCounts {
  /** The statuses of the answers that were cut. */
  readonly cutStatuses: number[]
  /** How often a receiver refused the connection and the next one was asked. */
  refusedConnections: number
}

/** The way to the receivers, each in its turn. */
export interface Proxy {
  readonly url: string
  readonly failoverUrl: string
  readonly counts: Readonly<ProxyCounts>
  close(): Promise<void>
}

/** Starts a reverse proxy on two ports. It is told nothing of the receivers' health. */
export async function startProxy(settings: ProxySettings): Promise<Proxy> {
  const counts: ProxyCounts = { cutStatuses: [], refusedConnections: 0 }
  const passOn = createRelay(settings, counts)
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
    counts,
    async close() {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

type PassOn = (request: IncomingMessage, response: ServerResponse) => Promise<void>

function createRelay({ ports, cutShare, seed }: ProxySettings, counts: ProxyCounts): PassOn {
  const random = createRandom('cut', seed)
  let turn = 0

  return async (request, response) => {
    const body = await buffer(request)
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    turn += 1
    const first = turn % ports.length
    for (const port of [...ports.slice(first), ...ports.slice(0, first)]) {
      const answer = await askReceiver(port, request, body, gone.signal)
      if (answer === 'refused') {
        counts.refusedConnections += 1
        continue
      }
      if (answer === 'broken') break
      const isCut = random() < cutShare
      if (isCut) counts.cutStatuses.push(answer.statusCode ?? 0)
      return isCut ? cutAnswer(answer, response) : sendAnswer(answer, response)
    }
    response.writeHead(502).end()
  }
}

/** Only what was refused can go to the next one: in any other case nobody knows what the receiver did. */
function askReceiver(
  port: number,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  signal: AbortSignal,
): Promise<IncomingMessage | 'refused' | 'broken'> {
  const upstream = openRequest({
    ...{ host: '127.0.0.1', port, method, path: url, signal },
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
