import { createHmac, randomBytes, sign } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Ed25519Engine } from '@telnyx-call/core/ed25519'
import { sodium } from '@telnyx-call/core/sodium'
import { createTestKeys, sampleCall } from '@telnyx-call/testing'
import type { Request } from 'autocannon'
import { createVerifierByHand } from './by-hand.ts'

const FORM = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'

/** Stands where the adapter does: the CallSid of a call that verifies, and of no other. */
export type HandleCall = (headers: IncomingHttpHeaders, body: Buffer) => unknown

/** A way to receive signed calls. */
interface Side {
  readonly contentType: string
  readonly createKeys: () => SideKeys
  /** Our adapter's engine, or what stands in its place, which loads what it needs: no server holds another's libraries. */
  readonly receive: { readonly engine: 'nodeCrypto' | Ed25519Engine } | ((key: string) => Promise<HandleCall>)
  /** What of the adapter's work it does not do, or does otherwise. */
  readonly leavesOut?: string
}

interface SideKeys {
  /** What the server verifies by. */
  readonly key: string
  readonly signBody: (timestamp: string, body: string) => Record<string, string>
}

export const SIDES: Readonly<Record<string, Side>> = {
  adapter: { contentType: FORM, createKeys: createTelnyxKeys, receive: { engine: 'nodeCrypto' } },
  'adapter, sodium': { contentType: FORM, createKeys: createTelnyxKeys, receive: { engine: sodium } },
  'by hand': {
    contentType: FORM,
    createKeys: createTelnyxKeys,
    leavesOut: 'no judging of type, size and header formats, no schema, no types, no duplicates',
    receive: async (key) => {
      const verifyByHand = createVerifierByHand(key)
      return (headers, body) => verifyByHand(headers, body)?.get('CallSid')
    },
  },
  'telnyx, JSON': {
    contentType: JSON_TYPE,
    createKeys: createTelnyxKeys,
    leavesOut:
      'cannot read a form, so that it gets the fields as JSON; no judging of type and size, no schema, no duplicates',
    receive: async (key) => {
      const { default: Telnyx } = await import('telnyx')
      const client = new Telnyx({ apiKey: 'unused', publicKey: key })
      return async (headers, body) => {
        const options = { headers: headers as Record<string, string> }
        return readCallSid(await client.webhooks.unwrap(body.toString(), options))
      }
    },
  },
  'standardwebhooks, HMAC': {
    contentType: JSON_TYPE,
    createKeys: createStandardWebhooksKeys,
    leavesOut:
      'HMAC with a shared secret instead of Ed25519, JSON instead of the form; no schema, no duplicates',
    receive: async (key) => {
      const { Webhook } = await import('standardwebhooks')
      const webhook = new Webhook(key)
      return (headers, body) => readCallSid(webhook.verify(body, headers as Record<string, string>))
    },
  },
}

/** Makes requests for a side, signed at that moment. Each is a call of its own: a copy would be acknowledged and not handled. */
export function createRequestMaker({ contentType }: Side, { signBody }: SideKeys): () => Request {
  const call = sampleCall()
  const isForm = contentType === FORM
  const sid = isForm ? encodeURIComponent(call.CallSid ?? '') : (call.CallSid ?? '')
  const text = isForm ? String(new URLSearchParams(call)) : JSON.stringify(call)
  let count = 0
  return () => {
    const body = text.replace(sid, `call-${++count}`)
    const timestamp = String(Math.floor(Date.now() / 1000))
    return { method: 'POST', headers: { 'content-type': contentType, ...signBody(timestamp, body) }, body }
  }
}

function createTelnyxKeys(): SideKeys {
  const { publicKey, privateKey } = createTestKeys()
  const signBody = (timestamp: string, body: string) => ({
    'telnyx-timestamp': timestamp,
    'telnyx-signature-ed25519': sign(null, Buffer.from(`${timestamp}|${body}`), privateKey).toString(
      'base64',
    ),
  })
  return { key: publicKey, signBody }
}

function createStandardWebhooksKeys(): SideKeys {
  const secret = randomBytes(32)
  const signBody = (timestamp: string, body: string) => {
    const id = `msg_${timestamp}`
    const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
    return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
  }
  return { key: `whsec_${secret.toString('base64')}`, signBody }
}

function readCallSid(event: unknown): unknown {
  return (event as { readonly CallSid: string }).CallSid
}
