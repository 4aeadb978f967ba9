import { availableParallelism } from 'node:os'
import { ACKNOWLEDGEMENT, type Answer } from './answer.ts'
import { findSchemaErrors, NO_ERRORS, readCall } from './call.ts'
import { type Delivery, type DeliveryFacts, FormDelivery } from './delivery.ts'
import { claimDelivery, type HeldDelivery } from './delivery-claim.ts'
import { deriveCallId, deriveEventId } from './delivery-id.ts'
import { isOtherEvent } from './event-kind.ts'
import { ExchangeObserver } from './events.ts'
import { FieldPicker } from './form.ts'
import { findStaleness, isTimestamp } from './freshness.ts'
import type { TelnyxCall } from './generated/call.ts'
import { fieldNames } from './generated/sent-call.ts'
import { invalidOption } from './invalid-option.ts'
import { type ReceiverOptions, type ReceiverSettings, readOptions } from './options.ts'
import { REFUSALS, type Refusal, schemaRefusal } from './refusals.ts'
import { findEnvelopeProblem, readSigningHeader, type WebhookRequest } from './request.ts'
import { KeyRing, readSignature } from './signature.ts'

/** What became of a request. */
export type Reception =
  /** Authentic, in order and claimed: run the handler, answer 200 if it succeeds, and settle. */
  | {
      readonly outcome: 'accepted'
      readonly delivery: Delivery
      readonly settle: Settle
    }
  /** Authentic, with nothing to handle: send the answer (200) and run no handler. */
  | {
      readonly outcome: 'acknowledged'
      readonly reason: 'duplicate' | 'other-event'
      readonly delivery: Delivery
      readonly answer: Answer
    }
  /** Refused: send the answer, or throw `refusal.toError()` where there is none to send. */
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly answer: Answer }
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly answer: undefined }

/**
 * Says what became of an accepted delivery: `true` once a success (2xx) went out whole, `false` where it never will. Only the first
 * call counts. It resolves when the store has answered or failed to, and never rejects.
 */
export type Settle = (succeeded: boolean) => Promise<void>

/** A request on its way, and the one who tells of it where somebody listens. */
interface Exchange {
  readonly request: WebhookRequest
  readonly observer: ExchangeObserver | undefined
}

/** What is known of a request that is refused, as far as it got. */
interface RefusedFacts extends DeliveryFacts {
  /** What the store failed with, where it did. */
  readonly storeError: unknown
}

const UNCLAIMED = { deduplicated: false, duplicate: false }

/** Takes webhook requests from any host. */
export interface Receiver {
  /** The largest body taken, in bytes. */
  readonly bodyLimit: number
  /** The name of the Ed25519 engine at work, such as `'nodeCrypto'`. */
  readonly engine: string
  /** Judges one request. It rejects only for what `onRefused`, `deliveryId` and an engine of the application's own throw. */
  receive(request: WebhookRequest): Promise<Reception>
}

/**
 * Creates a receiver of signed TeXML call webhooks.
 *
 * @throws TypeError (code `invalid_option`) on an option that is missing, unknown or cannot stand.
 */
