import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { DeliveryStore } from './delivery-store.ts'
import { EventStream } from './event-stream.ts'
import type { HeldDelivery } from './held-delivery.ts'
import { readPageFile } from './page-files.ts'
import { guardPage, guardRead, guardWrite } from './page-guard.ts'
import { notFound, Problem } from './problem.ts'
import type { About, DeliveryDetail, SendResult } from './protocol.ts'

const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}
const BODY_LIMIT = 4 * 1024 * 1024

/** What the page's server works with. */
export interface InspectorOptions {
  readonly store: DeliveryStore
  readonly about: About
  readonly token: string
  /** @returns everything about one delivery, derived when somebody looks at it */
  readonly describe: (delivery: HeldDelivery) => Promise<DeliveryDetail>
  /** Signs an event and sends it. @param body - the request of the page, still to be checked */
  readonly send: (body: unknown) => Promise<SendResult>
}

/** The server of the page. Start it with `listen`; `close` ends the pages' streams as well. */
export class InspectorServer {
  readonly server: Server
  readonly #options: InspectorOptions
  readonly #stream: EventStream

  constructor(options: InspectorOptions) {
    this.#options = options
    this.#stream = new EventStream(options.store, options.about)
    this.server = createServer((request, response) => void this.#answer(request, response))
  }

  close(): void {
    this.#stream.close()
    this.server.close()
    this.server.closeAllConnections()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
    // The body of a request that is refused is not read.
    response.on('finish', () => request.resume())
    response.on('error', () => response.destroy())
    try {
      await this.#route(request, response)
    } catch (error) {
      answerProblem(response, error)
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const port = request.socket.localPort ?? 0
    const path = guardPage(request, this.#options.token, port)
    if (path === 'send' || path === 'clear') {
      guardWrite(request, port)
      return this.#write(path, await readJsonBody(request), response)
    }
    guardRead(request)
    if (path === 'events') return this.#stream.open(request, response)
    if (path === 'deliveries.har') return this.#answerHar(this.#options.store.list(), 'deliveries', response)
    const [, id, suffix] = /^deliveries\/([\w-]+)(\.har)?$/.exec(path) ?? []
    if (id !== undefined) return this.#answerDelivery(id, suffix !== undefined, response)
    const file = await readPageFile(path === '' ? 'index.html' : path)
    if (file === undefined) throw notFound()
    response.writeHead(200, { 'content-type': file.type }).end(file.content)
  }

  async #write(action: 'send' | 'clear', body: unknown, response: ServerResponse): Promise<void> {
    if (action === 'send') return answerJson(response, await this.#options.send(body))
    this.#options.store.clear()
    response.writeHead(204).end()
  }

  async #answerDelivery(id: string, isHar: boolean, response: ServerResponse): Promise<void> {
    const delivery = this.#options.store.find(id)
    if (delivery === undefined) throw notFound()
    if (isHar) return this.#answerHar([delivery], id, response)
    answerJson(response, await this.#options.describe(delivery))
  }

  async #answerHar(
    deliveries: readonly HeldDelivery[],
    name: string,
    response: ServerResponse,
  ): Promise<void> {
    const { writeHar } = await import('./har.ts')
    const { receiverUrl, version } = this.#options.about
    response.setHeader('content-disposition', `attachment; filename="${name}.har"`)
    response.writeHead(200, { 'content-type': 'application/json' })
    await pipeline(Readable.from(writeHar(deliveries, receiverUrl, version)), response)
  }
}

function answerJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

function answerProblem(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy()
  const problem =
    error instanceof Problem
      ? error
      : new Problem(500, 'internal_error', 'Internal error', String((error as Error)?.message ?? error))
  const headers = { ...problem.headers, 'content-type': 'application/problem+json', connection: 'close' }
  response.writeHead(problem.status, headers).end(JSON.stringify(problem))
}

/** @throws Problem (413, 400) */
async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > BODY_LIMIT) throw new Problem(413, 'body_too_large', 'Body too large', 'Send 4 MiB at most.')
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw new Problem(400, 'invalid_json', 'Invalid JSON', 'The body is not JSON.')
  }
}
