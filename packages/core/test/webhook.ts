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
import { createTestKeys, type SignedRequestOptions, signedRequest } from '@telnyx-call/testing'

export const keys = createTestKeys()

/** When every request here is signed, and what time the receivers here take it to be: Unix seconds. */
export const signedAtSeconds = 1_705_314_660

export function createTestReceiver(options: Partial<ReceiverOptions> = {}): Receiver {
  return createReceiver({ publicKey: keys.publicKey, now: () => signedAtSeconds * 1000, ...options })
}

/** A signed request in the shape that hosts hand in. */
export function createWebhook(options: Partial<SignedRequestOptions> = {}): WebhookRequest {
  const { method, headers, body } = signedRequest({ keys, timestamp: signedAtSeconds, ...options })
  return { method, header: (name) => headers[name], body: Buffer.from(body) }
}

/** Has a form received, with the schema's departures reported and not refused. */
export async function deliver(
  body: string | Uint8Array | Readonly<Record<string, string>>,
  options: Partial<ReceiverOptions> = {},
): Promise<Delivery> {
  const content = typeof body === 'string' || body instanceof Uint8Array ? { body } : { fields: body }
  const receiver = createTestReceiver({ schema: 'report', otherEvents: 'refuse', ...options })
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
