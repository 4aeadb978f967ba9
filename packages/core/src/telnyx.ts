import type { Telnyx } from 'telnyx'
import type { JsonEvent } from './events/telnyx-event.ts'

/** Some of the package's webhook types have no `data`. */
type DataOf<Webhook> = Webhook extends { data?: infer Data } ? NonNullable<Data> : never
type WebhookData = DataOf<Telnyx.UnwrapWebhookEvent>
type EventTypeOf<Data> = Data extends { event_type?: infer EventType } ? NonNullable<EventType> : never
/** One webhook type can have several event types. */
type PayloadOf<Data, EventType> = Data extends { event_type?: infer Types; payload?: infer Payload }
  ? EventType extends Types
    ? Payload
    : never
  : never

/** The JSON event types that the package `telnyx` knows, such as `'call.hangup'`. */
export type KnownJsonEventType = Extract<EventTypeOf<WebhookData>, string>

/**
 * A JSON event whose payload is typed by the package `telnyx`, as a union on `eventType`. The payload is not validated: the type is what
 * Telnyx documents. Events that the package does not know yet can also arrive.
 *
 * @example
 * ```ts
 * import type { TypedJsonEvent } from '@telnyx-call/core/telnyx'
 *
 * const event = requireTelnyxEvent(request, 'json') as TypedJsonEvent
 * if (event.eventType === 'call.hangup') console.log(event.payload?.hangup_cause)
 * ```
 */
export type TypedJsonEvent<EventType extends KnownJsonEventType = KnownJsonEventType> =
  EventType extends KnownJsonEventType
    ? JsonEvent<PayloadOf<WebhookData, EventType>> & { readonly eventType: EventType }
    : never
