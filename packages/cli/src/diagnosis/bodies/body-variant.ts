import type { CauseCode } from '../diagnosis.ts'

/** What may have been signed, and the mistake that made of it what was received. */
export interface BodyVariant {
  readonly bytes: Uint8Array
  readonly code: CauseCode
}

export function toVariant(text: string, code: CauseCode): BodyVariant {
  return { bytes: Buffer.from(text), code }
}

/** @returns undefined if the bytes are not valid UTF-8 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
