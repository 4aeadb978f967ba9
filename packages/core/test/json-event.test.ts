import { sampleEvent } from '@telnyx-call/testing'
import t from 'tap'
import { hashIdentity } from '../src/delivery/delivery-id.ts'
import { readJsonEvent } from '../src/events/json-event.ts'
import { readTelnyxEvent } from '../src/index.ts'

function read(json: unknown) {
  return readJsonEvent(Buffer.from(JSON.stringify(json)))
}

t.test('a JSON webhook', async (t) => {
  const json = sampleEvent('json')
  const { event, schemaErrors, waitsForTexml, identity } = read(json)
  t.strictSame(event, {
    type: 'json',
    id: json.data.id,
    eventType: 'call.hangup',
    occurredAt: json.data.occurred_at,
    payload: json.data.payload,
    attempt: 1,
  })
  t.strictSame(schemaErrors, [])
  t.notOk(waitsForTexml)
  t.ok(identity.isUnique)
  t.ok(Object.isFrozen(event))
})

t.test('its identity is its id, so that a later attempt is a copy', async (t) => {
  const json = sampleEvent('json')
  const idOf = (body: unknown) => hashIdentity(read(body).identity.values)
  t.equal(idOf({ ...json, meta: { attempt: 2 } }), idOf(json))
  t.not(idOf(sampleEvent('json', { id: 'another' })), idOf(json))
  t.equal(idOf(json), '860119927fcf619f1baa4527873eb441', 'a golden value, see delivery-id.test.ts')
})

t.test('what is not there is not in the event', async (t) => {
  const { event } = read({ data: { id: '1', event_type: 'message.received' } })
  t.strictSame(event, { type: 'json', id: '1', eventType: 'message.received', payload: undefined })
  t.strictSame(read({ data: { id: '1', event_type: 'x', occurred_at: 7 }, meta: { attempt: '1' } }).event, {
    type: 'json',
    id: '1',
    eventType: 'x',
    payload: undefined,
  })
})

t.test('JSON without id or event type is unknown', async (t) => {
  const bodies = [
    {},
    [],
    null,
    'text',
    7,
    { data: null },
    { data: { id: '1' } },
    { data: { event_type: 'x' } },
    { data: { id: '', event_type: 'x' } },
    { data: { id: '1', event_type: '' } },
    { data: { id: 1, event_type: 'x' } },
    { id: '1', event_type: 'x' },
  ]
  const ids = bodies.map((body) => {
    const { event, identity } = read(body)
    t.strictSame(event, { type: 'unknown', fields: {}, json: body })
    t.ok(identity.isUnique)
    return hashIdentity(identity.values)
  })
  t.equal(new Set(ids).size, bodies.length)
})

t.test('no JSON', async (t) => {
  for (const body of ['', '{', 'AccountSid=1', '{"data":{"id":"secret"']) {
    const error = {
      name: 'SyntaxError',
      code: 'malformed_json',
      message: 'telnyx-call: the body is no JSON.',
    }
    t.throws(() => readJsonEvent(Buffer.from(body)), error)
    t.throws(() => readTelnyxEvent(body, 'application/json'), error)
  }
})
