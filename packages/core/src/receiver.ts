import { ACKNOWLEDGEMENT } from './answer.ts'
import { type Authentic, Authenticator, type Rejection } from './authenticator.ts'
import { type Delivery, DeliveryFacts, ReceivedDelivery } from './delivery/delivery.ts'
import { hashIdentity } from './delivery/delivery-id.ts'
import type { Handling } from './delivery/handling.ts'
import { Handlings } from './delivery/handlings.ts'
import { type KeptDelivery, readKeptDelivery } from './delivery/kept-delivery.ts'
import { Outcomes } from './delivery/outcomes.ts'
import { pause } from './delivery/timers.ts'
import { BodyReader, type BodyReading } from './events/body-reading.ts'
import { NO_ERRORS } from './events/schema-error.ts'
import type { ChosenEventType, TelnyxEventChoice, TelnyxEventType } from './events/telnyx-event.ts'
import { Exchange } from './exchange.ts'
import { invalidOption } from './invalid-option.ts'
import { readDurationMs } from './option-readers.ts'
import { type ReceiverOptions, readOptions } from './options.ts'
import { Acceptance, type Reception } from './reception.ts'
import { REFUSALS, type Refusal, schemaRefusal } from './refusals.ts'
import { readHeaders, type WebhookRequest } from './request/webhook-request.ts'
import { type PublicKeys, prepareKeyRing } from './signature/account-keys.ts'

/** The handler of `redeliver`. Method syntax makes it bivariant, so that a `Receiver` of some events is assignable to `Receiver`. */
type HandleDelivery<Type extends TelnyxEventType> = {
  handle(delivery: Delivery<Type>): unknown
}['handle']

export interface RedeliveryOptions {
  readonly publicKey?: PublicKeys
}

/** Receives webhook requests from any adapter. */
export interface Receiver<Type extends TelnyxEventType = TelnyxEventType> {
  /** Maximum body size, in bytes. */
  readonly bodyLimit: number
  /** Name of the Ed25519 engine in use, such as `'nodeCrypto'`. */
  readonly engine: string
  /** Number of deliveries currently being claimed, handled, committed or reported to `onFailed`. */
  readonly pending: number
  /** Checks one request and claims its delivery. Rejects only with errors from `onRefused`, `eventKey` or a custom engine. */
  receive(request: WebhookRequest): Promise<Reception<Type>>
  /**
   * Passes a kept delivery to a handler, at any later time. The original signature must be valid; the time window does not apply. The event
   * is claimed as usual, so it is handled once no matter how often it is redelivered.
   *
   * @param options.publicKey - key of the account that the delivery is from. Required if the receiver's own `publicKey` is a function.
   * @returns `'duplicate'` if the event was handled before and the handler did not run.
   * @throws RefusalError if the kept delivery was modified (`signature_mismatch`) or the event is being handled (`delivery_in_progress`);
   *   TypeError (code `invalid_kept_delivery`) if the value is not a kept delivery; and whatever the handler throws.
   */
  redeliver(
    kept: KeptDelivery,
    handler: HandleDelivery<Type>,
    options?: RedeliveryOptions,
  ): Promise<'handled' | 'duplicate' | 'other-event'>
  /**
   * Waits until nothing is pending, for a graceful shutdown. Stop accepting requests first.
   *
   * @param options.timeoutMs - maximum time to wait, in milliseconds. Default 10000.
   * @returns the number of deliveries still pending: 0, unless the timeout was reached.
   */
  drain(options?: { readonly timeoutMs?: number }): Promise<number>
}

/** What is known about a rejected request at the point where it was rejected. */
interface RefusedFacts extends Pick<DeliveryFacts, 'id' | 'rawBody' | 'schemaErrors'> {
  /** The store's error, if it failed. */
  readonly storeError: unknown
  /** Why no key was available, for `key_unavailable`. */
  readonly keyError: unknown
}

const DRAIN_POLL_MS = 10

/**
 * Creates a receiver for signed Telnyx webhooks.
 *
 * @throws TypeError (code `invalid_option`) on an option that is missing, unknown, invalid or in conflict with another.
 */
