import { createPublicKey, verify } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** `crypto.verify` with the key prepared, from base64 of its 32 bytes. */
export function createNodeVerify(publicKey: string) {
  const x = Buffer.from(publicKey, 'base64').toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return (message: Buffer, signature: Buffer) => verify(null, message, key, signature)
}

/** What a careful application would write for itself: the window, the signature with a prepared key, the form. */
export function createVerifierByHand(publicKey: string) {
  const verify = createNodeVerify(publicKey)
  return (headers: IncomingHttpHeaders, body: Buffer): URLSearchParams | undefined => {
    const timestamp = String(headers['telnyx-timestamp'])
    if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300)) return undefined
    const message = Buffer.concat([Buffer.from(`${timestamp}|`), body])
    const signature = Buffer.from(String(headers['telnyx-signature-ed25519']), 'base64')
    return verify(message, signature) ? new URLSearchParams(body.toString()) : undefined
  }
}

/** Reads the whole of a request's body. */
export function readBody(request: NodeJS.ReadableStream): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', reject)
  })
}
