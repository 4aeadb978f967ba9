import { ACKNOWLEDGEMENT, type Answer } from './answer.ts'
import { findSchemaErrors, NO_ERRORS, readCall, type SchemaError } from './call.ts'
import { type Delivery, FormDelivery } from './delivery.ts'
import { isOtherEvent } from './event-kind.ts'
import { decodeForm } from './form.ts'
import { findStaleness, isTimestamp } from './freshness.ts'
import { type ReceiverOptions, readOptions } from './options.ts'
import { REFUSALS, type Refusal, schemaRefusal } from './refusals.ts'
import { findEnvelopeProblem, readSigningHeader, type WebhookRequest } from './request.ts'
import { findSigningKey, isSignature } from './signature.ts'

/** What became of a request. */
export type Reception =
  /** Authentic and in order: run the handler, and answer 200 if it succeeds. */
  | { readonly outcome: 'accepted'; readonly delivery: Delivery }
  /** Authentic, with nothing to handle: send the answer (200) and run no handler. */
  | {
      readonly outcome: 'acknowledged'
      readonly reason: 'other-event'
      readonly delivery: Delivery
      readonly answer: Answer
    }
  /** Refused: send the answer, or throw `refusal.toError()` where there is none to send. */
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly answer: Answer }
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly answer: undefined }

/** Takes webhook requests from any host. */
export interface Receiver {
  /** The largest body taken, in bytes. */
  readonly bodyLimit: number
  /** Judges one request. It rejects only for what `onRefused` throws. */
  receive(request: WebhookRequest): Promise<Reception>
}

/**
 * Creates a receiver of signed TeXML call webhooks.
 *
 * @throws TypeError (code `invalid_option`) on an option that is missing, unknown or cannot stand.
 */
export function createReceiver(options: ReceiverOptions): Receiver {
  const settings = readOptions(options)

  async function receive(request: WebhookRequest): Promise<Reception> {
    const envelopeProblem = findEnvelopeProblem(request, settings.bodyLimit)
    if (envelopeProblem) return refuse(request, REFUSALS[envelopeProblem])

    const timestamp = readSigningHeader(request, 'timestamp')
    const signature = readSigningHeader(request, 'signature')
    if (timestamp === undefined) return refuse(request, REFUSALS.missing_timestamp)
    if (signature === undefined) return refuse(request, REFUSALS.missing_signature)
    if (!isTimestamp(timestamp)) return refuse(request, REFUSALS.malformed_timestamp)
    if (!isSignature(signature)) return refuse(request, REFUSALS.malformed_signature)

    if (!settings.isBearerAccepted(request.header('authorization')))
      return refuse(request, REFUSALS.bearer_mismatch)

    const staleness = findStaleness(Number(timestamp), settings.now(), settings.toleranceSeconds)
    if (staleness) return refuse(request, REFUSALS[staleness])

    const rawBody = typeof request.body === 'function' ? await request.body() : request.body
    if (typeof rawBody === 'string') return refuse(request, REFUSALS[rawBody])
    if (rawBody.byteLength > settings.bodyLimit) return refuse(request, REFUSALS.body_too_large)

    const key = findSigningKey(settings.keys, timestamp, rawBody, signature)
    if (key === undefined) return refuse(request, REFUSALS.signature_mismatch)

    const form = decodeForm(rawBody)
    const reading = readCall(form)
    const isCall = settings.otherEvents === 'refuse' || !isOtherEvent(form, reading)
    const schemaErrors = isCall ? findSchemaErrors(reading) : NO_ERRORS
    if (schemaErrors.length > 0 && settings.schema === 'enforce') {
      return refuse(request, schemaRefusal(schemaErrors), rawBody, schemaErrors)
    }

    const signedAt = new Date(Number(timestamp) * 1000)
    const facts = { schemaErrors, rawBody, signedAt, keyId: key.id }
    const delivery = new FormDelivery(form, isCall ? reading.call : undefined, facts)
    if (isCall || settings.otherEvents === 'pass') return { outcome: 'accepted', delivery }
    return { outcome: 'acknowledged', reason: 'other-event', delivery, answer: ACKNOWLEDGEMENT }
  }

  async function refuse(
    request: WebhookRequest,
    refusal: Refusal,
    rawBody?: Uint8Array,
    schemaErrors: readonly SchemaError[] = NO_ERRORS,
  ): Promise<Reception> {
    await settings.onRefused?.(refusal, { request, rawBody, schemaErrors })
    // A mistake of the application belongs in its own error log, not in the sender's.
    const isThrown = settings.refusals === 'throw' || refusal.code === 'body_already_consumed'
    if (isThrown) return { outcome: 'refused', refusal, answer: undefined }
    return { outcome: 'refused', refusal, answer: refusal.answer }
  }

  return Object.freeze({ bodyLimit: settings.bodyLimit, receive })
}
