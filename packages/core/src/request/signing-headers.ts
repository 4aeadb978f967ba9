import { decodeBase64 } from '../base64.ts'
import type { WebhookRequest } from './webhook-request.ts'

/** The first of two header names that the request carries: Telnyx's own, then its Standard Webhooks equivalent. */
export function readSigningHeader(
  request: WebhookRequest,
  name: 'timestamp' | 'signature',
): string | undefined {
  return (
    request.header(name === 'timestamp' ? 'telnyx-timestamp' : 'telnyx-signature-ed25519') ??
    request.header(`webhook-${name}`)
  )
}

/** The length of 64 bytes in base64. */
const SIGNATURE_LENGTH = 88

/** Reads the signature header: the one canonical base64 text of some 64 bytes, and `undefined` for any other. */
export function readSignature(header: string): Uint8Array | undefined {
  if (header.length !== SIGNATURE_LENGTH) return undefined
  const signature = decodeBase64(header)
  return signature?.length === 64 ? signature : undefined
}
