import type { Delivery } from '../delivery/delivery.ts'
import type { HandlingOutcome } from '../delivery/handling.ts'
import type { TelnyxCall } from '../events/generated/call-completed.ts'
import type { SchemaError } from '../events/schema-error.ts'
import type { TelnyxEventType } from '../events/telnyx-event.ts'
import type { Refusal, RefusalCode } from '../refusals.ts'
import { channels } from './channels.ts'

/** Fields that all events have. Events are published on `node:diagnostics_channel`, on the channel `telnyx-call:<event>`. */
export interface ReceiverEvent {
  /** Identifies the request: the same in all of its events, unique to it. Use it as a Map key. */
  readonly exchange: symbol
  /** Name of the adapter, such as `'fastify'`; `undefined` if the receiver is used directly. */
  readonly adapter: string | undefined
  /** Milliseconds since the request reached the receiver. */
  readonly durationMs: number
}

/** `telnyx-call:received`: a request reached the receiver. Nothing about it has been verified yet. */
export type ReceivedEvent = ReceiverEvent

/** Fields of events about an authentic delivery. */
export interface DeliveryEvent extends ReceiverEvent {
  readonly deliveryId: string
  /** Type of the event. `'unknown'` is authentic, but not known to this version. */
  readonly eventType: TelnyxEventType
  /** How the event differs from the schema: fields and rules, no values. */
  readonly schemaErrors: readonly SchemaError[]
  /** The call that ended; `undefined` for every other event. */
  readonly call: MaskedCall | undefined
}

/** `telnyx-call:refused`: a request was rejected. */
export interface RefusedEvent extends ReceiverEvent {
  readonly code: RefusalCode
  /** HTTP status. */
  readonly status: number
  /** The refusal's detail. Contains nothing that was sent, except field names for `schema_mismatch`. */
  readonly detail: string
  /** `undefined` if the request was rejected before its id was known. */
  readonly deliveryId: string | undefined
  /** The store's error, for `store_unavailable`. */
  readonly storeError: unknown
  /** Why no key was available, for `key_unavailable`. */
  readonly keyError: unknown
}

/** `telnyx-call:acknowledged`: a delivery was answered without running the handler. */
export interface AcknowledgedEvent extends DeliveryEvent {
  readonly reason: 'duplicate' | 'other-event'
}

/** `telnyx-call:accepted`: a delivery is passed to the handler. */
export interface AcceptedEvent extends DeliveryEvent {
  readonly deduplicated: boolean
  readonly duplicate: boolean
  /** The store's error, if that is why `deduplicated` is false. */
  readonly storeError: unknown
}

/** `telnyx-call:settled`: a handler's outcome is known and was reported to the store, or reporting it failed (`storeError`). */
export interface SettledEvent extends DeliveryEvent {
  /** Only `'handled'` is final. After any other outcome, the event can be handled again. */
  readonly outcome: HandlingOutcome
  /** Whether the connection had already closed, so that Telnyx will send the event again. */
  readonly isSenderGone: boolean
  /** Milliseconds from the start of the handler to its outcome. */
  readonly handlingMs: number
  /**
   * Whether Telnyx probably gave up waiting: `durationMs` exceeds `responseTimeoutMs`, or the connection closed after most of that time.
   */
  readonly isOverBudget: boolean
  /** The store's error, if the report failed. A failed commit is retried in the background. */
  readonly storeError: unknown
  /** What `onFailed` threw or rejected with. */
  readonly onFailedError: unknown
}

/** `telnyx-call:forgotten`: a full memory store dropped a handled delivery early. If the event is sent again, it is handled again. */
export interface ForgottenEvent {
  readonly deliveryId: string
}

/** A call as it appears in events, with phone numbers and names masked. */
export interface MaskedCall {
  readonly CallSid: string
  readonly CallStatus: TelnyxCall['CallStatus']
  /** `***` and the last two characters; just `***` if it is shorter than a phone number. */
  readonly From: string
  /** Masked like `From`. */
  readonly To: string
  /** `***` if there is one. */
  readonly CallerId: string | undefined
}

