import { verify } from 'node:crypto'
import type { PublicKey } from './public-key.ts'

// 64 bytes are 85 whole base64 digits and a last one whose four spare bits have to be zero: A, Q, g or w.
const SIGNATURE = /^[A-Za-z0-9+/]{85}[AQgw]==$/

/** Whether the signature header is the one canonical base64 text of some 64 bytes. */
export function isSignature(header: string): boolean {
  return SIGNATURE.test(header)
}

/**
 * Finds the key that verifies Ed25519 over `timestamp|body`, the body as the very bytes received.
 *
 * @param timestamp - the header's own text: it was signed as it stands, leading zeros included.
 * @param signature - base64 that {@link isSignature} approved.
 */
export function findSigningKey(
  keys: readonly PublicKey[],
  timestamp: string,
  body: Uint8Array,
  signature: string,
): PublicKey | undefined {
  const message = Buffer.allocUnsafe(timestamp.length + 1 + body.byteLength)
  message.write(`${timestamp}|`, 'latin1')
  message.set(body, timestamp.length + 1)
  const signatureBytes = Buffer.from(signature, 'base64')
  return keys.find((key) => verify(null, message, key.keyObject, signatureBytes))
}
