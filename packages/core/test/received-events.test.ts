import type { ReceiverOptions, Reception, RefusalContext, TelnyxEventType } from '@telnyx-call/core'
import { type KeptDelivery, keepDelivery } from '@telnyx-call/core'
import { sampleEvent, sampleEventTypes } from '@telnyx-call/testing'
import t from 'tap'
import { requiredFields } from './sample-bodies.ts'
import {
  createTestReceiver,
  createWebhook,
  expectDelivery,
  expectRefusal,
  plainCall,
  SUCCEEDED,
  settleOf,
  signedAtSeconds,
} from './webhook.ts'

const waiting: readonly TelnyxEventType[] = ['queue', 'ai-gather', 'gather', 'instructions']

/** Of these, nothing tells one occurrence from the next. */
const nameless: readonly TelnyxEventType[] = ['live-transcription', 'ai-gather', 'gather', 'instructions']

function createRequest(type: TelnyxEventType) {
  if (type === 'json') return createWebhook({ json: sampleEvent('json') })
  return createWebhook({ fields: type === 'call-completed' ? plainCall : sampleEvent(type) })
}

function receive(type: TelnyxEventType, options: Partial<ReceiverOptions> = {}): Promise<Reception> {
  return createTestReceiver(options).receive(createRequest(type))
}

for (const type of sampleEventTypes) {
  t.test(`${type}: what becomes of it where it is asked for and where it is not`, async (t) => {
    const others = sampleEventTypes.filter((other) => other !== type)
    const isEndedCall = type === 'call-completed'
    const ended: Partial<ReceiverOptions>[] = [{}, { events: 'ended' }, { events: ['call-completed'] }]
    const asked: Partial<ReceiverOptions>[] = [
      { events: 'all' },
      { events: [type] },
      { events: ['unknown', type, type] },
      { events: sampleEventTypes },
      ...(isEndedCall ? ended : []),
    ]
    const notAsked = [{ events: others }, ...(isEndedCall ? [] : ended)]
    for (const options of asked) {
      const reception = await receive(type, options)
      t.equal(reception.outcome, 'accepted', `events: ${options.events}`)
      const delivery = expectDelivery(reception)
      t.equal(delivery.event.type, type)
      t.equal(delivery.call !== undefined, isEndedCall)
      t.equal(delivery.waitsForTexml, waiting.includes(type))
      t.equal(delivery.duplicate, false)
      t.equal(delivery.deduplicated, !nameless.includes(type))
    }
    for (const options of notAsked) {
      const reception = await receive(type, options)
      if (waiting.includes(type)) {
        t.equal(expectRefusal(reception).code, 'instructions_not_handled', `events: ${options.events}`)
      } else if (type === 'json') {
        t.equal(expectRefusal(reception).code, 'unsupported_media_type', `events: ${options.events}`)
      } else {
        t.match(reception, {
          outcome: 'acknowledged',
          reason: 'other-event',
          answer: {
            status: 200,
            headers: { 'content-type': 'text/plain; charset=utf-8', 'content-length': '0' },
            body: '',
          },
          delivery: { event: { type }, deduplicated: false, duplicate: false, id: /^[0-9a-f]{32}$/ },
        })
        t.ok(Object.isFrozen(expectDelivery(reception)))
      }
    }
  })
}

t.test('what nobody asked for is acknowledged however often it comes', async (t) => {
  const receiver = createTestReceiver()
  for (let copy = 0; copy < 2; copy++) {
    t.match(await receiver.receive(createRequest('call-dtmf')), { reason: 'other-event' })
  }
})

t.test('forms that lack what tells them from others', async (t) => {
  const forms: Record<string, [fields: Record<string, string>, type: TelnyxEventType]> = {
    'a status and nothing else': [{ CallStatus: 'completed' }, 'unknown'],
    'an ended call without its source': [{ ...plainCall, CallbackSource: '' }, 'unknown'],
    'an ended call with a new status': [{ ...plainCall, CallStatus: 'abandoned' }, 'unknown'],
    'an ongoing status in capitals': [{ ...plainCall, CallStatus: 'INITIATED' }, 'unknown'],
    'an account with nothing in it': [{ AccountSid: '' }, 'unknown'],
    'no field at all': [{}, 'unknown'],
  }
  for (const [name, [fields, type]] of Object.entries(forms)) {
    for (const schema of ['report', 'enforce'] as const) {
      const request = createWebhook({ fields })
      t.match(
        await createTestReceiver({ schema }).receive(request),
        { outcome: 'acknowledged', reason: 'other-event', delivery: { event: { type } } },
        name,
      )
      const asked = await createTestReceiver({ schema, events: 'all' }).receive(request)
      t.equal(expectDelivery(asked).event.type, type, name)
      t.strictSame({ ...expectDelivery(asked).fields }, fields)
    }
  }
})

t.test('501 gives onRefused what is needed to keep the request, and it can be redelivered', async (t) => {
  for (const type of waiting) {
    const request = createRequest(type)
    const told: RefusalContext[] = []
    let kept: KeptDelivery | undefined
    const receiver = createTestReceiver({
      onRefused: (refusal, context) => {
        told.push(context)
        kept = keepDelivery(context, refusal)
      },
    })
    const refusal = expectRefusal(await receiver.receive(request))
    t.match(refusal, { code: 'instructions_not_handled', status: 501 })
    t.match(JSON.parse(refusal.answer.body), { code: 'instructions_not_handled', help: /option events/ })
    t.equal(told.length, 1)
    t.equal(told[0]?.rawBody, request.body)
    t.match(told[0]?.deliveryId, /^[0-9a-f]{32}$/)
    t.strictSame(kept?.reason, { outcome: 'refused', code: 'instructions_not_handled', status: 501 })

    const other = createTestReceiver({ events: 'all' })
    const handled: string[] = []
    const result = await other.redeliver(kept as KeptDelivery, ({ event }) => handled.push(event.type))
    t.equal(result, 'handled')
    t.strictSame(handled, [type])
    await t.rejects(
      receiver.redeliver(kept as KeptDelivery, () => {}),
      { code: 'instructions_not_handled' },
      'a guard that takes no such events does not take them later either',
    )
    t.equal(told.length, 1)
  }
})

