import assert from 'node:assert/strict'
import type { TelnyxEvent, TelnyxFormEvent } from '@telnyx-call/core'
import { eventSchemas } from '@telnyx-call/core/schema'
import { sampleCall, sampleEvent, sampleEventTypes } from '@telnyx-call/testing'
import type { ConformanceCase, ScenarioCase } from '../case.ts'
import { assertAcknowledged } from '../deliveries.ts'
import { accepted, acknowledged, refused } from '../expectations.ts'
import { calling, callingVariant, NOW_SECONDS, sending, signed } from '../requests.ts'

type FormType = TelnyxFormEvent['type']
type Fields = Readonly<Record<string, string>>

const formTypes = sampleEventTypes.filter((type) => type !== 'json' && type !== 'unknown')

/** Telnyx goes on with the call by what they are answered. A `call-completed` only does so with the fields of a Dial, which its sample has. */
const WAITING: ReadonlySet<FormType> = new Set([
  'call-completed',
  'queue',
  'ai-gather',
  'gather',
  'instructions',
])

const notifications = formTypes.filter((type) => !WAITING.has(type))

/** What cannot be told from something else by its required fields alone: a gather needs what was pressed or said. */
const REQUIRED_READ_AS: Readonly<Partial<Record<FormType, FormType>>> = { gather: 'instructions' }

/** The fields that are not text. */
const CONVERSIONS: Readonly<Record<string, (text: string) => number | boolean>> = {
  SequenceNumber: Number,
  RecordingChannels: Number,
  ShakenStirValidated: (text) => text === 'true',
}

/** Only in this event the confidence is a number. */
const GATHER_CONVERSIONS: typeof CONVERSIONS = { ...CONVERSIONS, Confidence: Number }

/** The event that a form has to be read as. */
function toEvent(type: FormType, fields: Fields): TelnyxEvent {
  const conversions = type === 'gather' ? GATHER_CONVERSIONS : CONVERSIONS
  const values = Object.entries(fields).map(([name, text]) => [name, conversions[name]?.(text) ?? text])
  return { type, ...Object.fromEntries(values) } as TelnyxEvent
}

function pickRequired(type: FormType): Fields {
  const { required } = eventSchemas[type]
  return Object.fromEntries(Object.entries(sampleEvent(type)).filter(([name]) => required.includes(name)))
}

const inFull: ConformanceCase[] = formTypes.map((type) => ({
  id: `event.${type}.in-full`,
  options: { events: 'all' },
  request: sending({ fields: sampleEvent(type) }),
  expect: {
    ...accepted(({ call, fields, schemaErrors, waitsForTexml, duplicate }) => {
      assert.deepEqual(schemaErrors, [])
      assert.deepEqual({ ...fields }, sampleEvent(type))
      assert.equal(waitsForTexml, WAITING.has(type))
      assert.equal(call !== undefined, type === 'call-completed')
      assert.equal(duplicate, false)
    }),
    event: toEvent(type, sampleEvent(type)),
  },
}))

const requiredOnly: ConformanceCase[] = formTypes.map((type) => {
  const readAs = REQUIRED_READ_AS[type] ?? type
  return {
    id: `event.${type}.required-only`,
    options: { events: [readAs] },
    request: sending({ fields: pickRequired(type) }),
    expect: {
      ...accepted(({ schemaErrors, waitsForTexml }) => {
        assert.deepEqual(schemaErrors, [])
        assert.equal(waitsForTexml, type !== 'call-completed' && WAITING.has(type))
      }),
      event: toEvent(readAs, pickRequired(type)),
    },
  }
})

/** By default only ended calls are asked for; what Telnyx waits for is not left without an answer. */
const notAskedFor: ConformanceCase[] = formTypes.map((type) => ({
  id: `event.${type}.not-asked-for`,
  ...(type === 'call-completed' && { options: { events: ['call-answered'] } }),
  request: sending({ fields: sampleEvent(type) }),
  expect: WAITING.has(type) ? refused('instructions_not_handled', 'TeXML') : acknowledged,
}))

/** Two notifications with the same fields may be two occurrences, since nothing in them tells one from the next. */
const WITHOUT_IDENTITY: ReadonlySet<string> = new Set(['live-transcription'])

function isUnique(type: string): boolean {
  return !WITHOUT_IDENTITY.has(type)
}

const neverCopies: ScenarioCase[] = notifications
  .filter((type) => !isUnique(type))
  .map((type) => ({
    id: `event.${type}.twice`,
    usesStore: true,
    options: { events: [type] },
    play: async ({ send, keys, running }) => {
      for (const _ of [1, 2]) {
        const request = signed(keys, { fields: sampleEvent(type) })
        assert.equal((await send(request)).body.toString(), '{"handled":true}')
      }
      assert.deepEqual(
        running.handled.map(({ delivery }) => [delivery?.duplicate, delivery?.deduplicated]),
        [
          [false, false],
          [false, false],
        ],
      )
    },
  }))

