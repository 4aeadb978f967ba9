import { decodeBase64, encodeBase64 } from '../base64.ts'
import type { RefusalContext } from '../options.ts'
import type { Refusal } from '../refusals.ts'
import type { WebhookRequest } from '../request/webhook-request.ts'
import type { Delivery } from './delivery.ts'

/** Why a handler run did not succeed, as passed to `onFailed`. */
export interface DeliveryFailure {
  /**
   * `'failed'`: the handler threw, or answered with anything but a success. `'abandoned'`: its response broke off, it took longer than
   * `handlingLimitMs`, or its process died.
   */
  readonly outcome: 'failed' | 'abandoned'
  /** What the handler threw, if the adapter can tell. */
  readonly error?: unknown
  /** The handler's HTTP status, if it answered. */
  readonly status?: number
}

/**
 * A delivery to handle later, as JSON for a file, a queue or a table. Contains personal data, but no credentials: headers that authorize
 * are left out.
 */
export interface KeptDelivery {
  readonly version: 1
  /** When it was kept: ISO 8601, UTC. */
  readonly keptAt: string
  /** Why it was kept: the handler's outcome, or the refusal. */
  readonly reason: KeptReason
  /** `telnyxDelivery.id`; absent if the request was rejected before it was known. */
  readonly deliveryId?: string
  /** Headers by lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  /** The exact bytes that were signed, in base64. */
  readonly bodyBase64: string
}

export type KeptReason =
  | { readonly outcome: 'failed' | 'abandoned'; readonly status?: number; readonly error?: string }
  | { readonly outcome: 'refused'; readonly code: string; readonly status: number }

const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie'])

/**
 * Creates a JSON record of a delivery that was not handled, for `redeliver`. Call it from `onFailed` with its two arguments, or from
 * `onRefused` with its context and refusal.
 *
 * @returns undefined for a rejected request whose signature was not verified, since there is nothing worth keeping.
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
 * Turns a kept delivery back into a request.
 *
 * @throws TypeError (code `invalid_kept_delivery`) unless the value was created by `keepDelivery`.
 */
export function readKeptDelivery(kept: KeptDelivery): WebhookRequest {
  const { version, headers, bodyBase64 }: Partial<KeptDelivery> = kept ?? {}
  const isRecord = version === 1 && typeof headers === 'object' && headers !== null
  const body = typeof bodyBase64 === 'string' ? decodeBase64(bodyBase64) : undefined
  if (!isRecord || !body) {
    const message = 'telnyx-call: not a kept delivery of version 1; pass what keepDelivery returned.'
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
