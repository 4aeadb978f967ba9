import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { parseJson } from '../../kept-file.ts'
import { type BodyVariant, decodeUtf8, toVariant } from './body-variant.ts'

const MAX_UNPACKED_BYTES = 1_000_000

/** Windows-1252 where it differs from Latin-1: the characters of the bytes 0x80 to 0x9F. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ'

/** Takes the body out of what it was put into: gzip, base64, a JSON string, another character encoding. */
export function* unwrapBody(body: Uint8Array): Generator<BodyVariant> {
  const unpacked = unpack(body)
  if (unpacked) yield { bytes: unpacked, code: 'body_compressed' }
  const text = decodeUtf8(body)
  if (text === undefined) {
    // UTF-8 that was decoded and then written as Latin-1.
    yield toVariant(Buffer.from(body).toString('latin1'), 'character_encoding_changed')
    return
  }
  if (/^[A-Za-z0-9+/]{16,}={0,2}\s*$/.test(text)) {
    yield { bytes: Buffer.from(text, 'base64'), code: 'body_in_base64' }
  }
  const json = /^\s*["[{]/.test(text) ? parseJson(text) : undefined
  if (typeof json === 'string') yield toVariant(json, 'body_in_json_string')
  const bytes = readListedBytes(json)
  if (bytes) yield { bytes, code: 'bytes_listed_as_json' }
  const mistaken = readMistakenLatin1(text)
  if (mistaken) yield { bytes: mistaken, code: 'character_encoding_changed' }
}

function unpack(body: Uint8Array): Uint8Array | undefined {
  const limit = { maxOutputLength: MAX_UNPACKED_BYTES }
  try {
    if (body[0] === 0x1f && body[1] === 0x8b) return gunzipSync(body, limit)
    if (body[0] === 0x78 && ((body[0] << 8) | (body[1] ?? 0)) % 31 === 0) return inflateSync(body, limit)
    // Brotli has no magic number. What is printable is text.
    if (body.some((byte) => byte < 9)) return brotliDecompressSync(body, limit)
  } catch {
    return undefined
  }
  return undefined
}

/** Reads `{"type":"Buffer","data":[...]}`, `[...]` and `{"0":70,"1":114}`: what JSON.stringify makes of bytes. */
function readListedBytes(json: unknown): Uint8Array | undefined {
  if (typeof json !== 'object' || json === null) return undefined
  const list: unknown = 'data' in json && 'type' in json ? json.data : Object.values(json)
  const isBytes =
    Array.isArray(list) &&
    list.length > 0 &&
    list.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255)
  return isBytes ? Uint8Array.from(list as number[]) : undefined
}

/** Takes back that UTF-8 was decoded as Latin-1 or Windows-1252, and encoded again. */
function readMistakenLatin1(text: string): Uint8Array | undefined {
  if (!/[\u0080-\u00FF]/.test(text)) return undefined
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    const position = WINDOWS_1252.indexOf(character)
    if (code > 0xff && position === -1) return undefined
    bytes.push(code > 0xff ? 0x80 + position : code)
  }
  const original = Uint8Array.from(bytes)
  return decodeUtf8(original) === undefined ? undefined : original
}
