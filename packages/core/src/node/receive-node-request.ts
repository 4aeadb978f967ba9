import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { Receiver } from '../receiver.ts'
import type { Reception } from '../reception.ts'
import type { WebhookRequest } from '../request/webhook-request.ts'
import { AnswerWatch, isAborted, isAnswered } from './answering.ts'
import { type BodyHolder, drainBody, findKeptBody, readBody } from './body.ts'

/** What an adapter on `node:http` hands in. */
export interface NodeExchange {
  /** The adapter's name, for events. */
  readonly adapter: string
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The framework's own request, for the option `publicKey` where it is a function. */
  readonly source?: unknown
  /** The objects on which body parsers may have left the body, in order of preference. */
  readonly holders: readonly BodyHolder[]
  /** The body's bytes, where the framework put a stream of its own in front of the request. */
  readonly stream?: Readable
  /** Whether another guard has accepted this request before. */
  readonly isGuardedTwice: boolean
}

type Accepted = Extract<Reception, { outcome: 'accepted' }>

/** A reception by an adapter that answers on one of Node's responses. */
export type NodeReception =
  | (Accepted & {
      /** How the handler's answer ended, for adapters that learn of the handler's end in no other way. */
      readonly watch: AnswerWatch
    })
  | Exclude<Reception, Accepted>
  /** Somebody else has answered meanwhile: there is nothing left to do. */
  | { readonly outcome: 'answered' }

/**
 * Receives a webhook from Node's own request. It makes every success of the handler exactly 200.
 *
 * In all of this, properties of the request and the response are read once and few are added. Where Express gives them another prototype,
 * no two have a shape in common, and each access costs a lookup of its own.
 */
export async function receiveNodeRequest(receiver: Receiver, exchange: NodeExchange): Promise<NodeReception> {
  const { request, response, stream = request } = exchange
  // It may fail at any time, whether or not anybody reads it.
  if (stream !== request) stream.on('error', ignoreError)
  const reception = await receiver.receive(new NodeWebhookRequest(exchange, receiver.bodyLimit))
  if (reception.outcome === 'accepted') {
    return new NodeAccepted(reception, new AnswerWatch(request, response))
  }
  // What is left of it would hold up the next request on this connection.
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
