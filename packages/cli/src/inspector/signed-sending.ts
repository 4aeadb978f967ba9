import { signedRequest, type TestKeys } from '@telnyx-call/testing'
import { sendRaw } from '../raw-request.ts'
import { Problem } from './problem.ts'
import type { About, SendRequest, SendResult } from './protocol.ts'

const TIMEOUT_MS = 30_000

/**
 * Signs an event that the page edited with the development key, and sends it to the receiver or to one of the forwards.
 *
 * @param body - what the page asked for, unchecked
 * @throws Problem (400, 403)
 */
export async function sendSigned(body: unknown, about: About, keys: TestKeys): Promise<SendResult> {
  const { url = about.receiverUrl, contentType, bodyBase64 } = readSendRequest(body)
  const allowed = [about.receiverUrl, ...about.forwards.map((forward) => forward.url)]
  if (!allowed.includes(url)) {
    throw new Problem(403, 'foreign_url', 'Forbidden', `Events are sent to ${allowed.join(' or ')} only.`)
  }
  const signed = signedRequest({
    keys,
    body: Buffer.from(bodyBase64, 'base64'),
    headers: { 'content-type': contentType },
  })
  const { status, durationMs, error } = await sendRaw({
    url: new URL(url),
    method: signed.method,
    headers: Object.entries(signed.headers),
    body: signed.body,
    timeoutMs: TIMEOUT_MS,
  })
  return { ...(status !== undefined && { status }), durationMs, ...(error !== undefined && { error }) }
}

function readSendRequest(body: unknown): SendRequest {
  const { url, contentType, bodyBase64 }: Partial<Record<keyof SendRequest, unknown>> = Object(body)
  const isUrl = url === undefined || typeof url === 'string'
  // What is no header value cannot be sent, and must not become another header.
  const isType = typeof contentType === 'string' && /^[\x20-\x7e]+$/.test(contentType)
  if (!isUrl || !isType || typeof bodyBase64 !== 'string') {
    throw new Problem(
      400,
      'invalid_request',
      'Invalid request',
      'Send contentType, bodyBase64 and, if not to the receiver, url.',
    )
  }
  return { ...(url !== undefined && { url }), contentType, bodyBase64 }
}
