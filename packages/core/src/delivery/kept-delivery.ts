import { decodeBase64, encodeBase64 } from '../base64.ts'
import type { RefusalContext } from '../options.ts'
import type { Refusal } from '../refusals.ts'
import type { WebhookRequest } from '../request/webhook-request.ts'
import type { Delivery } from './delivery.ts'

/** Why a handler's run came to nothing, as `onFailed` gets it. */
export interface DeliveryFailure {
  /**
   * `'failed'`: the handler threw, or answered something other than a success. `'abandoned'`: it broke its answer off, took longer than
   * `handlingLimitMs`, or ran in a process that died.
   */
  readonly outcome: 'failed' | 'abandoned'
  /** What the handler threw, where the host learns of that. */
  readonly error?: unknown
  /** The HTTP status that the handler answered, where it did. */
  readonly status?: number
}

/**
 * A delivery to be handled later, as JSON: write it to a file, a queue or a table. It holds personal data, and no secrets: headers that
 * authorize are left out.
 */
export interface KeptDelivery {
  readonly version: 1
  /** When it was kept: ISO 8601, UTC. */
  readonly keptAt: string
  /** Why: the outcome of its handler, or the refusal. */
  readonly reason: KeptReason
  /** `telnyxDelivery.id`; absent where the request was refused before it was known. */
  readonly deliveryId?: string
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** The exact bytes that were signed, in base64. */
  readonly bodyBase64: string
}

export type KeptReason =
  | { readonly outcome: 'failed' | 'abandoned'; readonly status?: number; readonly error?: string }
  | { readonly outcome: 'refused'; readonly code: string; readonly status: number }

const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie'])

/**
 * Makes the record of a delivery that was not handled, for `redeliver`. Called from `onFailed` with its two parameters, or from `onRefused`
 * with its context and its refusal.
 *
 * @returns undefined for a refused request whose signature nobody vouches for: there is nothing worth keeping.
 *
 * @example
 * telnyxCall({
 *   publicKey,
 *   onFailed: (delivery, failure) => save(JSON.stringify(keepDelivery(delivery, failure))),
 *   onRefused: (refusal, context) => {
 *     const kept = keepDelivery(context, refusal)
 *     return kept && save(JSON.stringify(kept))
 *   },
 * })
 */
export function keepDelivery(delivery: Delivery, failure: DeliveryFailure): KeptDelivery
export function keepDelivery(context: RefusalContext, refusal: Refusal): KeptDelivery | undefined
export function keepDelivery(
  source: Delivery | RefusalContext,
  why: DeliveryFailure | Refusal,
): KeptDelivery | undefined {
  const { rawBody, headers } = source
  if (rawBody === undefined) return undefined
  const id = 'id' in source ? source.id : source.deliveryId
  return {
    version: 1,
    keptAt: new Date().toISOString(),
    reason: describeReason(why),
    ...(id !== undefined && { deliveryId: id }),
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !SECRET_HEADERS.has(name))),
    bodyBase64: encodeBase64(rawBody),
  }
}

function describeReason(why: DeliveryFailure | Refusal): KeptReason {
  if ('code' in why) return { outcome: 'refused', code: why.code, status: why.status }
  const { outcome, status, error } = why
  return {
    outcome,
    ...(status !== undefined && { status }),
    ...(error !== undefined && { error: String(error) }),
  }
}

/**
 * Reads a record back as the request that it was.
 *
 * @throws TypeError (code `invalid_kept_delivery`) for anything but what `keepDelivery` made.
 */
export function readKeptDelivery(kept: KeptDelivery): WebhookRequest {
  const { version, headers, bodyBase64 }: Partial<KeptDelivery> = kept ?? {}
  const isRecord = version === 1 && typeof headers === 'object' && headers !== null
  const body = typeof bodyBase64 === 'string' ? decodeBase64(bodyBase64) : undefined
  if (!isRecord || !body) {
    const message = 'telnyx-call: this is not a kept delivery of version 1: pass what keepDelivery made.'
    throw Object.assign(new TypeError(message), { code: 'invalid_kept_delivery' })
  }
  return {
    method: 'POST',
    adapter: 'redelivery',
    header: (name) => (Object.hasOwn(headers, name) ? headers[name] : undefined),
    headers: () => headers,
    body,
  }
}
