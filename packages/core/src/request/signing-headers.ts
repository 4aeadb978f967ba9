import { decodeBase64 } from '../base64.ts'
import type { WebhookRequest } from './webhook-request.ts'

/** Reads a signing header: Telnyx's own name first, then the Standard Webhooks equivalent. */
export function readSigningHeader(
  request: WebhookRequest,
  name: 'timestamp' | 'signature',
): string | undefined {
  return (
    request.header(name === 'timestamp' ? 'telnyx-timestamp' : 'telnyx-signature-ed25519') ??
    request.header(`webhook-${name}`)
  )
}

/** Length of 64 bytes in base64. */
const SIGNATURE_LENGTH = 88

/** Decodes the signature header. @returns `undefined` unless it is canonical base64 of 64 bytes. */
export function readSignature(header: string): Uint8Array | undefined {
  if (header.length !== SIGNATURE_LENGTH) return undefined
  const signature = decodeBase64(header)
  return signature?.length === 64 ? signature : undefined
}