/** A copy of a notification is signed later, and its fields may come in another order. */
const copies: ScenarioCase[] = [...notifications, 'unknown' as const].filter(isUnique).map((type) => ({
  id: `event.${type}.copy`,
  usesStore: true,
  options: { events: [type] },
  play: async ({ send, keys, running }) => {
    const fields = sampleEvent(type)
    assert.equal((await send(signed(keys, { fields }))).status, 200)
    const reversed = Object.fromEntries(Object.entries(fields).reverse())
    const copy = signed(keys, { fields: reversed, timestamp: NOW_SECONDS + 60 })
    assertAcknowledged(await send(copy), running, 1)
    assert.equal(running.handled[0]?.event?.type, type)
    assert.equal(running.handled[0]?.delivery?.deduplicated, true)
  },
}))

const ongoing: ConformanceCase[] = ['initiated', 'ringing', 'in-progress', 'dtmf'].map((CallStatus) => ({
  id: `event.${CallStatus}`,
  request: calling({ CallStatus }),
  expect: acknowledged,
}))

const samples: ConformanceCase[] = (['initiated', 'ringing', 'answered'] as const).map((variant) => ({
  id: `event.sample.${variant}`,
  request: callingVariant(variant),
  expect: acknowledged,
}))

/** Authentic and new to this version: acknowledged unless asked for, and never taken for an ended call. */
const unknown: ConformanceCase[] = (
  [
    ['unknown-status', sampleCall('minimal', { CallStatus: 'transferred' })],
    ['unknown-status.capital', sampleCall('minimal', { CallStatus: 'Completed' })],
    ['unknown-status.space', sampleCall('minimal', { CallStatus: 'completed ' })],
    ['unknown-status.constructor', sampleCall('minimal', { CallStatus: 'constructor' })],
    ['no-call-status', sampleCall('minimal', { CallStatus: undefined })],
    ['other-source', sampleCall('minimal', { CallbackSource: 'call-new-events' })],
    ['no-source', sampleCall('minimal', { CallbackSource: undefined })],
    ['not-texml-at-all', { hello: 'world' }],
    ['nothing-at-all', {}],
    ['sample', sampleEvent('unknown')],
  ] satisfies [string, Fields][]
).flatMap(([name, fields]) => [
  {
    id: `event.unknown.${name}`,
    options: { events: ['unknown'] as const },
    request: sending({ fields }),
    expect: {
      ...accepted(({ call, schemaErrors, waitsForTexml }) => {
        assert.equal(call, undefined)
        assert.deepEqual(schemaErrors, [])
        assert.equal(waitsForTexml, false)
      }),
      event: { type: 'unknown' as const, fields },
    },
  },
  {
    id: `event.unknown.${name}.not-asked-for`,
    request: sending({ fields }),
    expect: acknowledged,
  },
])

const ringingThenCompleted = `${new URLSearchParams(sampleCall('minimal', { CallStatus: 'ringing' }))}&CallStatus=completed`

export const eventCases: readonly ConformanceCase[] = [
  ...inFull,
  ...requiredOnly,
  ...notAskedFor,
  ...copies,
  ...neverCopies,
  ...ongoing,
  ...samples,
  ...unknown,
  {
    id: 'event.call-completed.without-dial.not-asked-for',
    why: 'Nobody waits for TeXML.',
    options: { events: ['call-answered'] },
    request: callingVariant('minimal'),
    expect: acknowledged,
  },
  {
    id: 'event.gather.few-fields',
    why: 'The caller waits, however little is said of the call.',
    request: sending({ fields: { AccountSid: 'a', CallSid: 'v3:gather', Digits: '42' } }),
    expect: refused('instructions_not_handled'),
  },
  {
    id: 'event.forged',
    request: sending({ signer: 'stranger', fields: sampleEvent('call-initiated') }),
    expect: refused('signature_mismatch'),
  },
  {
    id: 'event.forged.waits-for-texml',
    options: { events: 'all' },
    request: sending({ signer: 'stranger', fields: sampleEvent('gather') }),
    expect: refused('signature_mismatch'),
  },
  {
    id: 'event.repeated-call-status',
    why: 'The first value counts, and the application is told of the second.',
    options: { events: 'all' },
    request: sending({ body: ringingThenCompleted }),
    expect: accepted(({ event, call, schemaErrors }) => {
      assert.equal(event.type, 'call-ringing')
      assert.equal(call, undefined)
      assert.deepEqual(schemaErrors, [
        { field: 'CallStatus', rule: 'repeated', message: 'must be sent once' },
      ])
    }),
  },
  {
    id: 'event.frozen',
    options: { events: 'all' },
    request: sending({ fields: sampleEvent('call-answered') }),
    expect: accepted((delivery) => {
      for (const part of [delivery, delivery.event, delivery.fields, delivery.schemaErrors]) {
        assert.ok(Object.isFrozen(part))
      }
    }),
  },
]
