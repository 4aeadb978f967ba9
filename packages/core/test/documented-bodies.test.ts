import type { Reception } from '@telnyx-call/core'
import t, { type Test } from 'tap'
import {
  createTestReceiver,
  createWebhook,
  deliver,
  expectDelivery,
  expectRefusal,
  FAILED,
  SUCCEEDED,
  settleOf,
} from './webhook.ts'

/*
 * Bodies that an earlier version refused, swallowed or took for something else. B12 and B14 are about the call record and the README's
 * example function.
 */

type Fields = Readonly<Record<string, string>>

const AccountSid = 'f5586561-8ff0-4291-a51b-c7dfe4139ff9'
const parties = {
  AccountSid,
  CallSid: 'v3:case',
  CallSidLegacy: 'v3:case',
  From: '+15550100',
  To: '+15550101',
}

const endedCall = {
  ...parties,
  CallInitiatedAt: '2026-01-15T10:30:26.028Z',
  CallStatus: 'completed',
  CallbackSource: 'call-progress-events',
  ConnectionId: '1234567890',
  SequenceNumber: '3',
  Timestamp: '2026-01-15T10:31:00Z',
}

/** Has an ended call received with default options: it reaches the handler, whatever departs. */
async function handleByDefault(t: Test, fields: Fields) {
  const reception = await createTestReceiver().receive(createWebhook({ fields }))
  t.equal(reception.outcome, 'accepted')
  const { call, event, schemaErrors } = expectDelivery(reception)
  t.equal(event.type, 'call-completed')
  return { call: { ...call }, wrongFields: schemaErrors.map(({ field }) => field) }
}

/** Expects that a notification is acknowledged by default, and handled where its type is asked for. */
async function expectNotification(
  t: Test,
  fields: Fields,
  event: { readonly type: 'call-analyzed' | 'transcription' | 'call-cost' },
) {
  t.match(await createTestReceiver().receive(createWebhook({ fields })), {
    outcome: 'acknowledged',
    reason: 'other-event',
    answer: { status: 200, body: '' },
    delivery: { call: undefined, event },
  })
  for (const events of ['all', [event.type]] as const) {
    const reception = await createTestReceiver({ events }).receive(createWebhook({ fields }))
    t.match(reception, { outcome: 'accepted', delivery: { event, schemaErrors: [], waitsForTexml: false } })
  }
}

t.test("B1: a body that Telnyx's own Hangup page shows", async (t) => {
  const { call, wrongFields } = await handleByDefault(t, {
    ...parties,
    CallDuration: '2',
    CallSid: 'v2:case',
    CallSidLegacy: 'v2:case',
    CallStatus: 'completed',
    CallbackSource: 'call-progress-events',
    HangupSource: 'callee',
    SequenceNumber: '0',
    Timestamp: '2021-04-28 21:51:18.731479Z',
  })
  t.match(call, { CallSid: 'v2:case', SequenceNumber: 0, Timestamp: '2021-04-28 21:51:18.731479Z' })
  t.strictSame(wrongFields, ['CallInitiatedAt', 'ConnectionId'])
})

t.test('B2: an optional date without a zone', async (t) => {
  const { call, wrongFields } = await handleByDefault(t, {
    ...endedCall,
    AnsweredTime: '2026-01-15T10:30:30',
  })
  t.notOk('AnsweredTime' in call)
  t.strictSame(wrongFields, ['AnsweredTime'])
})

t.test('B3: an optional boolean in another spelling', async (t) => {
  const { call, wrongFields } = await handleByDefault(t, { ...endedCall, ShakenStirValidated: 'True' })
  t.notOk('ShakenStirValidated' in call)
  t.strictSame(wrongFields, ['ShakenStirValidated'])
})

t.test('B4: an empty required text, as of a withheld number', async (t) => {
  const { call, wrongFields } = await handleByDefault(t, { ...endedCall, From: '' })
  t.match(call, { From: '' })
  t.strictSame(wrongFields, [])
})

t.test('B5: the last event of an AI call', async (t) => {
  const fields = { ...endedCall, CallStatus: 'analyzed', SequenceNumber: '4' }
  await expectNotification(t, fields, { type: 'call-analyzed' })
  t.match((await deliver(fields)).event, { CallStatus: 'analyzed', SequenceNumber: 4 })
})

t.test('B6: a transcription that says completed', async (t) => {
  const fields = {
    ...parties,
    CallStatus: 'completed',
    RecordingSid: 'r1',
    RecordingUrl: 'https://example.com/r1.wav',
    TranscriptionSid: 't1',
    TranscriptionStatus: 'completed',
    TranscriptionText: 'hello',
  }
  await expectNotification(t, fields, { type: 'transcription' })
  t.match((await deliver(fields)).event, { TranscriptionText: 'hello' })
})