t.test('a JSON webhook that was kept is redelivered as JSON', async (t) => {
  let kept: KeptDelivery | undefined
  const receiver = createTestReceiver({
    events: ['json'],
    onFailed: (delivery, failure) => {
      kept = keepDelivery(delivery, failure)
    },
  })
  await settleOf(await receiver.receive(createRequest('json')))({ status: 500 })
  const types: string[] = []
  const handle = ({ event }: { readonly event: { readonly type: string } }) => types.push(event.type)
  t.equal(await receiver.redeliver(kept as KeptDelivery, handle), 'handled')
  t.equal(await receiver.redeliver(kept as KeptDelivery, handle), 'duplicate')
  t.equal(await createTestReceiver().redeliver(kept as KeptDelivery, handle), 'other-event')
  t.strictSame(types, ['json'])
})

t.test("schema: 'enforce' refuses what departs, of the events that were asked for", async (t) => {
  const { To, ...departing } = requiredFields('call-answered')
  const request = createWebhook({ fields: departing })
  const told: RefusalContext[] = []
  const receiveIt = (options: Partial<ReceiverOptions>) =>
    createTestReceiver({
      schema: 'enforce',
      onRefused: (_, context) => void told.push(context),
      ...options,
    }).receive(request)
  const refusal = expectRefusal(await receiveIt({ events: ['call-answered'] }))
  t.match(refusal, { code: 'schema_mismatch', status: 422, detail: /To must be sent \(required\)/ })
  t.equal(told[0]?.rawBody, request.body)
  t.strictSame(told[0]?.schemaErrors, [{ field: 'To', rule: 'required', message: 'must be sent' }])
  t.match(told[0]?.deliveryId, /^[0-9a-f]{32}$/)

  const acknowledged = await receiveIt({})
  t.match(acknowledged, { outcome: 'acknowledged', reason: 'other-event' })
  t.match(expectDelivery(acknowledged).schemaErrors, [{ field: 'To', rule: 'required' }])
  t.equal((await receiveIt({ events: 'all', schema: 'report' })).outcome, 'accepted')
  t.equal(told.length, 1)
  t.equal((await receive('call-answered', { schema: 'enforce', events: 'all' })).outcome, 'accepted')
})

t.test('what waits for TeXML and departs is refused as what it is first', async (t) => {
  const { From, ...fields } = sampleEvent('gather')
  const codeOf = async (options: Partial<ReceiverOptions>) =>
    expectRefusal(
      await createTestReceiver({ schema: 'enforce', ...options }).receive(createWebhook({ fields })),
    ).code
  t.equal(await codeOf({}), 'instructions_not_handled')
  t.equal(await codeOf({ events: ['gather'] }), 'schema_mismatch')
})

t.test('the departures of a delivery whose store is away reach onRefused too', async (t) => {
  const { To, ...fields } = plainCall
  const told: RefusalContext[] = []
  const receiver = createTestReceiver({
    onRefused: (_, context) => void told.push(context),
    deduplication: {
      onStoreError: 'refuse',
      store: {
        claim: () => Promise.reject(new Error('the store is down')),
        renew: () => true,
        commit: () => {},
        release: () => {},
      },
    },
  })
  const refusal = expectRefusal(await receiver.receive(createWebhook({ fields })))
  t.equal(refusal.code, 'store_unavailable')
  t.match(told, [{ schemaErrors: [{ field: 'To', rule: 'required' }], deliveryId: /^[0-9a-f]{32}$/ }])
})

t.test('eventKey gets the event, of whatever type, and only of those that are asked for', async (t) => {
  const asked: string[] = []
  const receiver = createTestReceiver({
    events: ['call-completed', 'call-answered', 'json', 'gather'],
    deduplication: {
      eventKey: (event) => {
        asked.push(event.type)
        if (event.type === 'json') return `json ${event.eventType}`
        return event.type === 'unknown'
          ? undefined
          : `${event.type} ${(event as { CallSid?: string }).CallSid}`
      },
    },
  })
  const { CallSid } = plainCall
  const ids: string[] = []
  for (const type of ['call-completed', 'call-answered', 'json', 'gather'] as const) {
    const reception = await receiver.receive(createRequest(type))
    t.equal(reception.outcome, 'accepted')
    t.equal(expectDelivery(reception).deduplicated, true, 'a gather too, as the application tells them apart')
    ids.push(expectDelivery(reception).id)
    await settleOf(reception)(SUCCEEDED)
  }
  t.strictSame(ids, [
    `call-completed ${CallSid}`,
    `call-answered ${CallSid}`,
    'json call.hangup',
    `gather ${sampleEvent('gather').CallSid}`,
  ])
  const copy = createWebhook({ json: sampleEvent('json', { id: 'another' }), timestamp: signedAtSeconds + 1 })
  t.match(await receiver.receive(copy), { outcome: 'acknowledged', reason: 'duplicate' })
  const other = await receiver.receive(createRequest('call-dtmf'))
  t.match(other, { reason: 'other-event', delivery: { id: /^[0-9a-f]{32}$/ } })
  t.strictSame(asked, ['call-completed', 'call-answered', 'json', 'gather', 'json'])
})
