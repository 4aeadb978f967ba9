import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { types } from 'node:util'
import type { BodyFailure } from '../request/webhook-request.ts'

/** An object that may hold a request's body. */
export type BodyHolder = object & { readonly rawBody?: unknown; readonly body?: unknown }

/** A body that a parser kept, as bytes or as text. */
export type KeptBody = Uint8Array | string

/**
 * Finds the body where a parser kept it: as `rawBody` on one of the holders, else as `body`. Parsed objects are passed over: writing one out
 * again would not give back the bytes that were signed.
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
 * Reads a body to its end, and never waits for one that was read before. What was read from the request itself is put back, as if nobody had
 * read it, so that a parser or a proxy behind the guard gets the signed bytes.
 *
 * @param stream - the body, which is the request, or a stream that the host put in front of it.
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
 * Most bodies arrive together with their headers. One that is there as a whole is taken without listening for it, which costs a request
 * of Express the most.
 *
 * @returns undefined where more is to come, or somebody else has begun to read.
 */
function takeArrivedBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    // In this tick it has arrived, and nobody who came later has been given any of it.
    process.nextTick(() => {
      const length = request.readableLength
      const isWhole = length > 0 && (request.complete || length === Number(request.headers['content-length']))
      // With the length, because without it newer versions of Node give one chunk of several.
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
  // In this order: the stream of a connection that broke has been read from as well.
  if (isBroken(stream) || (request !== stream && isBroken(request))) return Promise.resolve('body_incomplete')
  if (stream.readableDidRead) return Promise.resolve('body_already_consumed')
  return new Promise((resolve) => {
    const buffer = new GrowingBuffer(limitBytes)
    const announcedBytes = Number(request.headers['content-length'] ?? Number.NaN)
    // Its end is left for whoever reads the request next: a parser takes one that has ended for a mistake.
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
      // Somebody else drains it and waits for its end, such as an error handler that answers only then.
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
    // A stream that the request was piped into does not learn that the client is gone.
    const giveUpIfBroken = () => isBroken(request) && giveUp()
    stream.on('readable', readOn).on('end', endBody).on('error', giveUp).on('close', giveUp)
    stream.on('resume', noteResumed)
    if (request !== stream) request.on('close', giveUpIfBroken)
  })
}

/** What is read of a body that was refused, so that the client gets to read the answer and the connection can be used again. */
const DRAINED_BYTES = 1_000_000

/** Reads on without keeping anything, and ends the connection of a client that does not stop. */
export function drainBody(request: IncomingMessage, stream: Readable): void {
  let drainedBytes = 0
  const drop = (chunk: Buffer | string) => {
    drainedBytes += chunk.length
    if (drainedBytes > DRAINED_BYTES) request.destroy()
  }
  const stop = () => stream.off('data', drop).off('end', stop).off('close', stop)
  stream.on('data', drop).on('end', stop).on('close', stop).resume()
}

/** Text comes where someone called setEncoding; in that encoding it is the bytes again. */
function toBytes(stream: Readable, chunk: Buffer | string): Buffer {
  return typeof chunk === 'string' ? Buffer.from(chunk, stream.readableEncoding ?? 'utf8') : chunk
}

/** This has to happen before the stream says that it has ended, in the turn in which the last bytes were read. */
function putBack(request: IncomingMessage, bytes: Buffer): void {
  const encoding = request.readableEncoding
  // With its encoding, or it would be taken for UTF-8 and encoded once more.
  if (encoding) request.unshift(bytes.toString(encoding), encoding)
  else request.unshift(bytes)
}

function isBroken(stream: Readable): boolean {
  return Boolean(stream.errored) || (stream.destroyed && !stream.readableEnded)
}

const FIRST_BYTES = 4096

/** One buffer for the whole body: a list of chunks would take many times the body's size where they are small. */
class GrowingBuffer {
  readonly #limitBytes: number
  #bytes: Buffer = Buffer.alloc(0)
  length = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  /** @returns whether it fits within the limit. */
  add(chunk: Buffer): boolean {
    const length = this.length + chunk.length
    if (length > this.#limitBytes) return false
    if (this.length === 0) {
      // Most bodies come in one chunk, which needs no copy.
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
