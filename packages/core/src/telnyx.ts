import type { Telnyx } from 'telnyx'
import type { JsonEvent } from './events/telnyx-event.ts'

/** Some of the package's shapes have no `data`. */
type DataOf<Webhook> = Webhook extends { data?: infer Data } ? NonNullable<Data> : never
type WebhookData = DataOf<Telnyx.UnwrapWebhookEvent>
type EventTypeOf<Data> = Data extends { event_type?: infer EventType } ? NonNullable<EventType> : never
/** One shape can have several event types. */
type PayloadOf<Data, EventType> = Data extends { event_type?: infer Types; payload?: infer Payload }
  ? EventType extends Types
    ? Payload
    : never
  : never

/** The event types of JSON webhooks that the package `telnyx` knows, such as `'call.hangup'`. */
export type KnownJsonEventType = Extract<EventTypeOf<WebhookData>, string>

/**
 * The JSON event with its payload typed by the package `telnyx`, a union on `eventType`. The payload is not checked: it is what Telnyx
 * documents, and events that are new to that package come as well.
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
