import type { Delivery } from '../delivery/delivery.ts'
import type { HandlingOutcome } from '../delivery/handling.ts'
import type { TelnyxCall } from '../events/generated/call-completed.ts'
import type { SchemaError } from '../events/schema-error.ts'
import type { TelnyxEventType } from '../events/telnyx-event.ts'
import type { Refusal, RefusalCode } from '../refusals.ts'
import { channels } from './channels.ts'

/** What all events say. They are published on `node:diagnostics_channel`, under `telnyx-call:` and the name of the event. */
export interface ReceiverEvent {
  /** The same on all events of one request, and on no others: a key for a Map. */
  readonly exchange: symbol
  /** The adapter, such as `'fastify'`; `undefined` where the receiver is used without one. */
  readonly adapter: string | undefined
  /** Milliseconds since the request reached the receiver. */
  readonly durationMs: number
}

/** `telnyx-call:received`: a request reached the receiver. Nothing of it is known to be true yet. */
export type ReceivedEvent = ReceiverEvent

/** What events say of an authentic delivery. */
export interface DeliveryEvent extends ReceiverEvent {
  readonly deliveryId: string
  /** What was sent. `'unknown'` is authentic and new to this version. */
  readonly eventType: TelnyxEventType
  /** How the event departs from the schema: fields and rules, and no value. */
  readonly schemaErrors: readonly SchemaError[]
  /** The call that ended; `undefined` for every other event. */
  readonly call: MaskedCall | undefined
}

/** `telnyx-call:refused`: a request was refused. */
export interface RefusedEvent extends ReceiverEvent {
  readonly code: RefusalCode
  /** HTTP status. */
  readonly status: number
  /** The refusal's detail. It shows nothing that was sent; of `schema_mismatch` it names the fields and the rules. */
  readonly detail: string
  /** `undefined` where the request is not known to be a delivery of ours. */
  readonly deliveryId: string | undefined
  /** Why the store could not be asked, for `store_unavailable`. */
  readonly storeError: unknown
  /** Why there was no key, for `key_unavailable`. */
  readonly keyError: unknown
}

/** `telnyx-call:acknowledged`: a delivery was answered without the handler. */
export interface AcknowledgedEvent extends DeliveryEvent {
  readonly reason: 'duplicate' | 'other-event'
}

/** `telnyx-call:accepted`: a delivery goes to the handler. */
export interface AcceptedEvent extends DeliveryEvent {
  readonly deduplicated: boolean
  readonly duplicate: boolean
  /** Why the store could not be asked, where `deduplicated` is false. */
  readonly storeError: unknown
}

/** `telnyx-call:settled`: the outcome of a handler's run is known, and the store has been told. */
export interface SettledEvent extends DeliveryEvent {
  /** Only `'handled'` is final; otherwise the delivery is free to come again. */
  readonly outcome: HandlingOutcome
  /** Whether the connection had ended by then, so that the sender will send the event again. */
  readonly isSenderGone: boolean
  /** Milliseconds from the handler's start to its outcome. */
  readonly handlingMs: number
  /** Whether Telnyx gave up on the response: `durationMs` is more than `responseTimeoutMs`, or the sender left when most of that was over. */
  readonly isOverBudget: boolean
  /** Why the store could not be told, where it could not. A commit is then tried again in the background. */
  readonly storeError: unknown
  /** What the option `onFailed` threw or rejected with, where it did. */
  readonly onFailedError: unknown
}

/** `telnyx-call:forgotten`: a memory store is full, and forgot a handled delivery early. If it comes again, it is handled again. */
export interface ForgottenEvent {
  readonly deliveryId: string
}

/** A call as events tell of it: no phone number and no name in it is whole. */
export interface MaskedCall {
  readonly CallSid: string
  readonly CallStatus: TelnyxCall['CallStatus']
  /** `***` and the last two characters; `***` alone for what is shorter than a phone number. */
  readonly From: string
  /** As `From`. */
  readonly To: string
  /** `***` where there is one. */
  readonly CallerId: string | undefined
}

const { received, refused, acknowledged, accepted, settled, forgotten } = channels

interface SettledFacts extends Pick<SettledEvent, 'outcome' | 'isSenderGone'> {
  readonly responseTimeoutMs: number
}

/**
 * The sender's clock starts before ours: the connection that it breaks when its time is over breaks a little early for us. What fails
 * when so much of the budget is gone counts as given up on.
 */
const GIVING_UP_SHARE = 0.9

/** Publishes that a memory forgot a handled delivery early. */
export function publishForgotten(deliveryId: string): void {
  forgotten.publish({ deliveryId } satisfies ForgottenEvent)
}

/** Publishes what happens to one request. */
export class ExchangeObserver {
  readonly #adapter: string | undefined
  readonly #exchange = Symbol('exchange')
  readonly #receivedAt = performance.now()
  #acceptedAt = 0

  /** @returns undefined while nobody listens, so that nothing is computed for nobody. */
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

  /** Takes the time now. @returns the function that publishes, for when the store has answered. */
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

/** With `schema: 'report'` there may be no number. Two characters of an extension or a short code would be most of it. */
function maskNumber(number = ''): string {
  return number.length < 8 ? '***' : `***${number.slice(-2)}`
}
