import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { types } from 'node:util'
import { isSuccess, toAcknowledgedStatus } from './answer.ts'
import type { Receiver, Reception, Settle } from './receiver.ts'
import type { BodyFailure } from './request.ts'

/** What a host built on `node:http` hands in. */
export interface NodeExchange {
  /** The adapter's name, for events. */
  readonly host: string
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /**
   * The objects on which body parsers may have left the body, in order of preference: its bytes or text as `rawBody`, else as
   * `body`. Parsed objects are passed over: writing one out again would not give back the bytes that were signed.
   */
  readonly holders: readonly BodyHolder[]
  /** The body's bytes, where the host put a stream of its own in front of the request. */
  readonly stream?: Readable
}

/** An object that may hold a request's body. */
export type BodyHolder = object & { readonly rawBody?: unknown; readonly body?: unknown }

/**
 * Receives a webhook from Node's own request. It sees to it that an accepted one is answered with exactly 200, and settles it
 * by what became of the response.
 *
 * In all of this, properties of the request and the response are read once and few are added. Where Express gives them another prototype,
 * no two have a shape in common, and each access costs a lookup of its own.
 */
export async function receiveNodeRequest(receiver: Receiver, exchange: NodeExchange): Promise<Reception> {
  const { host, request, response, holders, stream = request } = exchange
  const { method = '', headers } = request
  const reception = await receiver.receive({
    method,
    host,
    header: (name) => headers[name]?.toString(),
    body:
      findBytes(holders, 'rawBody') ??
      findBytes(holders, 'body') ??
      (() => readBody(request, stream, receiver.bodyLimit)),
    // A response over HTTP/2 does not say whether it is closed.
    hasSenderLeft: () => response.closed ?? request.aborted,
  })
  if (reception.outcome === 'accepted') {
    acknowledgeSuccess(exchange)
    settleByResponse(exchange, reception.settle)
  }
  return reception
}

/**
 * The response alone decides, since it is all that the sender sees: a success that went out whole ends the delivery, and anything
 * else (another status, a connection that broke, a handler that never ends) brings it again. Every response closes in the end,
 * also one that was hijacked, piped or written past the framework.
 */
function settleByResponse({ request, response }: NodeExchange, settle: Settle): void {
  response.on('finish', () => {
    if (wentOutWhole(request, response)) settle(isSuccess(response.statusCode))
  })
  response.on('close', () => settle(false))
}

/** Node says finish of a response whose connection broke as well: over HTTP/2 always, over HTTP/1 before Node 24. */
function wentOutWhole(request: IncomingMessage, response: ServerResponse): boolean {
  const isWhole = request.httpVersionMajor === 2 ? response.writableFinished : !request.socket.destroyed
  return isWhole && response.writableEnded
}

/** Makes every success that the handler answers the status that ends the delivery, however the host writes its headers. */
function acknowledgeSuccess({ request, response }: NodeExchange): void {
  const writeHead = response.writeHead as (status: number, ...rest: unknown[]) => ServerResponse
  response.writeHead = (handlerStatus: number, ...rest: unknown[]) => {
    const status = toAcknowledgedStatus(handlerStatus)
    // Without the message of the handler's own status, Node writes the one of the new status. HTTP/2 has none.
    if (status !== handlerStatus && request.httpVersionMajor !== 2) response.statusMessage = ''
    return writeHead.call(response, status, ...rest)
  }
}

function findBytes(holders: readonly BodyHolder[], name: 'rawBody' | 'body'): Uint8Array | undefined {
  for (const holder of holders) {
    const kept = holder[name]
    if (typeof kept === 'string') return Buffer.from(kept)
    if (types.isUint8Array(kept)) return kept
  }
  return undefined
}

/** Reads the body to its end, and never waits for one that was read before. */
function readBody(
  request: IncomingMessage,
  stream: Readable,
  limitBytes: number,
): Promise<Uint8Array | BodyFailure> {
  // In this order: a connection that broke leaves its stream disturbed as well.
  if (isBroken(stream) || (request !== stream && isBroken(request))) return Promise.resolve('body_incomplete')
  if (stream.readableDidRead) return Promise.resolve('body_already_consumed')
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let length = 0
    const finish = (result: Uint8Array | BodyFailure) => {
      stream.off('data', keepChunk).off('end', joinChunks).off('error', giveUp).off('close', giveUp)
      if (request !== stream) request.off('close', giveUpIfBroken)
      resolve(result)
    }
    const keepChunk = (chunk: Buffer | string) => {
      // Text comes where someone called setEncoding; in that encoding it is the bytes again.
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk, stream.readableEncoding ?? 'utf8') : chunk
      chunks.push(bytes)
      length += bytes.length
      // The rest keeps flowing with nobody listening: the client gets to read the answer, and nothing piles up here.
      if (length > limitBytes) finish('body_too_large')
    }
    const joinChunks = () =>
      finish(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length))
    const giveUp = () => finish('body_incomplete')
    // A stream that the request was piped into never hears that the client is gone.
    const giveUpIfBroken = () => isBroken(request) && giveUp()
    stream.on('data', keepChunk).on('end', joinChunks).on('error', giveUp).on('close', giveUp)
    if (request !== stream) request.on('close', giveUpIfBroken)
    stream.resume()
  })
}

function isBroken(stream: Readable): boolean {
  return Boolean(stream.errored) || (stream.destroyed && !stream.readableEnded)
}