const { received, refused, acknowledged, accepted, settled, forgotten } = channels

interface SettledFacts extends Pick<SettledEvent, 'outcome' | 'isSenderGone'> {
  readonly responseTimeoutMs: number
}

/**
 * Telnyx starts its clock before ours, so a connection that it closes at its timeout closes slightly early for us. A connection that closes
 * after this share of the timeout counts as given up on.
 */
const GIVING_UP_SHARE = 0.9

/** Publishes that a memory dropped a handled delivery early. */
export function publishForgotten(deliveryId: string): void {
  forgotten.publish({ deliveryId } satisfies ForgottenEvent)
}

/** Publishes the events of one request. */
export class ExchangeObserver {
  readonly #adapter: string | undefined
  readonly #exchange = Symbol('exchange')
  readonly #receivedAt = performance.now()
  #acceptedAt = 0

  /** @returns undefined if nobody listens, so that unobserved requests cost nothing. */
  static observe(adapter: string | undefined): ExchangeObserver | undefined {
    const isHeard =
      received.hasSubscribers ||
      refused.hasSubscribers ||
      acknowledged.hasSubscribers ||
      accepted.hasSubscribers ||
      settled.hasSubscribers
    return isHeard ? new ExchangeObserver(adapter) : undefined
  }

  private constructor(adapter: string | undefined) {
    this.#adapter = adapter
    received.publish(this.#describe() satisfies ReceivedEvent)
  }

  refuse(
    { code, status, detail }: Refusal,
    deliveryId: string | undefined,
    errors: Pick<RefusedEvent, 'storeError' | 'keyError'>,
  ): void {
    const event = { ...this.#describe(), code, status, detail, deliveryId, ...errors }
    refused.publish(event satisfies RefusedEvent)
  }

  acknowledge(delivery: Delivery, reason: AcknowledgedEvent['reason']): void {
    acknowledged.publish({ ...this.#describeDelivery(delivery), reason } satisfies AcknowledgedEvent)
  }

  accept(delivery: Delivery, storeError: unknown): void {
    this.#acceptedAt = performance.now()
    const { deduplicated, duplicate } = delivery
    const event = { ...this.#describeDelivery(delivery), deduplicated, duplicate, storeError }
    accepted.publish(event satisfies AcceptedEvent)
  }

  /** Takes the time now. @returns a function that publishes the event, to be called once the store has answered. */
  settle(
    delivery: Delivery,
    { outcome, isSenderGone, responseTimeoutMs }: SettledFacts,
  ): (errors: Pick<SettledEvent, 'storeError' | 'onFailedError'>) => void {
    const facts = this.#describeDelivery(delivery)
    const handlingMs = performance.now() - this.#acceptedAt
    const isOverBudget =
      facts.durationMs > (isSenderGone ? responseTimeoutMs * GIVING_UP_SHARE : responseTimeoutMs)
    return (errors) => {
      const event = { ...facts, outcome, isSenderGone, handlingMs, isOverBudget, ...errors }
      settled.publish(event satisfies SettledEvent)
    }
  }

  #describe(): ReceiverEvent {
    const durationMs = performance.now() - this.#receivedAt
    return { exchange: this.#exchange, adapter: this.#adapter, durationMs }
  }

  #describeDelivery({ id, event, schemaErrors, call }: Delivery): DeliveryEvent {
    const eventType = event.type
    return { ...this.#describe(), deliveryId: id, eventType, schemaErrors, call: call && maskCall(call) }
  }
}

function maskCall({ CallSid, CallStatus, From, To, CallerId }: TelnyxCall): MaskedCall {
  return {
    CallSid,
    CallStatus,
    From: maskNumber(From),
    To: maskNumber(To),
    CallerId: CallerId === undefined ? undefined : '***',
  }
}

/** The number may be missing with `schema: 'report'`. Two characters of an extension or short code would reveal most of it. */
function maskNumber(number = ''): string {
  return number.length < 8 ? '***' : `***${number.slice(-2)}`
}
