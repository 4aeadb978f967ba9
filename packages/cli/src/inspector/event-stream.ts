import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DeliveryStore } from './delivery-store.ts'
import type { About } from './protocol.ts'

const BATCH_MS = 50
const HEARTBEAT_MS = 15_000
/** Deliveries in one event, so that a page that catches up is never busy for long. */
const EVENT_LENGTH = 250
/** Bytes that may wait for a page. One that reads slower is disconnected; it reconnects and catches up. */
const BACKLOG_BYTES = 16 * 1024 * 1024

interface Connection {
  readonly response: ServerResponse
  revision: number
}

/** Tells every open page what changes, by server-sent events. */
export class EventStream {
  readonly #store: DeliveryStore
  readonly #about: About
  readonly #connections = new Set<Connection>()
  readonly #heartbeat: NodeJS.Timeout
  readonly #unsubscribe: () => void
  #batch: NodeJS.Timeout | undefined

  constructor(store: DeliveryStore, about: About) {
    this.#store = store
    this.#about = about
    this.#unsubscribe = store.subscribe(() => this.#schedule())
    this.#heartbeat = setInterval(() => this.#writeAll(':\n\n'), HEARTBEAT_MS).unref()
  }

  /** Answers a request for events. The response stays open. */
  open(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    if (request.method === 'HEAD') return void response.end()
    const connection = { response, revision: this.#readLastRevision(request) }
    response.write(`retry: 500\nevent: about\ndata: ${JSON.stringify(this.#about)}\n\n`)
    this.#connections.add(connection)
    response.on('close', () => this.#connections.delete(connection))
    this.#catchUp(connection)
  }

  close(): void {
    this.#unsubscribe()
    clearInterval(this.#heartbeat)
    clearTimeout(this.#batch)
    for (const { response } of this.#connections) response.end()
  }

  #readLastRevision({ headers, url }: IncomingMessage): number {
    const query = new URLSearchParams(url?.split('?')[1] ?? '')
    const lastId = String(headers['last-event-id'] ?? query.get('lastEventId') ?? '')
    const [instance, revision] = lastId.split(':')
    const isKnown = instance === this.#about.instance && /^\d{1,15}$/.test(revision ?? '')
    return isKnown ? Number(revision) : 0
  }

  #schedule(): void {
    this.#batch ??= setTimeout(() => {
      this.#batch = undefined
      for (const connection of this.#connections) this.#catchUp(connection)
    }, BATCH_MS)
  }

  #catchUp(connection: Connection): void {
    const { response } = connection
    if (response.writableLength > BACKLOG_BYTES) return void response.destroy()
    const isNew = connection.revision === 0
    const { changed, droppedIds } = this.#store.listChanges(connection.revision)
    for (let start = 0; start < changed.length; start += EVENT_LENGTH) {
      const part = changed.slice(start, start + EVENT_LENGTH)
      const summaries = part.map(([, { summary }]) => summary)
      response.write(this.#format('deliveries', summaries, part.at(-1)?.[0] ?? 0))
    }
    connection.revision = this.#store.revision
    if (droppedIds.length > 0 && !isNew)
      response.write(this.#format('dropped', droppedIds, connection.revision))
  }

  #format(event: string, data: unknown, revision: number): string {
    return `id: ${this.#about.instance}:${revision}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
  }

  #writeAll(text: string): void {
    for (const { response } of this.#connections) response.write(text)
  }
}
