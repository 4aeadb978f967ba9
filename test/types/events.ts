/** Compiled by `pnpm check:types`, never run: each `@ts-expect-error` is a negative test. */
import type {
  CallAnsweredEvent,
  CallCompletedEvent,
  CompletedCall,
  Delivery,
  GatherEvent,
  JsonEvent,
  RecordingCompletedEvent,
  readTelnyxEvent,
  requireTelnyxEvent,
  TelnyxCall,
  TelnyxEvent,
  TelnyxEventOf,
  TelnyxEventType,
  TelnyxFormEvent,
  UnknownEvent,
} from '@telnyx-call/core'
import { type EventSchema, eventSchemas } from '@telnyx-call/core/schema'
import { type SampleEventType, type SampleJson, sampleEvent, type signedRequest } from '@telnyx-call/testing'
import { assertType, type Equal } from './equal.ts'

assertType<Equal<TelnyxEvent, TelnyxFormEvent | JsonEvent | UnknownEvent>>()
assertType<Equal<TelnyxEventType, SampleEventType>>()
assertType<Equal<TelnyxEventOf<'call-answered'>, CallAnsweredEvent>>()
assertType<Equal<TelnyxEventOf<'call-answered' | 'json'>, CallAnsweredEvent | JsonEvent>>()
// @ts-expect-error -- there is no such type
assertType<Equal<TelnyxEventOf<'call-held'>, never>>()
assertType<Equal<ReturnType<typeof readTelnyxEvent>, TelnyxEvent>>()

export function narrow(event: TelnyxEvent): string | undefined {
  assertType<Equal<(typeof event)['type'], TelnyxEventType>>()
  // @ts-expect-error -- not every event is about a call
  event.CallSid
  switch (event.type) {
    case 'call-completed': {
      const call: TelnyxCall = event
      assertType<Equal<(typeof event)['SequenceNumber'], number>>()
      // @ts-expect-error -- only a completed call is promised a time of answer
      event.AnsweredTime
      if (event.CallStatus === 'completed') {
        const completed: CompletedCall = event
        return completed.AnsweredTime
      }
      return call.CallSid
    }
    case 'call-answered':
      assertType<Equal<typeof event, CallAnsweredEvent>>()
      assertType<Equal<(typeof event)['CallStatus'], 'in-progress'>>()
      assertType<Equal<(typeof event)['ShakenStirValidated'], boolean | undefined>>()
      // @ts-expect-error -- nobody has pressed a key
      return event.Digits
    case 'gather':
      assertType<Equal<(typeof event)['Digits'], string | undefined>>()
      assertType<Equal<(typeof event)['Confidence'], number | undefined>>()
      return event.Digits
    case 'recording-completed':
      assertType<Equal<(typeof event)['RecordingChannels'], 1 | 2>>()
      return event.RecordingDuration
    case 'call-cost':
      assertType<Equal<(typeof event)['CallCost[v3:abc]'], string | undefined>>()
      // @ts-expect-error -- the name contains the id of the call
      return event.CallCost
    case 'json':
      assertType<Equal<(typeof event)['payload'], unknown>>()
      return event.eventType
    case 'unknown':
      assertType<Equal<(typeof event)['fields'], Readonly<Record<string, string>>>>()
      return event.fields.AccountSid
    // @ts-expect-error -- there is no such type
    case 'call-held':
      return ''
    default:
      assertType<
        Equal<
          Extract<typeof event, { type: 'call-completed' | 'call-answered' | 'gather' | 'json' | 'unknown' }>,
          never
        >
      >()
      return event.type
  }
}

/** By the type that is asked for, a request has that member alone. */
export function require(request: { readonly telnyxEvent?: TelnyxEvent }, require: typeof requireTelnyxEvent) {
  const answered = require(request, 'call-answered')
  assertType<Equal<typeof answered, CallAnsweredEvent>>()
  assertType<Equal<(typeof answered)['CallStatus'], 'in-progress'>>()
  // @ts-expect-error -- nobody has pressed a key
  answered.Digits
  const ended = require(request, 'call-completed')
  assertType<Equal<typeof ended, CallCompletedEvent>>()
  const oneOfTwo = require(request, 'gather', 'recording-completed')
  assertType<Equal<typeof oneOfTwo, GatherEvent | RecordingCompletedEvent>>()
  // @ts-expect-error -- a recording has no keys
  oneOfTwo.Digits
  if (oneOfTwo.type === 'gather') assertType<Equal<(typeof oneOfTwo)['Digits'], string | undefined>>()
  const any = require(request)
  assertType<Equal<typeof any, TelnyxEvent>>()
  const json = require(request, 'json')
  assertType<Equal<(typeof json)['payload'], unknown>>()
  // @ts-expect-error -- there is no such type
  require(request, 'call-held')
  // @ts-expect-error -- a delivery is no request
  require({} as Delivery, 'gather')
  // @ts-expect-error -- text is no request
  require('request', 'gather')
}

/** With a case for every type there is nothing left. */
export function exhaust(event: TelnyxEventOf<'gather' | 'json' | 'unknown'>): string {
  switch (event.type) {
    case 'gather':
    case 'json':
    case 'unknown':
      return event.type
    default: {
      const nothing: never = event
      return nothing
    }
  }
}

export function change(event: TelnyxEventOf<'gather'>): void {
  // @ts-expect-error -- an event is frozen
  event.Digits = '1'
}

/** `any` would be equal to nothing but `any`. */
type FieldOf<E> = E extends unknown ? E[keyof E] : never
assertType<Equal<FieldOf<TelnyxFormEvent>, string | number | boolean | undefined>>()

assertType<Equal<(typeof eventSchemas)['call-answered'], EventSchema>>()
// @ts-expect-error -- JSON webhooks have no schema of ours
eventSchemas.json

assertType<Equal<JsonEvent<{ text: string }>['payload'], { text: string }>>()
const json = sampleEvent('json', { payload: { text: 'Hello' } })
assertType<Equal<typeof json, SampleJson>>()
assertType<Equal<ReturnType<typeof signedRequest>['body'], string | Buffer<ArrayBuffer>>>()
const fields = sampleEvent('gather', { Digits: '2', SpeechResult: undefined })
assertType<Equal<typeof fields, Record<string, string>>>()
// @ts-expect-error -- every value of a form is text
sampleEvent('gather', { Digits: 2 })
// @ts-expect-error -- there is no such sample
sampleEvent('call-held')
