import type { IncomingMessage } from 'node:http'
import { BODY_LIMIT } from '../inspector/examination.ts'
import type { ReceivedRequest } from '../inspector/held-delivery.ts'
import { pairHeaders } from '../raw-request.ts'

/** Reads a request as it is on the wire. What exceeds the limit is read as well, but not kept. Never rejects. */
export async function readIncomingRequest(request: IncomingMessage): Promise<ReceivedRequest> {
  const receivedAt = new Date()
  const chunks: Uint8Array[] = []
  let bytes = 0
  let bodyFailure: ReceivedRequest['bodyFailure']
  try {
    for await (const chunk of request as AsyncIterable<Uint8Array>) {
      if (bytes < BODY_LIMIT) chunks.push(chunk)
      bytes += chunk.byteLength
      if (bytes > BODY_LIMIT) bodyFailure = 'body_too_large'
    }
  } catch {
    bodyFailure = 'body_incomplete'
  }
  return {
    method: request.method ?? '',
    path: request.url ?? '/',
    headers: pairHeaders(request.rawHeaders),
    body: Buffer.concat(chunks).subarray(0, BODY_LIMIT),
    ...(bodyFailure && { bodyFailure }),
    receivedAt,
  }
}