export function createReceiver<const Choice extends TelnyxEventChoice = 'ended', Request = unknown>(
  options: ReceiverOptions<Request, Choice>,
): Receiver<ChosenEventType<Choice>> {
  const settings = readOptions(options as ReceiverOptions<never>)
  const { deduplication } = settings
  const authenticator = new Authenticator(settings)
  const handlings = new Handlings(deduplication)
  const outcomes = new Outcomes(handlings, settings)
  const bodyReader = new BodyReader()
  let claiming = 0

  async function receive(request: WebhookRequest): Promise<Reception> {
    return handle(new Exchange(request, false), await authenticator.authenticate(request))
  }

  async function handle(exchange: Exchange, found: Authentic | Rejection): Promise<Reception> {
    if ('refusal' in found) return refuse(exchange, found.refusal, found)
    const reading = bodyReader.read(found.rawBody)
    const { identity, schemaErrors, type } = reading
    const isHandled = settings.events.has(type)
    const key = isHandled && deduplication.eventKey ? askForKey(reading) : undefined
    const id = key ?? (await hashIdentity(identity.values))
    const facts = new DeliveryFacts(id, reading, found, exchange.request)
    if (!isHandled) {
      if (reading.waitsForTexml) return refuse(exchange, REFUSALS.instructions_not_handled, facts)
      return acknowledge(exchange, new ReceivedDelivery(facts, undefined, false), 'other-event')
    }
    if (schemaErrors.length > 0 && settings.schema === 'enforce') {
      return refuse(exchange, schemaRefusal(schemaErrors), facts)
    }
    const isUnique = deduplication.eventKey ? key !== undefined : identity.isUnique
    claiming += 1
    try {
      return await offer(exchange, facts, isUnique && deduplication.isOn)
    } finally {
      claiming -= 1
    }
  }

  /** Claims an authentic delivery for the handler. */
  async function offer(exchange: Exchange, facts: DeliveryFacts, isClaimed: boolean): Promise<Reception> {
    if (exchange.request.isAnswered?.()) return refuse(exchange, REFUSALS.sender_gone, facts)
    if (!isClaimed) return accept(exchange, facts, handlings.startUnclaimed(facts.id), false)
    const claim = await handlings.claim(facts.id)
    const needsAnswer = facts.reading.waitsForTexml && !exchange.isRedelivery
    if (claim === 'in-progress' || claim === 'in-progress-elsewhere') {
      if (claim === 'in-progress-elsewhere' && !exchange.isRedelivery) {
        const watching = outcomes.standBy(facts)
        exchange.request.waitUntil?.(watching)
      }
      // The first response may never reach Telnyx, and the caller hears silence until one does.
      if (needsAnswer) return acceptCopy(exchange, facts, false)
      return refuse(exchange, REFUSALS.delivery_in_progress, facts)
    }
    if (claim === 'done') {
      const isPassed = deduplication.onDuplicate === 'pass' && !exchange.isRedelivery
      if (!isPassed && !needsAnswer) {
        return acknowledge(exchange, new ReceivedDelivery(facts, undefined, true), 'duplicate')
      }
      return acceptCopy(exchange, facts, true)
    }
    if (claim.storeError !== undefined && deduplication.onStoreError === 'refuse') {
      await handlings.end(claim, 'failed')
      const { id, rawBody, schemaErrors } = facts
      const known = { id, rawBody, schemaErrors, storeError: claim.storeError }
      return refuse(exchange, REFUSALS.store_unavailable, known)
    }
    if (exchange.request.isAnswered?.()) {
      await handlings.end(claim, 'failed')
      return refuse(exchange, REFUSALS.sender_gone, facts)
    }
    return accept(exchange, facts, claim, false)
  }

  /** Passes a copy to the handler, whether or not the event was handled before. */
  function acceptCopy(exchange: Exchange, facts: DeliveryFacts, isAlone: boolean): Reception {
    const handling = handlings.startUnclaimed(facts.id)
    handling.isDeduplicated = isAlone
    return accept(exchange, facts, handling, true)
  }

  function accept(
    exchange: Exchange,
    facts: DeliveryFacts,
    handling: Handling,
    duplicate: boolean,
  ): Reception {
    const delivery = new ReceivedDelivery(facts, handling, duplicate)
    exchange.observer?.accept(delivery, handling.storeError)
    return new Acceptance(delivery, outcomes.watch(exchange, delivery, handling))
  }

  async function refuse(
    { request, observer, isRedelivery }: Exchange,
    refusal: Refusal,
    { id, rawBody, schemaErrors = NO_ERRORS, storeError, keyError }: Partial<RefusedFacts> = {},
  ): Promise<Reception> {
    observer?.refuse(refusal, id, { storeError, keyError })
    if (settings.onRefused && !isRedelivery) {
      const headers = readHeaders(request)
      await settings.onRefused(refusal, {
        request,
        headers,
        rawBody,
        deliveryId: id,
        keyError,
        schemaErrors,
      })
    }
    // This is a bug in the application, so it belongs in its own error log, not in Telnyx's.
    const isThrown = settings.refusals === 'throw' || refusal.code === 'body_already_consumed'
    if (isThrown) return { outcome: 'refused', refusal, answer: undefined }
    return { outcome: 'refused', refusal, answer: refusal.answer }
  }

  function askForKey(reading: BodyReading): string | undefined {
    const key: unknown = deduplication.eventKey?.(reading.createEvent())
    if (key === undefined || (typeof key === 'string' && key !== '')) return key
    throw invalidOption('deduplication.eventKey', 'it must return a non-empty string or undefined')
  }

  async function redeliver(
    kept: KeptDelivery,
    handler: (delivery: Delivery) => unknown,
    { publicKey }: RedeliveryOptions = {},
  ) {
    const request = readKeptDelivery(kept)
    const keys = publicKey === undefined ? undefined : prepareKeyRing(publicKey, settings.engine)
    const found = await authenticator.authenticateKept(request, keys)
    const reception = await handle(new Exchange(request, true), found)
    if (reception.outcome === 'refused') throw reception.refusal.toError()
    if (reception.outcome === 'acknowledged') return reception.reason
    try {
      await handler(reception.delivery)
    } catch (error) {
      await reception.settle({ error })
      throw error
    }
    await reception.settle({ status: ACKNOWLEDGEMENT.status })
    return 'handled'
  }

  async function drain({ timeoutMs }: { readonly timeoutMs?: number } = {}): Promise<number> {
    const deadlineMs = performance.now() + readDurationMs(timeoutMs, 'timeoutMs', 10_000)
    while (receiver.pending > 0 && performance.now() < deadlineMs) await pause(DRAIN_POLL_MS)
    return receiver.pending
  }

  const receiver: Receiver = Object.freeze({
    bodyLimit: settings.bodyLimit,
    engine: settings.engine.name,
    get pending() {
      return claiming + handlings.pending + outcomes.pending
    },
    receive,
    redeliver,
    drain,
  })
  return receiver as Receiver<ChosenEventType<Choice>>
}

function acknowledge(
  { observer }: Exchange,
  delivery: Delivery,
  reason: 'duplicate' | 'other-event',
): Reception {
  observer?.acknowledge(delivery, reason)
  return { outcome: 'acknowledged', reason, delivery, answer: ACKNOWLEDGEMENT }
}
