import type { Random } from '../../packages/testing/src/random.ts'

/** How the end of a body is told. The last four tell it wrongly. */
export type Framing =
  | 'length'
  | 'chunks'
  | 'negative-length'
  | 'two-lengths'
  | 'length-and-chunks'
  | 'no-chunk-size'

type FramingHeaders = readonly (readonly [name: string, value: string])[]

const CHUNKED: FramingHeaders = [['transfer-encoding', 'chunked']]

/** A body as it goes out, and the headers that say so. */
export function frameBody(
  bytes: Buffer,
  framing: Framing,
  random: Random,
): { readonly body: Buffer; readonly framingHeaders: FramingHeaders } {
  const length = String(bytes.length)
  switch (framing) {
    case 'length':
      return { body: bytes, framingHeaders: [['content-length', length]] }
    case 'chunks':
      return { body: chunk(bytes, random), framingHeaders: CHUNKED }
    case 'negative-length':
      return { body: bytes, framingHeaders: [['content-length', `-${length}`]] }
    case 'two-lengths':
      return {
        body: bytes,
        framingHeaders: [
          ['content-length', length],
          ['content-length', `${bytes.length + 1}`],
        ],
      }
    case 'length-and-chunks':
      return { body: chunk(bytes, random), framingHeaders: [['content-length', length], ...CHUNKED] }
    case 'no-chunk-size':
      return { body: Buffer.concat([Buffer.from('zz\r\n'), bytes]), framingHeaders: CHUNKED }
  }
}

const MOST_CHUNKS = 2000

/** Chunks of silly sizes, with all that the protocol allows around them. */
function chunk(bytes: Buffer, random: Random): Buffer {
  const parts: Buffer[] = []
  // One byte each, but not of a body that takes seconds to write that way.
  const shortest = Math.ceil(bytes.length / MOST_CHUNKS)
  const longest = random() < 0.2 ? shortest : shortest + Math.floor(random() ** 3 * bytes.length)
  for (let start = 0; start < bytes.length; ) {
    const part = bytes.subarray(start, start + shortest + Math.floor(random() * longest))
    const size = part.length.toString(16)
    const zeros = random() < 0.2 ? '0'.repeat(Math.floor(random() * 5)) : ''
    const extension = random() < 0.1 ? ';name=value' : ''
    const written = random() < 0.5 ? size.toUpperCase() : size
    parts.push(Buffer.from(`${zeros}${written}${extension}\r\n`), part, Buffer.from('\r\n'))
    start += part.length
  }
  const trailer = random() < 0.1 ? 'x-trailer: value\r\n' : ''
  return Buffer.concat([...parts, Buffer.from(`0\r\n${trailer}\r\n`)])
}
