import { type FormSampleType, formSamples } from './generated/sample-events.ts'
import { overrideFields, type SampleOverrides } from './sample-call.ts'

/** The body of a JSON webhook, as sent by Call Control and messaging. */
export interface SampleJson {
  data: {
    record_type: string
    event_type: string
    id: string
    occurred_at: string
    payload: Record<string, unknown>
    [name: string]: unknown
  }
  meta: { attempt: number; delivered_to: string }
}

/** Properties of `data` to set in a JSON sample; `undefined` removes one. */
export type JsonSampleOverrides = Readonly<Record<string, unknown>>

/** The types that `sampleEvent` accepts. */
export type SampleEventType = FormSampleType | 'json' | 'unknown'

const samples: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...formSamples,
  unknown: {
    AccountSid: 'f5586561-8ff0-4291-a51b-c7dfe4139ff9',
    CallSid: 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ',
    NewEvent: 'something that Telnyx has not documented yet',
  },
}

/** Every event type, in the order in which they are matched. */
export const sampleEventTypes: readonly SampleEventType[] = [
  ...(Object.keys(formSamples) as FormSampleType[]),
  'json',
  'unknown',
]

/** A JSON webhook: the hangup of a Call Control call. */
export function sampleEvent(type: 'json', overrides?: JsonSampleOverrides): SampleJson
/**
 * The form fields of an event of this type, with every field that it can have, under the specification's names and with its example values.
 * Every value is a string, as on the wire. Each call returns a new object, which the test may modify.
 *
 * `call-completed` is the same as `sampleCall()`, which also has the fields of a Dial. See `sampleCall` for other ways a call can end.
 *
 * @param type - one of `sampleEventTypes`
 * @param overrides - fields to set, or to remove with `undefined`; for `'json'`, properties of `data`
 * @throws TypeError if there is no such type; the message lists the types
 *
 * @example
 * signedRequest({ keys, fields: sampleEvent('gather', { Digits: '2' }) })
 *
 * @example
 * signedRequest({ keys, json: sampleEvent('json', { event_type: 'message.received', payload: { text: 'Hello' } }) })
 */
export function sampleEvent(
  type: Exclude<SampleEventType, 'json'>,
  overrides?: SampleOverrides,
): Record<string, string>
/** An event whose type is only known at run time. */
export function sampleEvent(type: SampleEventType): Record<string, string> | SampleJson
export function sampleEvent(
  type: SampleEventType,
  overrides: SampleOverrides | JsonSampleOverrides = {},
): Record<string, string> | SampleJson {
  if (type === 'json') return createJsonSample(overrides)
  if (!Object.hasOwn(samples, type)) {
    throw new TypeError(`There is no sample event "${type}". The types are: ${sampleEventTypes.join(', ')}.`)
  }
  return overrideFields(samples[type] as Readonly<Record<string, string>>, overrides as SampleOverrides)
}

function createJsonSample(overrides: JsonSampleOverrides): SampleJson {
  return {
    data: {
      record_type: 'event',
      event_type: 'call.hangup',
      id: '0ccc7b54-4df3-4bca-a65a-3da1ecc777f0',
      occurred_at: '2024-01-15T10:31:00.130013Z',
      payload: {
        call_control_id: 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ',
        connection_id: '1234567890',
        from: '+35319605860',
        to: '+13129457420',
        hangup_cause: 'normal_clearing',
        hangup_source: 'caller',
      },
      ...overrides,
    },
    meta: { attempt: 1, delivered_to: 'https://example.com/webhooks/telnyx' },
  }
}