t.test("B7: a call's cost", async (t) => {
  const fields = {
    AccountSid,
    CallSid: 'v3:case',
    CallStatus: 'completed',
    CallbackSource: 'call-cost-events',
    'CallCost[v3:case]': '0.0105',
  }
  await expectNotification(t, fields, { type: 'call-cost' })
  t.match((await deliver(fields)).event, { 'CallCost[v3:case]': '0.0105' })
})

t.test('B8: the same key pressed in two menus of one call is handled both times', async (t) => {
  const receiver = createTestReceiver({ events: ['gather'] })
  const gather = createWebhook({ fields: { ...parties, Digits: '1' } })
  for (const end of [SUCCEEDED, FAILED, SUCCEEDED]) {
    const reception = await receiver.receive(gather)
    t.match(reception, {
      outcome: 'accepted',
      delivery: {
        event: { type: 'gather', Digits: '1' },
        waitsForTexml: true,
        duplicate: false,
        deduplicated: false,
      },
    })
    await settleOf(reception)(end)
  }
})

t.test('B9: a Dial action, and its redelivery, are both handled', async (t) => {
  const dial = { DialCallStatus: 'completed', DialCallSid: 'v3:dialed', DialCallDuration: '20' }
  const request = createWebhook({ fields: { ...endedCall, ...dial } })
  const receiver = createTestReceiver()
  const ids = new Set<string>()
  for (const duplicate of [false, true]) {
    const reception: Reception = await receiver.receive(request)
    t.match(reception, {
      outcome: 'accepted',
      delivery: {
        event: { type: 'call-completed', DialCallSid: 'v3:dialed' },
        call: { DialCallDuration: '20' },
        waitsForTexml: true,
        duplicate,
      },
    })
    ids.add(expectDelivery(reception).id)
    await settleOf(reception)(SUCCEEDED)
  }
  t.equal(ids.size, 1)
  t.notOk(ids.has((await deliver(endedCall)).id), 'the end of the call itself is another event')
})

t.test('B10: the voice URL posted to a guard of ended calls', async (t) => {
  const fields = {
    ...parties,
    CallStatus: 'ringing',
    ConnectionId: '1234567890',
    CallerId: '+15550100',
    CallingPartyType: 'pstn',
    FromSipUri: 'sip:a@example.com',
    ToSipUri: 'sip:b@example.com',
  }
  const refusal = expectRefusal(await createTestReceiver().receive(createWebhook({ fields })))
  t.match(refusal, { code: 'instructions_not_handled', status: 501, answer: { status: 501 } })
  t.match(await deliver(fields, { events: ['instructions'] }), {
    event: { type: 'instructions', CallingPartyType: 'pstn' },
    waitsForTexml: true,
  })
})

t.test('B11: two ended calls without CallSid that differ in CallControlId are both handled', async (t) => {
  const { CallSid, ...fields } = endedCall
  const receiver = createTestReceiver()
  const outcomes: string[] = []
  for (const CallControlId of ['a', 'b', 'a']) {
    const reception = await receiver.receive(createWebhook({ fields: { CallControlId, ...fields } }))
    outcomes.push(reception.outcome)
    if (reception.outcome === 'accepted') await reception.settle(SUCCEEDED)
  }
  t.strictSame(outcomes, ['accepted', 'accepted', 'acknowledged'], 'and a copy once')
})

t.test('B13: a JSON webhook on the same route', async (t) => {
  const id = '0ccc7b54-4df3-4bca-a65a-3da1ecc777f0'
  const payload = { call_control_id: 'v3:case', hangup_cause: 'normal_clearing', hangup_source: 'caller' }
  const occurredAt = '2026-01-15T10:31:00.130013Z'
  const createJson = (attempt: number) =>
    createWebhook({
      json: {
        data: { record_type: 'event', event_type: 'call.hangup', id, occurred_at: occurredAt, payload },
        meta: { attempt, delivered_to: 'https://example.com/webhooks/telnyx' },
      },
    })
  t.match(expectRefusal(await createTestReceiver().receive(createJson(1))), {
    code: 'unsupported_media_type',
    status: 415,
  })
  const receiver = createTestReceiver({ events: ['call-completed', 'json'] })
  const reception = await receiver.receive(createJson(1))
  t.strictSame(expectDelivery(reception).event, {
    type: 'json',
    id,
    eventType: 'call.hangup',
    occurredAt,
    payload,
    attempt: 1,
  })
  await settleOf(reception)(SUCCEEDED)
  t.match(await receiver.receive(createJson(2)), { outcome: 'acknowledged', reason: 'duplicate' })
  t.equal((await receiver.receive(createWebhook({ fields: endedCall }))).outcome, 'accepted')
})
