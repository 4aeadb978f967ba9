import type { BodyFailure } from '@telnyx-call/core'

/**
 * Reads the body of a request, and cancels it at the limit.
 *
 * @throws TypeError if the body's stream contains anything but bytes, as `request.arrayBuffer()` does.
 */
export async function readBody(request: Request, limitBytes: number): Promise<Uint8Array | BodyFailure> {
  const { body } = request
  if (request.bodyUsed || body?.locked) return 'body_already_consumed'
  const buffer = new GrowingBuffer(limitBytes)
  if (body) {
    const failure = await readStream(body.getReader(), buffer)
    if (failure) return failure
  }
  // Some runtimes end the stream of a broken connection as if it were complete.
  const announcedBytes = Number(request.headers.get('content-length') ?? 0)
  return buffer.length < announcedBytes ? 'body_incomplete' : buffer.takeBytes()
}

async function readStream(
  reader: ReadableStreamDefaultReader<unknown>,
  buffer: GrowingBuffer,
): Promise<BodyFailure | undefined> {
  for (;;) {
    const result = await reader.read().catch(() => undefined)
    if (result === undefined) return 'body_incomplete'
    if (result.done) return undefined
    if (!isBytes(result.value)) {
      cancel(reader)
      throw new TypeError(
        `telnyx-call: the body of the request is a stream of ${typeof result.value}; wanted Uint8Array.`,
      )
    }
    if (!buffer.add(result.value)) {
      cancel(reader)
      return 'body_too_large'
    }
  }
}

/** Not `instanceof`, because a byte array may come from another realm. */
function isBytes(chunk: unknown): chunk is Uint8Array {
  return ArrayBuffer.isView(chunk) && 'set' in chunk
}

/** Cancels without waiting, because the source may be slow or fail. */
function cancel(reader: ReadableStreamDefaultReader<unknown>): void {
  reader.cancel().catch(() => {})
}

const FIRST_BYTES = 4096

/** One buffer for the whole body. A list of many small chunks would take several times the memory. */
class GrowingBuffer {
  readonly #limitBytes: number
  #bytes = new Uint8Array(0)
  length = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  /** @returns whether the chunk fits within the limit. */
  add(chunk: Uint8Array): boolean {
    const length = this.length + chunk.byteLength
    if (length > this.#limitBytes) return false
    if (this.length === 0) {
      // Most bodies arrive as one chunk, which needs no copy.
      this.#bytes = chunk as Uint8Array<ArrayBuffer>
    } else {
      // The first chunk is full, and its memory is not ours to write to.
      if (length > this.#bytes.length || this.#bytes.length === this.length) this.#grow(length)
      this.#bytes.set(chunk, this.length)
    }
    this.length = length
    return true
  }

  takeBytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length)
  }

  #grow(length: number): void {
    const grown = new Uint8Array(Math.min(Math.max(FIRST_BYTES, length * 2), this.#limitBytes))
    grown.set(this.#bytes.subarray(0, this.length))
    this.#bytes = grown
  }
}
