import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { types } from 'node:util'
import type { BodyFailure } from '../request/webhook-request.ts'

/** An object that may hold a request's body. */
export type BodyHolder = object & { readonly rawBody?: unknown; readonly body?: unknown }

/** A body kept by a parser, as bytes or as text. */
export type KeptBody = Uint8Array | string

/**
 * Finds the body that a parser kept: `rawBody` on any of the holders, else `body`. Parsed objects are ignored, since serializing them would
 * not reproduce the signed bytes.
 */
export function findKeptBody(holders: readonly BodyHolder[]): KeptBody | undefined {
  for (const name of ['rawBody', 'body'] as const) {
    for (const holder of holders) {
      const kept = holder[name]
      if (typeof kept === 'string' || types.isUint8Array(kept)) return kept
    }
  }
  return undefined
}

/**
 * Reads the whole body, without ever waiting for one that was already read. Bytes read from the request itself are put back, so that a
 * parser or proxy behind the guard gets them too.
 *
 * @param stream - the body: the request itself, or a stream that the framework put in front of it.
 */
export async function readBody(
  request: IncomingMessage,
  stream: Readable,
  limitBytes: number,
): Promise<Uint8Array | BodyFailure> {
  const isRequest = stream === request && request.readableFlowing === null && !request.readableDidRead
  const arrivedBody = isRequest ? await takeArrivedBody(request) : undefined
  if (arrivedBody) return arrivedBody.length > limitBytes ? 'body_too_large' : arrivedBody
  return readArrivingBody(request, stream, limitBytes)
}

/**
 * Most bodies arrive together with their headers. A body that is already complete is taken without adding listeners, which would take
 * longer than to read it.
 *
 * @returns undefined if more is to come or something else has started reading.
 */
function takeArrivedBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    // By the next tick, a body that came with the headers has arrived, and no later listener has received any of it.
    process.nextTick(() => {
      const length = request.readableLength
      const isWhole = length > 0 && (request.complete || length === Number(request.headers['content-length']))
      // Pass the length: without it, newer versions of Node return only the first of several chunks.
      const chunk: Buffer | string | null =
        isWhole && request.readableFlowing === null ? request.read(length) : null
      if (chunk === null) return resolve(undefined)
      const bytes = toBytes(request, chunk)
      putBack(request, bytes)
      resolve(bytes)
    })
  })
}

function readArrivingBody(
  request: IncomingMessage,
  stream: Readable,
  limitBytes: number,
): Promise<Uint8Array | BodyFailure> {
  // Check this first: the stream of a broken connection may have been read, too.
  if (isBroken(stream) || (request !== stream && isBroken(request))) return Promise.resolve('body_incomplete')
  if (stream.readableDidRead) return Promise.resolve('body_already_consumed')
  return new Promise((resolve) => {
    const buffer = new GrowingBuffer(limitBytes)
    const announcedBytes = Number(request.headers['content-length'] ?? Number.NaN)
    // Leave the end unread for the next reader: parsers treat a stream that has already ended as an error.
    if (request === stream && announcedBytes === 0) return resolve(buffer.takeBytes())
    const finish = (result: Uint8Array | BodyFailure) => {
      stream.off('readable', readOn).off('end', endBody).off('error', giveUp).off('close', giveUp)
      stream.off('resume', noteResumed)
      if (request !== stream) request.off('close', giveUpIfBroken)
      resolve(result)
    }
    const endBody = () => {
      const isWhole = request !== stream || !(buffer.length < announcedBytes)
      finish(isWhole ? buffer.takeBytes() : 'body_incomplete')
    }
    const readOn = () => {
      for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) {
        if (!buffer.add(toBytes(stream, chunk))) return finish('body_too_large')
      }
      if (request !== stream || buffer.length === 0) return
      if (buffer.length !== announcedBytes && !request.complete) return
      // Something else drains it and waits for its end, such as an error handler that responds only then.
      if (isResumed) return void request.off('readable', readOn).resume()
      const bytes = buffer.takeBytes()
      putBack(request, bytes)
      finish(bytes)
    }
    let isResumed = false
    const noteResumed = () => {
      isResumed = true
    }
    const giveUp = () => finish('body_incomplete')
    // A stream that the request is piped into is not told when the client disconnects.
    const giveUpIfBroken = () => isBroken(request) && giveUp()
    stream.on('readable', readOn).on('end', endBody).on('error', giveUp).on('close', giveUp)
    stream.on('resume', noteResumed)
    if (request !== stream) request.on('close', giveUpIfBroken)
  })
}

/** How much of a rejected body is read, in bytes, so that the client can read the response and reuse the connection. */
const DRAINED_BYTES = 1_000_000

/** Reads and discards the rest of the body. Closes the connection of a client that does not stop sending. */
export function drainBody(request: IncomingMessage, stream: Readable): void {
  let drainedBytes = 0
  const drop = (chunk: Buffer | string) => {
    drainedBytes += chunk.length
    if (drainedBytes > DRAINED_BYTES) request.destroy()
  }
  const stop = () => stream.off('data', drop).off('end', stop).off('close', stop)
  stream.on('data', drop).on('end', stop).on('close', stop).resume()
}

/** Chunks are text if something called setEncoding. Encoding them again restores the bytes. */
function toBytes(stream: Readable, chunk: Buffer | string): Buffer {
  return typeof chunk === 'string' ? Buffer.from(chunk, stream.readableEncoding ?? 'utf8') : chunk
}

/** Must be called before the stream emits its end, in the same turn in which the last bytes were read. */
function putBack(request: IncomingMessage, bytes: Buffer): void {
  const encoding = request.readableEncoding
  // Without the encoding, Node would take the text for UTF-8 and encode it again.
  if (encoding) request.unshift(bytes.toString(encoding), encoding)
  else request.unshift(bytes)
}

function isBroken(stream: Readable): boolean {
  return Boolean(stream.errored) || (stream.destroyed && !stream.readableEnded)
}

const FIRST_BYTES = 4096

/** One buffer for the whole body. A list of small chunks would use many times the body's size. */
class GrowingBuffer {
  readonly #limitBytes: number
  #bytes: Buffer = Buffer.alloc(0)
  length = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  /** @returns whether the chunk fits within the limit. */
  add(chunk: Buffer): boolean {
    const length = this.length + chunk.length
    if (length > this.#limitBytes) return false
    if (this.length === 0) {
      // Most bodies come in one chunk, which needs no copying.
      this.#bytes = chunk
    } else {
      if (length > this.#bytes.length || this.#bytes.length === this.length) this.#grow(length)
      chunk.copy(this.#bytes, this.length)
    }
    this.length = length
    return true
  }

  takeBytes(): Buffer {
    return this.#bytes.subarray(0, this.length)
  }

  #grow(length: number): void {
    const capacity = Math.min(Math.max(FIRST_BYTES, length * 2), this.#limitBytes)
    const grown = Buffer.allocUnsafeSlow(capacity)
    this.#bytes.copy(grown, 0, 0, this.length)
    this.#bytes = grown
  }
}
