import type { IncomingHttpHeaders } from 'node:http'
import type { EngineChoice } from '@telnyx-call/core/ed25519'
import { sodium } from '@telnyx-call/core/sodium'
import { alwaysSynchronous, alwaysThreadPool } from './engines.ts'
import { type Scheme, standardWebhook, stripeEvent, telnyxForm, telnyxJson } from './schemes.ts'
import { createNodeVerify, createVerifierByHand, prepareKey, type Verify } from './verify-by-hand.ts'

/** Stands where the adapter does: the CallSid of a call that verifies, and of no other. */
export type HandleCall = (
  headers: IncomingHttpHeaders,
  body: Buffer,
) => string | null | undefined | Promise<string | null | undefined>

/** Another way to receive signed calls. */
export interface Peer {
  readonly scheme: Scheme
  /** What of the adapter's work it does not do, or does otherwise. */
  readonly leavesOut: string
  /** Loads what it needs, so that no server holds another's libraries. */
  prepare(key: string): Promise<HandleCall>
}

/** Our adapter, by the engine that it is given. */
export const ENGINES = {
  adapter: 'nodeCrypto',
  'adapter, sodium': sodium,
  'adapter, always synchronous': alwaysSynchronous,
  'adapter, always thread pool': alwaysThreadPool,
} satisfies Record<string, EngineChoice>

/** What our adapter stands beside. */
export const PEERS = {
  'by hand': {
    scheme: telnyxForm,
    leavesOut: 'no judging of type, size and header formats, no schema, no types, no duplicates',
    async prepare(key) {
      return handleForm(createNodeVerify(key))
    },
  },
  'by hand, tweetnacl': {
    scheme: telnyxForm,
    leavesOut: 'as by hand, with an implementation in JavaScript alone',
    async prepare(key) {
      const { default: nacl } = await import('tweetnacl')
      const publicKey = Buffer.from(key, 'base64')
      return handleForm((message, signature) => nacl.sign.detached.verify(message, signature, publicKey))
    },
  },
  'telnyx, JSON': {
    scheme: telnyxJson,
    leavesOut:
      'cannot read a form, so that it gets the fields as JSON; no judging of type and size, no schema, no duplicates',
    async prepare(key) {
      const { default: Telnyx } = await import('telnyx')
      const client = new Telnyx({ apiKey: 'unused', publicKey: key })
      return async (headers, body) => {
        const event = await client.webhooks.unwrap(body.toString(), {
          headers: headers as Record<string, string>,
        })
        return readCallSid(event)
      }
    },
  },
  '@hookflo/tern': {
    scheme: telnyxForm,
    leavesOut:
      'has no Telnyx among its platforms, so that it is told the scheme; no time window, no schema, no duplicates; its form is decoded by hand',
    async prepare(key) {
      const { toWebRequest, WebhookVerificationService } = await import('@hookflo/tern')
      const secret = prepareKey(key).export({ type: 'spki', format: 'pem' }).toString()
      return async (headers, body) => {
        const request = await toWebRequest({ method: 'POST', url: '/', headers, body })
        const { isValid, error, payload } = await WebhookVerificationService.verify<string>(request, {
          platform: 'custom',
          secret,
          signatureConfig: {
            algorithm: 'ed25519',
            headerName: 'telnyx-signature-ed25519',
            headerFormat: 'raw',
            timestampHeader: 'telnyx-timestamp',
            timestampFormat: 'unix',
            payloadFormat: 'custom',
            customConfig: { payloadFormat: '{timestamp}|{body}' },
          },
        })
        if (!isValid) throw new Error(error)
        return new URLSearchParams(payload).get('CallSid')
      }
    },
  },
  'standardwebhooks, HMAC': {
    scheme: standardWebhook,
    leavesOut:
      'HMAC with a shared secret instead of Ed25519, JSON instead of the form; no schema, no duplicates',
    async prepare(key) {
      const { Webhook } = await import('standardwebhooks')
      const webhook = new Webhook(key)
      return (headers, body) => readCallSid(webhook.verify(body, headers as Record<string, string>))
    },
  },
  'stripe, HMAC': {
    scheme: stripeEvent,
    leavesOut:
      'HMAC with a shared secret instead of Ed25519, JSON instead of the form; no schema, no duplicates',
    async prepare(key) {
      const { default: Stripe } = await import('stripe')
      const stripe = new Stripe('unused')
      return (headers, body) =>
        readCallSid(stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', key))
    },
  },
} satisfies Record<string, Peer>

export type Side = keyof typeof ENGINES | keyof typeof PEERS

/** How the calls for a side are signed. */
export function schemeOf(side: Side): Scheme {
  return side in PEERS ? PEERS[side as keyof typeof PEERS].scheme : telnyxForm
}

function handleForm(verify: Verify): HandleCall {
  const verifyByHand = createVerifierByHand(verify)
  return (headers, body) => verifyByHand(headers, body)?.get('CallSid')
}

function readCallSid(event: unknown): string {
  return (event as { readonly CallSid: string }).CallSid
}
