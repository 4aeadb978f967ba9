import { sampleEvent } from '@telnyx-call/testing'
import t from 'tap'
import { hashIdentity } from '../src/delivery/delivery-id.ts'
import { readFormEvent } from '../src/events/form-event.ts'
import { readTelnyxEvent } from '../src/index.ts'
import { encodeForm } from './sample-bodies.ts'

/** Bodies that an earlier version refused, swallowed or took for something else. */

const endedCall = {
  AccountSid: 'f5586561-8ff0-4291-a51b-c7dfe4139ff9',
  CallInitiatedAt: '2026-01-15T10:30:26.028Z',
  CallSid: 'v3:case',
  CallSidLegacy: 'v3:case',
  CallStatus: 'completed',
  CallbackSource: 'call-progress-events',
  ConnectionId: '1234567890',
  From: '+15550100',
  SequenceNumber: '3',
  Timestamp: '2026-01-15T10:31:00Z',
  To: '+15550101',
}

function read(fields: Readonly<Record<string, string>>) {
  const reading = readFormEvent(encodeForm(fields))
  return {
    ...reading,
    id: hashIdentity(reading.identity.values),
    wrongFields: reading.schemaErrors.map(({ field }) => field),
  }
}

t.test("B1: a body that Telnyx's own Hangup page shows", async (t) => {
  const { CallInitiatedAt, ConnectionId, ...rest } = endedCall
  const sent = { ...rest, CallDuration: '2', HangupSource: 'callee', SequenceNumber: '0' }
  const { event, wrongFields } = read({ ...sent, Timestamp: '2021-04-28 21:51:18.731479Z' })
  t.match(event, { type: 'call-completed', SequenceNumber: 0, Timestamp: '2021-04-28 21:51:18.731479Z' })
  t.strictSame(wrongFields, ['CallInitiatedAt', 'ConnectionId'])
})

t.test('B2: an optional date without a zone', async (t) => {
  const { event, wrongFields } = read({ ...endedCall, AnsweredTime: '2026-01-15T10:30:30' })
  t.equal(event.type, 'call-completed')
  t.notOk('AnsweredTime' in event)
  t.strictSame(wrongFields, ['AnsweredTime'])
})

t.test('B3: an optional boolean in another spelling', async (t) => {
  const { event, wrongFields } = read({ ...endedCall, ShakenStirValidated: 'True' })
  t.equal(event.type, 'call-completed')
  t.notOk('ShakenStirValidated' in event)
  t.strictSame(wrongFields, ['ShakenStirValidated'])
})

t.test('B4: an empty required text, as of a withheld number', async (t) => {
  const { event, wrongFields } = read({ ...endedCall, From: '' })
  t.match(event, { type: 'call-completed', From: '' })
  t.strictSame(wrongFields, [])
})

t.test('B5: the last event of an AI call', async (t) => {
  const { event, wrongFields } = read({ ...endedCall, CallStatus: 'analyzed', SequenceNumber: '4' })
  t.match(event, { type: 'call-analyzed', CallStatus: 'analyzed', SequenceNumber: 4 })
  t.strictSame(wrongFields, [])
})

t.test('B6: a transcription that says completed', async (t) => {
  const { event, wrongFields } = read({
    AccountSid: endedCall.AccountSid,
    CallSid: 'v3:case',
    CallSidLegacy: 'v3:case',
    CallStatus: 'completed',
    From: '+15550100',
    RecordingSid: 'r1',
    RecordingUrl: 'https://example.com/r1.wav',
    To: '+15550101',
    TranscriptionSid: 't1',
    TranscriptionStatus: 'completed',
    TranscriptionText: 'hello',
  })
  t.match(event, { type: 'transcription', TranscriptionText: 'hello' })
  t.strictSame(wrongFields, [])
})

t.test("B7: a call's cost", async (t) => {
  const { event, wrongFields } = read({
    AccountSid: endedCall.AccountSid,
    CallSid: 'v3:case',
    CallStatus: 'completed',
    CallbackSource: 'call-cost-events',
    'CallCost[v3:case]': '0.0105',
  })
  t.match(event, { type: 'call-cost', 'CallCost[v3:case]': '0.0105' })
  t.strictSame(wrongFields, [])
})

t.test('B8: the same key pressed in two menus of one call has no identity', async (t) => {
  const { event, waitsForTexml, identity } = read({
    AccountSid: endedCall.AccountSid,
    CallSid: 'v3:case',
    CallSidLegacy: 'v3:case',
    From: '+15550100',
    To: '+15550101',
    Digits: '1',
  })
  t.match(event, { type: 'gather', Digits: '1' })
  t.ok(waitsForTexml)
  t.notOk(identity.isUnique)
})

t.test('B9: a Dial action, and its redelivery', async (t) => {
  const dial = { DialCallStatus: 'completed', DialCallSid: 'v3:dialed', DialCallDuration: '20' }
  const { event, waitsForTexml, identity, id } = read({ ...endedCall, ...dial })
  t.match(event, { type: 'call-completed', DialCallSid: 'v3:dialed' })
  t.ok(waitsForTexml)
  t.ok(identity.isUnique)
  t.equal(read({ ...dial, ...endedCall }).id, id)
  t.not(read(endedCall).id, id)
})

t.test('B10: the voice URL', async (t) => {
  const { event, waitsForTexml } = read({
    AccountSid: endedCall.AccountSid,
    CallSid: 'v3:case',
    CallSidLegacy: 'v3:case',
    CallStatus: 'ringing',
    ConnectionId: '1234567890',
    From: '+15550100',
    To: '+15550101',
    CallerId: '+15550100',
    CallingPartyType: 'pstn',
    FromSipUri: 'sip:a@example.com',
    ToSipUri: 'sip:b@example.com',
  })
  t.match(event, { type: 'instructions', CallingPartyType: 'pstn' })
  t.ok(waitsForTexml)
})

t.test('B11: two ended calls without CallSid that differ in CallControlId', async (t) => {
  const { CallSid, ...fields } = endedCall
  const [one, other] = [read({ ...fields, CallControlId: 'a' }), read({ ...fields, CallControlId: 'b' })]
  t.not(one.id, other.id)
  t.equal(read({ CallControlId: 'a', ...fields }).id, one.id, 'a copy')
})

t.test('B13: a JSON webhook', async (t) => {
  const json = sampleEvent('json', {
    id: '0ccc7b54-4df3-4bca-a65a-3da1ecc777f0',
    payload: { hangup_source: 'caller' },
  })
  t.strictSame(readTelnyxEvent(JSON.stringify(json)), {
    type: 'json',
    id: '0ccc7b54-4df3-4bca-a65a-3da1ecc777f0',
    eventType: 'call.hangup',
    occurredAt: '2024-01-15T10:31:00.130013Z',
    payload: { hangup_source: 'caller' },
    attempt: 1,
  })
})
