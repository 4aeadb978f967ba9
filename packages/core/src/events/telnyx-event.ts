import type { TelnyxFormEvent } from './generated/registry.ts'

/** A JSON webhook from Telnyx: Call Control, messaging, numbers, and anything else with `data.id` and `data.event_type`. */
export interface JsonEvent<Payload = unknown> {
  readonly type: 'json'
  /** Id of the event, the same in every copy: `data.id`. */
  readonly id: string
  /**
   * What happened: `data.event_type`.
   *
   * @example 'call.hangup'
   */
  readonly eventType: string
  /** When it happened, in RFC 3339 format: `data.occurred_at`. */
  readonly occurredAt?: string
  /** `data.payload`. Its shape depends on `eventType` and is not validated. */
  readonly payload: Payload
  /** Delivery attempt, counted from 1: `meta.attempt`. */
  readonly attempt?: number
}

/** An authentic webhook that this version does not know. */
export interface UnknownEvent {
  readonly type: 'unknown'
  /** Every form field, decoded; empty if the body was JSON. */
  readonly fields: Readonly<Record<string, string>>
  /** The parsed body, if it was JSON. */
  readonly json?: unknown
}

/**
 * Any webhook that Telnyx signs: a union on `type`. Fields have Telnyx's own names.
 *
 * @example
 * ```ts
 * function describe(event: TelnyxEvent): string {
 *   switch (event.type) {
 *     case 'call-completed':
 *       return `${event.CallSid} ended: ${event.CallStatus}`
 *     case 'recording-completed':
 *       return `a recording of ${event.RecordingDuration} s`
 *     case 'json':
 *       return event.eventType
 *     default:
 *       return event.type
 *   }
 * }
 * ```
 */
export type TelnyxEvent = TelnyxFormEvent | JsonEvent | UnknownEvent

/** The name of an event: `'call-completed'`, `'gather'`, `'json'`, ... The meaning of a name never changes. */
export type TelnyxEventType = TelnyxEvent['type']

/** Which events reach the handler: `'ended'` (the same as `['call-completed']`), `'all'`, or a list of types. */
export type TelnyxEventChoice = 'ended' | 'all' | readonly TelnyxEventType[]

/** The event types that a choice includes. */
export type ChosenEventType<Choice extends TelnyxEventChoice> = Choice extends 'all'
  ? TelnyxEventType
  : Choice extends readonly (infer Type extends TelnyxEventType)[]
    ? Type
    : 'call-completed'

/** The event with the given type, or a union for several types. */
export type TelnyxEventOf<Type extends TelnyxEventType> = EventsByType[Type]

/** A lookup type. With a conditional type, `Delivery` of one event would not be assignable to `Delivery`. */
type EventsByType = { readonly [Type in TelnyxEventType]: Extract<TelnyxEvent, { readonly type: Type }> }
