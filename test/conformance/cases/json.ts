import assert from 'node:assert/strict'
import type { TelnyxEvent } from '@telnyx-call/core'
import { sampleEvent } from '@telnyx-call/testing'
import type { CaseOptions, ConformanceCase } from '../case.ts'
import { assertAcknowledged } from '../deliveries.ts'
import { accepted, acknowledged, refused } from '../expectations.ts'
import { NOW_SECONDS, sending, signed } from '../requests.ts'

const sample = sampleEvent('json')

const sampleAsEvent: TelnyxEvent = {
  type: 'json',
  id: sample.data.id,
  eventType: 'call.hangup',
  occurredAt: sample.data.occurred_at,
  payload: sample.data.payload,
  attempt: 1,
}

const ASKED: CaseOptions = { events: ['json'] }

const mediaTypes: ConformanceCase[] = (
  [
    ['charset', 'application/json; charset=utf-8'],
    ['upper-case', 'Application/JSON'],
    ['suffix', 'application/vnd.telnyx.event+json'],
  ] as const
).map(([name, contentType]) => ({
  id: `json.media-type.${name}`,
  options: ASKED,
  request: sending({ json: sample, headers: { 'content-type': contentType } }),
  expect: { ...accepted(), event: sampleAsEvent },
}))

/** Authentic JSON that is no webhook as we know them. */
const unknown: ConformanceCase[] = (
  [
    ['no-id', JSON.stringify({ data: { event_type: 'call.hangup' } })],
    ['empty-id', JSON.stringify({ data: { event_type: 'call.hangup', id: '' } })],
    ['no-event-type', JSON.stringify({ data: { id: '1' } })],
    ['id-that-is-a-number', JSON.stringify({ data: { event_type: 'call.hangup', id: 1 } })],
    ['no-data', '{}'],
  ] as const
).flatMap(([name, body]) => [
  {
    id: `json.unknown.${name}`,
    options: { events: 'all' as const },
    request: sending({ body, headers: { 'content-type': 'application/json' } }),
    expect: { ...accepted(), event: { type: 'unknown' as const, fields: {}, json: JSON.parse(body) } },
  },
  {
    id: `json.unknown.${name}.not-asked-for`,
    options: ASKED,
    request: sending({ body, headers: { 'content-type': 'application/json' } }),
    expect: acknowledged,
  },
])

const noObjects: ConformanceCase[] = (
  [
    ['null', 'null'],
    ['list', '[{"data":{"event_type":"call.hangup","id":"1"}}]'],
    ['text', '"hello"'],
    ['cut-off', '{"data":{"event_type":'],
    ['empty', ''],
    ['form', 'CallStatus=completed'],
  ] as const
).map(([name, body]) => ({
  id: `json.no-object.${name}`,
  why: 'It is authentic, so it is not refused for its content. The body decides what it is, since its Content-Type is not signed.',
  options: { events: 'all' },
  request: sending({ body, headers: { 'content-type': 'application/json' } }),
  expect: {
    ...accepted(),
    event: { type: 'unknown', fields: Object.fromEntries(new URLSearchParams(body)) },
  },
}))

const notAskedFor: ConformanceCase[] = (
  [
    ['default', {}],
    ['ended', { events: 'ended' }],
    ['other-events', { events: ['call-completed', 'unknown'] }],
  ] satisfies [string, CaseOptions][]
).map(([name, options]) => ({
  id: `json.not-asked-for.${name}`,
  options,
  request: sending({ json: sample }),
  expect: refused('unsupported_media_type'),
}))

export const jsonCases: readonly ConformanceCase[] = [
  {
    id: 'json.in-full',
    options: { events: 'all' },
    request: sending({ json: sample }),
    expect: {
      ...accepted(({ call, fields, schemaErrors, waitsForTexml, rawBody }) => {
        assert.equal(call, undefined)
        assert.deepEqual({ ...fields }, {})
        assert.deepEqual(schemaErrors, [])
        assert.equal(waitsForTexml, false)
        assert.equal(Buffer.from(rawBody).toString(), JSON.stringify(sample))
      }),
      event: sampleAsEvent,
    },
  },
  {
    id: 'json.required-only',
    options: { ...ASKED, schema: 'enforce' },
    request: sending({ json: { data: { event_type: 'message.received', id: 'a1' } } }),
    expect: {
      ...accepted(),
      event: { type: 'json', id: 'a1', eventType: 'message.received', payload: undefined },
    },
  },
  {
    id: 'json.non-ascii',
    options: ASKED,
    request: sending({ json: sampleEvent('json', { payload: { text: 'Zoë 東京 😀' } }) }),
    expect: { ...accepted(), event: { ...sampleAsEvent, payload: { text: 'Zoë 東京 😀' } } },
  },
  ...mediaTypes,
  ...unknown,
  ...noObjects,
  ...notAskedFor,
  {
    id: 'json.forged',
    options: ASKED,
    request: sending({ signer: 'stranger', json: sample }),
    expect: refused('signature_mismatch'),
  },
  {
    id: 'json.compressed',
    options: ASKED,
    request: sending({ json: sample, headers: { 'content-encoding': 'gzip' } }),
    expect: refused('unsupported_content_encoding'),
  },
  {
    id: 'json.too-large',
    options: { ...ASKED, bodyLimit: 200 },
    request: sending({ json: sample }),
    expect: refused('body_too_large'),
  },
  {
    id: 'json.beside-forms',
    why: 'Who asks for JSON still gets forms by their own types.',
    options: { events: ['json', 'call-answered'] },
    request: sending({ fields: sampleEvent('call-answered') }),
    expect: accepted(({ event }) => assert.equal(event.type, 'call-answered')),
  },
  {
    id: 'json.copy',
    why: 'The id makes the event, whatever else of the copy is different.',
    usesStore: true,
    options: ASKED,
    play: async ({ send, keys, running }) => {
      const request = signed(keys, { json: sample })
      assert.equal((await send(request)).status, 200)
      const again = { ...sample, meta: { ...sample.meta, attempt: 2 } }
      const copy = signed(keys, { json: again, timestamp: NOW_SECONDS + 60 })
      assertAcknowledged(await send(copy), running, 1)
      const another = signed(keys, { json: sampleEvent('json', { id: 'another' }) })
      assert.equal((await send(another)).status, 200)
      assert.deepEqual(
        running.handled.map(({ event }) => event?.type === 'json' && event.id),
        [sample.data.id, 'another'],
      )
    },
  },
]
