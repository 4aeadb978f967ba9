import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

/** A request as the server saw it. */
export interface Arrival {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly atMs: number
  /** How many attempts for the same call came before it. */
  readonly earlier: number
  readonly callSid: string
  /** What came of the body. */
  readonly body: Buffer
  readonly isWhole: boolean
  /** Whether all of the answer was sent before the connection closed; known once that has happened. */
  isAnswered: boolean
  readonly closed: Promise<unknown>
}

export type Answer = (response: ServerResponse, arrival: Arrival) => void

export interface CallServer {
  readonly url: string
  readonly arrivals: Arrival[]
  /** How many connections were made to it. */
  readonly connections: () => number
}

export function answerWith(status: number): Answer {
  return (response) => {
    response.statusCode = status
    response.end('an answer')
  }
}

/** The form of an arrival; of a part of a form, its part. */
export function readForm({ body }: Arrival): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(body.toString()))
}

/** A server that writes down what comes, and answers once it has the whole body. It is closed after the test. */
export async function startCallServer(t: Test, answer: Answer = answerWith(200)): Promise<CallServer> {
  const arrivals: Arrival[] = []
  const counts = new Map<string, number>()
  let connections = 0
  const server = createServer(async (request, response) => {
    const atMs = performance.now()
    const closed = once(response, 'close')
    const { body, isWhole } = await readBody(request)
    const callSid = new URLSearchParams(body.toString()).get('CallSid') ?? ''
    const earlier = counts.get(callSid) ?? 0
    counts.set(callSid, earlier + 1)
    const { url = '', headers } = request
    const arrival = { path: url, headers, atMs, earlier, callSid, body, isWhole, isAnswered: false, closed }
    arrivals.push(arrival)
    if (isWhole) answer(response, arrival)
    await closed
    arrival.isAnswered = response.writableFinished
  })
  server.on('connection', () => {
    connections += 1
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/calls`, arrivals, connections: () => connections }
}

async function readBody(request: IncomingMessage): Promise<{ body: Buffer; isWhole: boolean }> {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('error', () => {})
  await new Promise<void>((resolve) => request.on('close', () => resolve()).on('end', () => resolve()))
  return { body: Buffer.concat(chunks), isWhole: request.complete }
}