export function createReceiver(options: ReceiverOptions): Receiver {
  const settings = readOptions(options)
  const hasThreads = settings.engine.verifyOffThread !== undefined && availableParallelism() > 1
  const keyRing = new KeyRing(settings.verifiers, hasThreads)
  const fieldPicker = new FieldPicker(fieldNames)

  async function receive(request: WebhookRequest): Promise<Reception> {
    const exchange = { request, observer: ExchangeObserver.observe(request.host) }

    const envelopeProblem = findEnvelopeProblem(request, settings.bodyLimit)
    if (envelopeProblem) return refuse(exchange, REFUSALS[envelopeProblem])

    const timestamp = readSigningHeader(request, 'timestamp')
    const signatureHeader = readSigningHeader(request, 'signature')
    if (timestamp === undefined) return refuse(exchange, REFUSALS.missing_timestamp)
    if (signatureHeader === undefined) return refuse(exchange, REFUSALS.missing_signature)
    if (!isTimestamp(timestamp)) return refuse(exchange, REFUSALS.malformed_timestamp)
    const signature = readSignature(signatureHeader)
    if (signature === undefined) return refuse(exchange, REFUSALS.malformed_signature)

    if (!settings.isBearerAccepted(request.header('authorization')))
      return refuse(exchange, REFUSALS.bearer_mismatch)

    const staleness = findStaleness(Number(timestamp), settings.now(), settings.toleranceSeconds)
    if (staleness) return refuse(exchange, REFUSALS[staleness])

    const rawBody = typeof request.body === 'function' ? await request.body() : request.body
    if (typeof rawBody === 'string') return refuse(exchange, REFUSALS[rawBody])
    if (rawBody.byteLength > settings.bodyLimit) return refuse(exchange, REFUSALS.body_too_large)

    const keyId = await keyRing.findKeyId({ timestamp, body: rawBody, signature })
    if (keyId === undefined) return refuse(exchange, REFUSALS.signature_mismatch)

    const reading = readCall(fieldPicker.pick(rawBody))
    const isCall = settings.otherEvents === 'refuse' || !isOtherEvent(rawBody, reading)
    const schemaErrors = isCall ? findSchemaErrors(reading) : NO_ERRORS
    if (schemaErrors.length > 0 && settings.schema === 'enforce') {
      return refuse(exchange, schemaRefusal(schemaErrors), { rawBody, schemaErrors })
    }

    // Its fields were validated, or schemaErrors says what they lack.
    const call = isCall ? (reading.call as TelnyxCall) : undefined
    const id = call ? identifyCall(call, settings) : deriveEventId(rawBody)
    const facts = {
      id,
      call,
      schemaErrors,
      rawBody,
      signedAt: new Date(Number(timestamp) * 1000),
      keyId,
    }
    if (call || settings.otherEvents === 'pass') return await offer(exchange, facts)
    return acknowledge(exchange, new FormDelivery(facts, UNCLAIMED), 'other-event')
  }

  /** Claims an authentic delivery for the handler. */
  async function offer(exchange: Exchange, facts: DeliveryFacts): Promise<Reception> {
    const claim = await claimDelivery(settings, facts.id)
    if (claim.state === 'in-progress') return refuse(exchange, REFUSALS.delivery_in_progress, facts)
    if (claim.state === 'unknown' && settings.onStoreError === 'refuse') {
      await claim.settle(false)
      return refuse(exchange, REFUSALS.store_unavailable, { ...facts, storeError: claim.storeError })
    }
    const claimed = { deduplicated: claim.state !== 'unknown', duplicate: claim.state === 'done' }
    const delivery = new FormDelivery(facts, claimed)
    if (delivery.duplicate && settings.onDuplicate === 'acknowledge') {
      return acknowledge(exchange, delivery, 'duplicate')
    }
    if (exchange.request.hasSenderLeft?.()) {
      // It comes again, and would then be handled twice.
      await claim.settle(false)
      return refuse(exchange, REFUSALS.sender_gone, facts)
    }
    exchange.observer?.accept(delivery, claim.storeError)
    return { outcome: 'accepted', delivery, settle: createSettle(exchange, delivery, claim) }
  }

  function createSettle({ observer }: Exchange, delivery: Delivery, claim: HeldDelivery): Settle {
    let isSettled = false
    return async (succeeded) => {
      if (isSettled) return
      isSettled = true
      const publish = observer?.settle(delivery, succeeded, settings.ackBudgetMs)
      const storeError = await claim.settle(succeeded)
      publish?.(storeError)
    }
  }

  async function refuse(
    { request, observer }: Exchange,
    refusal: Refusal,
    { id, rawBody, schemaErrors = NO_ERRORS, storeError }: Partial<RefusedFacts> = {},
  ): Promise<Reception> {
    observer?.refuse(refusal, id, storeError)
    await settings.onRefused?.(refusal, { request, rawBody, schemaErrors })
    // A mistake of the application belongs in its own error log, not in the sender's.
    const isThrown = settings.refusals === 'throw' || refusal.code === 'body_already_consumed'
    if (isThrown) return { outcome: 'refused', refusal, answer: undefined }
    return { outcome: 'refused', refusal, answer: refusal.answer }
  }

  return Object.freeze({ bodyLimit: settings.bodyLimit, engine: settings.engine.name, receive })
}

function acknowledge(
  { observer }: Exchange,
  delivery: Delivery,
  reason: 'duplicate' | 'other-event',
): Reception {
  observer?.acknowledge(delivery, reason)
  return { outcome: 'acknowledged', reason, delivery, answer: ACKNOWLEDGEMENT }
}

function identifyCall(call: TelnyxCall, { deliveryId }: ReceiverSettings): string {
  if (deliveryId === undefined) return deriveCallId(call)
  const id: unknown = deliveryId(call)
  if (typeof id === 'string' && id !== '') return id
  throw invalidOption('deliveryId', 'it has to return text that is not empty')
}
