/** Encodes bytes as standard base64 with padding (RFC 4648, 4). */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** Encodes bytes as base64url without padding (RFC 4648, 5). */
export function encodeBase64Url(bytes: Uint8Array): string {
  return encodeBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
/** The value of each character of the alphabet by its code; -1 for any other. */
const SEXTETS = Int8Array.from({ length: 128 }, (_, code) => ALPHABET.indexOf(String.fromCharCode(code)))

/** Decodes canonical standard base64. @returns `undefined` for any text that {@link encodeBase64} would not produce. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='))
  const length = text.length - padding
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  let bits = 0
  let written = 0
  for (let index = 0; index < length; index++) {
    const sextet = SEXTETS[text.charCodeAt(index)] ?? -1
    if (sextet === -1) return undefined
    bits = (bits << 6) | sextet
    // The bytes that are complete after the second, third and fourth character of each four.
    const restBits = 6 - 2 * (index % 4)
    if (restBits < 6) bytes[written++] = bits >> restBits
  }
  // The bits that the padding cuts off.
  return (bits & ((1 << (2 * padding)) - 1)) === 0 ? bytes : undefined
}
