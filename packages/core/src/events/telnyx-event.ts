import type { TelnyxFormEvent } from './generated/registry.ts'

/** A JSON webhook of Telnyx: Call Control, messaging, numbers and whatever else has `data.id` and `data.event_type`. */
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
  /** When it happened, as RFC 3339 text: `data.occurred_at`. */
  readonly occurredAt?: string
  /** `data.payload`. Its shape depends on `eventType` and is not checked. */
  readonly payload: Payload
  /** Which attempt at delivery this is, counted from 1: `meta.attempt`. */
  readonly attempt?: number
}

/** An authentic webhook that is new to this version. */
export interface UnknownEvent {
  readonly type: 'unknown'
  /** Every field of the form, decoded; empty where the body was JSON. */
  readonly fields: Readonly<Record<string, string>>
  /** The body, where it was JSON. */
  readonly json?: unknown
}

/**
 * Any webhook that Telnyx signs. Switch on `type`: each has its fields under Telnyx's own names.
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

/** The name of an event: `'call-completed'`, `'gather'`, `'json'`, ... A name never changes its meaning. */
export type TelnyxEventType = TelnyxEvent['type']

/** Which events reach a handler: `'ended'` is `['call-completed']`, `'all'` is every event, or their types. */
export type TelnyxEventChoice = 'ended' | 'all' | readonly TelnyxEventType[]

/** The types that a choice stands for. */
export type ChosenEventType<Choice extends TelnyxEventChoice> = Choice extends 'all'
  ? TelnyxEventType
  : Choice extends readonly (infer Type extends TelnyxEventType)[]
    ? Type
    : 'call-completed'

/** The event of one type, or of one of several. */
export type TelnyxEventOf<Type extends TelnyxEventType> = EventsByType[Type]

/** A look-up: with a conditional type, a delivery of one event would not count as a delivery. */
type EventsByType = { readonly [Type in TelnyxEventType]: Extract<TelnyxEvent, { readonly type: Type }> }
