import {
  createReceiver,
  type Delivery,
  type Receiver,
  type ReceiverOptions,
  type Reception,
  type Refusal,
  type Settle,
  type WebhookRequest,
} from '@telnyx-call/core'
import type { NodeReception } from '@telnyx-call/core/node'
import { createTestKeys, type SignedRequestOptions, sampleCall, signedRequest } from '@telnyx-call/testing'

export const keys = createTestKeys()

/** When every request here is signed, and what time the receivers here take it to be: Unix seconds. */
export const signedAtSeconds = 1_705_314_660

export function createTestReceiver(options: Partial<ReceiverOptions> = {}): Receiver {
  return createReceiver({ publicKey: keys.publicKey, now: () => signedAtSeconds * 1000, ...options })
}

/** An ended call without the fields of a Dial: nobody waits for TeXML, so that a copy of it is never handled. */
export const plainCall: Readonly<Record<string, string>> = sampleCall('recorded')

/** A signed request in the shape that hosts hand in. Unless told otherwise, it reports the plain call. */
export function createWebhook(options: Partial<SignedRequestOptions> = {}): WebhookRequest {
  const hasContent = [options.fields, options.json, options.body].some((content) => content !== undefined)
  const signing = { keys, timestamp: signedAtSeconds, ...(!hasContent && { fields: plainCall }), ...options }
  const { method, headers, body } = signedRequest(signing)
  return { method, header: (name) => headers[name], body: Buffer.from(body) }
}

/** Has a form received that is for the handler, whatever its type. */
export async function deliver(
  body: string | Uint8Array | Readonly<Record<string, string>>,
  options: Partial<ReceiverOptions> = {},
): Promise<Delivery> {
  const content = typeof body === 'string' || body instanceof Uint8Array ? { body } : { fields: body }
  const receiver = createTestReceiver({ events: 'all', ...options })
  return expectDelivery(await receiver.receive(createWebhook(content)))
}

export function expectDelivery(reception: Reception | NodeReception): Delivery {
  if ('delivery' in reception) return reception.delivery
  throw new Error(`${reception.outcome} ${'refusal' in reception ? reception.refusal.code : ''}`)
}

export function expectRefusal(reception: Reception): Refusal {
  if (reception.outcome === 'refused') return reception.refusal
  throw new Error(`not refused but ${reception.outcome}`)
}

export function settleOf(reception: Reception): Settle {
  if (reception.outcome === 'accepted') return reception.settle
  throw new Error(`not accepted but ${reception.outcome}`)
}

export const SUCCEEDED = { status: 200 } as const
export const FAILED = { status: 500 } as const
