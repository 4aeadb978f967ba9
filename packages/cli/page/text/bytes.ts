export function decodeBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

export function encodeBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** Decodes UTF-8; undefined if the bytes are something else. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const BYTES_PER_LINE = 16

/** Offset, hexadecimal and printable ASCII, sixteen bytes a line. */
export function formatHexDump(bytes: Uint8Array, limit: number): string {
  const lines: string[] = []
  for (let offset = 0; offset < Math.min(bytes.length, limit); offset += BYTES_PER_LINE) {
    const row = [...bytes.subarray(offset, Math.min(offset + BYTES_PER_LINE, limit))]
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const ascii = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '·')).join('')
    lines.push(`${offset.toString(16).padStart(6, '0')}  ${hex.padEnd(BYTES_PER_LINE * 3 - 1)}  ${ascii}`)
  }
  return lines.join('\n')
}
