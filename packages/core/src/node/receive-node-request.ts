import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { Receiver } from '../receiver.ts'
import type { Reception } from '../reception.ts'
import type { WebhookRequest } from '../request/webhook-request.ts'
import { AnswerWatch, isAborted, isAnswered } from './answering.ts'
import { type BodyHolder, drainBody, findKeptBody, readBody } from './body.ts'

/** What an adapter based on `node:http` passes in. */
export interface NodeExchange {
  /** The adapter's name, as it appears in events. */
  readonly adapter: string
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The framework's own request, passed to the option `publicKey` if that is a function. */
  readonly source?: unknown
  /** Objects on which a body parser may have left the body, in order of preference. */
  readonly holders: readonly BodyHolder[]
  /** The body stream, if the framework put its own in front of the request. */
  readonly stream?: Readable
  /** Whether another guard has already accepted this request. */
  readonly isGuardedTwice: boolean
}

type Accepted = Extract<Reception, { outcome: 'accepted' }>

/** The result of receiving a `node:http` request. */
export type NodeReception =
  | (Accepted & {
      /** Reports how the response ended, for adapters that cannot await the handler. */
      readonly watch: AnswerWatch
    })
  | Exclude<Reception, Accepted>
  /** Something else has answered in the meantime: there is nothing left to do. */
  | { readonly outcome: 'answered' }

/**
 * Receives a webhook as a `node:http` request. Any success of the handler is answered with exactly 200.
 *
 * Properties of the request and response are read once, and few are added: wherever something has changed their prototypes, V8 is slow at both.
 */
export async function receiveNodeRequest(receiver: Receiver, exchange: NodeExchange): Promise<NodeReception> {
  const { request, response, stream = request } = exchange
  // The stream may fail at any time, whether or not anything reads it.
  if (stream !== request) stream.on('error', ignoreError)
  const reception = await receiver.receive(new NodeWebhookRequest(exchange, receiver.bodyLimit))
  if (reception.outcome === 'accepted') {
    return new NodeAccepted(reception, new AnswerWatch(request, response))
  }
  // An unread rest of the body would block the next request on this connection.
  if (!stream.destroyed && (stream !== request || !request.complete)) drainBody(request, stream)
  return isAnswered(response) ? { outcome: 'answered' } : reception
}

class NodeAccepted implements Accepted {
  readonly outcome = 'accepted'
  readonly delivery: Accepted['delivery']
  readonly settle: Accepted['settle']
  readonly watch: AnswerWatch

  constructor({ delivery, settle }: Accepted, watch: AnswerWatch) {
    this.delivery = delivery
    this.settle = settle
    this.watch = watch
  }
}

class NodeWebhookRequest implements WebhookRequest {
  readonly method: string
  readonly adapter: string
  readonly source: unknown
  readonly body: WebhookRequest['body']
  readonly isBodyText: boolean
  readonly isGuardedTwice: boolean
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #headers: IncomingHttpHeaders

  constructor(
    { adapter, request, response, source, holders, stream = request, isGuardedTwice }: NodeExchange,
    bodyLimit: number,
  ) {
    const { method = '', headers } = request
    const kept = findKeptBody(holders)
    this.method = method
    this.adapter = adapter
    this.source = source
    this.isBodyText = typeof kept === 'string'
    this.body =
      typeof kept === 'string' ? Buffer.from(kept) : (kept ?? (() => readBody(request, stream, bodyLimit)))
    this.isGuardedTwice = isGuardedTwice
    this.#request = request
    this.#response = response
    this.#headers = headers
  }

  header(name: string): string | undefined {
    return this.#headers[name]?.toString()
  }

  headers(): Readonly<Record<string, string>> {
    return joinHeaders(this.#headers)
  }

  isAborted(): boolean {
    return isAborted(this.#request, this.#response)
  }

  isAnswered(): boolean {
    return isAnswered(this.#response)
  }
}

function ignoreError(): void {}

function joinHeaders(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
