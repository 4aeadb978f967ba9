import { createHash } from 'node:crypto'
import { type Delivery, type ReceiverOptions, readTelnyxEvent } from '@telnyx-call/core'
import { sampleCall, sampleEvent } from '@telnyx-call/testing'
import t from 'tap'
import {
  createTestReceiver,
  createWebhook,
  expectDelivery,
  expectRefusal,
  SUCCEEDED,
  settleOf,
} from './webhook.ts'

type Events = NonNullable<ReceiverOptions['events']>

const sample = sampleEvent('json')
const asJson = { 'content-type': 'application/json' }

async function deliverJson(json: unknown): Promise<Delivery> {
  const request = createWebhook({ body: JSON.stringify(json), headers: asJson })
  return expectDelivery(await createTestReceiver({ events: 'all' }).receive(request))
}

t.test('a JSON webhook', async (t) => {
  const delivery = await deliverJson(sample)
  t.strictSame(delivery.event, {
    type: 'json',
    id: sample.data.id,
    eventType: 'call.hangup',
    occurredAt: sample.data.occurred_at,
    payload: sample.data.payload,
    attempt: 1,
  })
  t.ok(Object.isFrozen(delivery.event))
  t.equal(delivery.event, delivery.event, 'one object however often it is asked for')
  t.match(delivery, { call: undefined, waitsForTexml: false, deduplicated: true, duplicate: false })
  t.strictSame(delivery.schemaErrors, [])
  t.strictSame(delivery.fields, {})
  t.ok(Object.isFrozen(delivery.fields))
  t.strictSame(JSON.parse(Buffer.from(delivery.rawBody).toString()), sample)
})

/** A Content-Type, and whether it is JSON to a receiver that takes JSON. */
const mediaTypes: Record<string, boolean> = {
  'application/json': true,
  'application/json; charset=utf-8': true,
  ' Application/JSON ;a=b': true,
  'application/cloudevents+json': true,
  'application/vnd.telnyx+json; v=2': true,
  'application/jsonp': false,
  'application/json-seq': false,
  'text/json': false,
  'text/plain; a=application/json': false,
  json: false,
}

for (const [contentType, isJson] of Object.entries(mediaTypes)) {
  t.test(`${contentType} is ${isJson ? '' : 'not '}taken where JSON is asked for`, async (t) => {
    const request = createWebhook({ json: sample, headers: { 'content-type': contentType } })
    for (const events of ['all', ['json'], ['gather', 'json']] as const) {
      const reception = await createTestReceiver({ events }).receive(request)
      if (isJson) t.equal(expectDelivery(reception).event.type, 'json')
      else t.match(expectRefusal(reception), { code: 'unsupported_media_type', status: 415 })
    }
    for (const events of ['ended', ['call-completed', 'unknown']] as const) {
      const reception = await createTestReceiver({ events }).receive(request)
      t.equal(expectRefusal(reception).code, 'unsupported_media_type', 'and nowhere else')
    }
  })
}

t.test('a form is a form also where JSON is asked for', async (t) => {
  const receiver = createTestReceiver({ events: ['call-completed', 'json'] })
  t.equal(expectDelivery(await receiver.receive(createWebhook())).event.type, 'call-completed')
})

t.test('its identity is its id, so that a later attempt is a copy', async (t) => {
  const id = createHash('sha256')
    .update(JSON.stringify(['json', sample.data.id]))
    .digest('hex')
  t.equal((await deliverJson(sample)).id, id.slice(0, 32))
  t.equal(id.slice(0, 32), '860119927fcf619f1baa4527873eb441', 'a golden value, see delivery-id.test.ts')

  const receiver = createTestReceiver({ events: ['json'] })
  await settleOf(await receiver.receive(createWebhook({ json: sample })))(SUCCEEDED)
  const again = { ...sample, meta: { ...sample.meta, attempt: 2 } }
  t.match(await receiver.receive(createWebhook({ json: again })), {
    outcome: 'acknowledged',
    reason: 'duplicate',
    delivery: { event: { attempt: 2 } },
  })
  const other = createWebhook({ json: sampleEvent('json', { id: 'another' }) })
  t.equal((await receiver.receive(other)).outcome, 'accepted')
})

t.test('what is not there is not in the event', async (t) => {
  const bare = await deliverJson({ data: { id: '1', event_type: 'message.received' } })
  t.strictSame(bare.event, { type: 'json', id: '1', eventType: 'message.received', payload: undefined })
  const wrong = { data: { id: '1', event_type: 'x', occurred_at: 7, payload: [] }, meta: { attempt: '1' } }
  t.strictSame((await deliverJson(wrong)).event, { type: 'json', id: '1', eventType: 'x', payload: [] })
})

t.test('JSON without id or event type is unknown', async (t) => {
  const bodies = [
    {},
    { data: null },
    { data: { id: '1' } },
    { data: { event_type: 'x' } },
    { data: { id: '', event_type: 'x' } },
    { data: { id: '1', event_type: '' } },
    { data: { id: 1, event_type: 'x' } },
    { id: '1', event_type: 'x' },
  ]
  const ids = new Set<string>()
  for (const body of bodies) {
    const { event, id, deduplicated, schemaErrors } = await deliverJson(body)
    t.strictSame(event, { type: 'unknown', fields: {}, json: body })
    t.equal(deduplicated, true)
    t.strictSame(schemaErrors, [])
    ids.add(id)
  }
  t.equal(ids.size, bodies.length)
})

t.test(
  'what is no JSON object is read as a form, and unknown: delivered where that is asked for, else acknowledged',
  async (t) => {
    for (const body of ['', '{', '[]', 'null', '"text"', '7', '{"data":{"id":"1"', '{},']) {
      const request = createWebhook({ body, headers: asJson })
      const receive = (events: Events) => createTestReceiver({ events }).receive(request)
      for (const events of ['all', ['json', 'unknown']] as const) {
        const reception = await receive(events)
        t.equal(reception.outcome, 'accepted')
        t.match(expectDelivery(reception).event, {
          type: 'unknown',
          fields: body === '' ? {} : { [body]: '' },
        })
      }
      t.match(await receive(['json']), {
        outcome: 'acknowledged',
        reason: 'other-event',
        answer: { status: 200 },
        delivery: { event: { type: 'unknown' }, id: /^[0-9a-f]{32}$/ },
      })
      t.equal(readTelnyxEvent(body, 'application/json').type, 'unknown')
    }
  },
)

t.test('a form that is sent again as JSON is the form that it is', async (t) => {
  const receiver = createTestReceiver({ events: 'all' })
  const fields = sampleCall('recorded')
  await settleOf(await receiver.receive(createWebhook({ fields })))(SUCCEEDED)
  const disguised = createWebhook({ body: new URLSearchParams(fields).toString(), headers: asJson })
  t.match(await receiver.receive(disguised), { outcome: 'acknowledged', reason: 'duplicate' })
})

t.test('a copy of what is no JSON is a copy', async (t) => {
  const receiver = createTestReceiver({ events: 'all' })
  const request = createWebhook({ body: '{', headers: asJson })
  await settleOf(await receiver.receive(request))(SUCCEEDED)
  t.match(await receiver.receive(request), { outcome: 'acknowledged', reason: 'duplicate' })
  t.equal((await receiver.receive(createWebhook({ body: '{{', headers: asJson }))).outcome, 'accepted')
})
