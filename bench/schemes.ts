import { createHmac, randomBytes, sign } from 'node:crypto'
import { createTestKeys, sampleCall } from '@telnyx-call/testing'
import type { MakeRequest } from './load.ts'

const FORM = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'

/** How the specification's call is written and signed. */
export interface Scheme {
  readonly contentType: string
  createSender(): Sender
}

export interface Sender {
  /** What the server verifies by. */
  readonly key: string
  /** Each request is a call of its own: a copy would be acknowledged and not handled. */
  readonly makeRequest: MakeRequest
}

/** What Telnyx sends: a form, Ed25519 over `timestamp|body`. */
export const telnyxForm = createTelnyxScheme(FORM)

/** The same fields and signature, as JSON. */
export const telnyxJson = createTelnyxScheme(JSON_TYPE)

/** Standard Webhooks: JSON, HMAC-SHA256 over `id.timestamp.body`. */
export const standardWebhook: Scheme = {
  contentType: JSON_TYPE,
  createSender() {
    const secret = randomBytes(32)
    const makeRequest = createRequestMaker(JSON_TYPE, (timestamp, body) => {
      const id = `msg_${timestamp}`
      const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
      return {
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      }
    })
    return { key: `whsec_${secret.toString('base64')}`, makeRequest }
  },
}

/** Stripe: JSON, HMAC-SHA256 over `timestamp.body`. */
export const stripeEvent: Scheme = {
  contentType: JSON_TYPE,
  createSender() {
    const key = `whsec_${randomBytes(24).toString('base64url')}`
    const makeRequest = createRequestMaker(JSON_TYPE, (timestamp, body) => {
      const signature = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')
      return { 'stripe-signature': `t=${timestamp},v1=${signature}` }
    })
    return { key, makeRequest }
  },
}

function createTelnyxScheme(contentType: string): Scheme {
  return {
    contentType,
    createSender() {
      const { publicKey, privateKey } = createTestKeys()
      const makeRequest = createRequestMaker(contentType, (timestamp, body) => ({
        'telnyx-timestamp': timestamp,
        'telnyx-signature-ed25519': sign(null, Buffer.from(`${timestamp}|${body}`), privateKey).toString(
          'base64',
        ),
      }))
      return { key: publicKey, makeRequest }
    },
  }
}

function createRequestMaker(
  contentType: string,
  signBody: (timestamp: string, body: string) => Record<string, string>,
): MakeRequest {
  const call = sampleCall()
  const sid = contentType === FORM ? encodeURIComponent(call.CallSid ?? '') : (call.CallSid ?? '')
  const text = contentType === FORM ? String(new URLSearchParams(call)) : JSON.stringify(call)
  let count = 0
  return () => {
    const body = text.replace(sid, `call-${++count}`)
    const timestamp = String(Math.floor(Date.now() / 1000))
    return { method: 'POST', headers: { 'content-type': contentType, ...signBody(timestamp, body) }, body }
  }
}
