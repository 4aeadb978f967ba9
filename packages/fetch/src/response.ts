import { ACKNOWLEDGED_STATUS, type Answer, isSuccess } from '@telnyx-call/core'
import type { Run } from './run.ts'

/** Creates a response from core's answer, without the `connection` header, which HTTP/2 forbids. */
export function createResponse({ status, headers, body }: Answer): Response {
  const { connection: _connection, ...others } = headers
  return new Response(body, { status, headers: others })
}

/** A handler's body within these limits is read before it is sent. */
const READ_AHEAD_MS = 5
const READ_AHEAD_BYTES = 65_536

/**
 * Settles a delivery with the handler's return value, and turns a success into exactly 200.
 *
 * A response whose body is complete has succeeded, even if the sender is gone. A streamed body has succeeded when it was read to its end.
 *
 * @throws TypeError if the value is not a response, or its body was used. Also throws the error of a body that fails before it is sent. In
 *   both cases the delivery has failed.
 */
export async function respondBy(given: unknown, run: Run): Promise<Response> {
  try {
    return await createHandlerResponse(given, run)
  } catch (error) {
    await run.end({ error })
    throw error
  }
}

async function createHandlerResponse(given: unknown, run: Run): Promise<Response> {
  const response = given ?? new Response(null)
  if (!isResponse(response)) throw createReturnError(given)
  const { status, headers, body } = response
  if (!isSuccess(status)) {
    await run.end({ status })
    return response
  }
  if (response.bodyUsed) {
    throw new TypeError(
      'telnyx-call: the body of the response that the handler returned has been read already.',
    )
  }
  const content = body && (await readAhead(body.getReader(), run))
  if (!(content instanceof ReadableStream)) await run.end({ status })
  return new Response(content, { status: ACKNOWLEDGED_STATUS, headers })
}

/** Not `instanceof`, because frameworks and test runners have response classes of their own. */
function isResponse(given: unknown): given is Response {
  return typeof given === 'object' && given !== null && 'status' in given && 'headers' in given
}

function createReturnError(given: unknown): TypeError {
  return new TypeError(
    `telnyx-call: the handler returned ${typeof given === 'object' ? 'an object' : `a ${typeof given}`} that is not a Response; expected a Response, or nothing for an empty 200.`,
  )
}

type Reader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>
type Reading = ReturnType<Reader['read']>

/** @returns the body if it is complete within the limits, else a stream that settles the delivery at its end. */
async function readAhead(reader: Reader, run: Run): Promise<Uint8Array<ArrayBuffer> | ReadableStream> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, READ_AHEAD_MS, undefined)
  })
  try {
    while (length <= READ_AHEAD_BYTES) {
      const reading = reader.read()
      const result = await Promise.race([reading, patience])
      if (result === undefined) return new WatchedBody(reader, run, chunks, reading).stream
      if (result.done) return concatenate(chunks, length)
      chunks.push(result.value)
      length += result.value.byteLength
    }
    return new WatchedBody(reader, run, chunks).stream
  } finally {
    clearTimeout(timer)
  }
}

function concatenate(chunks: readonly Uint8Array<ArrayBuffer>[], length: number): Uint8Array<ArrayBuffer> {
  const [only] = chunks
  if (only && chunks.length === 1) return only
  const bytes = new Uint8Array(length)
  let start = 0
  for (const chunk of chunks) {
    bytes.set(chunk, start)
    start += chunk.byteLength
  }
  return bytes
}

/** A streamed body that settles the delivery when it ends, fails or is cancelled. */
class WatchedBody {
  readonly stream: ReadableStream
  readonly #reader: Reader
  readonly #run: Run
  #reading: Reading | undefined
  #isBrokenOff = false

  /** @param reading - a read that is already in progress. */
  constructor(reader: Reader, run: Run, chunks: readonly Uint8Array[], reading?: Reading) {
    this.#reader = reader
    this.#run = run
    this.#reading = reading
    this.stream = new ReadableStream({
      start: (controller) => {
        for (const chunk of chunks) controller.enqueue(chunk)
      },
      pull: (controller) => this.#pass(controller),
      cancel: (reason) => this.#breakOff(reason),
    })
  }

  async #pass(controller: ReadableStreamDefaultController): Promise<void> {
    try {
      const { done, value } = await (this.#reading ?? this.#reader.read())
      this.#reading = undefined
      // A cancelled stream ends as if it were complete.
      if (this.#isBrokenOff) return
      if (!done) return controller.enqueue(value)
    } catch (error) {
      await this.#run.end('broken-off')
      throw error
    }
    await this.#run.end({ status: ACKNOWLEDGED_STATUS })
    controller.close()
  }

  async #breakOff(reason: unknown): Promise<void> {
    this.#isBrokenOff = true
    await Promise.all([this.#run.end('broken-off'), this.#reader.cancel(reason)])
  }
}
