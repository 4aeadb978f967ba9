import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { Receiver, Reception } from '../receiver.ts'
import { AnswerWatch, isAborted, isAnswered } from './answering.ts'
import { type BodyHolder, drainBody, findKeptBody, readBody } from './body.ts'

/** What a host built on `node:http` hands in. */
export interface NodeExchange {
  /** The adapter's name, for events. */
  readonly host: string
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The objects on which body parsers may have left the body, in order of preference. */
  readonly holders: readonly BodyHolder[]
  /** The body's bytes, where the host put a stream of its own in front of the request. */
  readonly stream?: Readable
  /** Whether another guard has accepted this request before. */
  readonly isGuardedTwice: boolean
}

type Accepted = Extract<Reception, { outcome: 'accepted' }>

/** A reception by a host that answers on one of Node's responses. */
export type NodeReception =
  | (Accepted & {
      /** How the handler's answer ended, for hosts that learn of the handler's end in no other way. */
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
  const { host, request, response, holders, stream = request, isGuardedTwice } = exchange
  const { method = '', headers } = request
  // It may fail at any time, whether or not anybody reads it.
  if (stream !== request) stream.on('error', ignoreError)
  const kept = findKeptBody(holders)
  const reception = await receiver.receive({
    method,
    host,
    header: (name) => headers[name]?.toString(),
    headers: () => joinHeaders(headers),
    body:
      typeof kept === 'string'
        ? Buffer.from(kept)
        : (kept ?? (() => readBody(request, stream, receiver.bodyLimit))),
    isBodyText: typeof kept === 'string',
    isGuardedTwice,
    isAborted: () => isAborted(request, response),
    isAnswered: () => isAnswered(response),
  })
  if (reception.outcome === 'accepted') {
    return { ...reception, watch: new AnswerWatch(request, response) }
  }
  // What is left of it would hold up the next request on this connection.
  if (!stream.destroyed && (stream !== request || !request.complete)) drainBody(request, stream)
  return isAnswered(response) ? { outcome: 'answered' } : reception
}

function ignoreError(): void {}

function joinHeaders(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
