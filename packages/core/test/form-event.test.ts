import { eventSchemas } from '@telnyx-call/core/schema'
import { sampleEvent } from '@telnyx-call/testing'
import t from 'tap'
import {
  type FormEventType,
  formEvents,
  formEventTypes,
  requiredFields,
  sampleFields,
  typedFields,
} from './sample-bodies.ts'
import { deliver } from './webhook.ts'

type Fields = Readonly<Record<string, string>>

async function typeOf(fields: Fields): Promise<string> {
  return (await deliver(fields)).event.type
}

async function idOf(fields: Fields): Promise<string> {
  return (await deliver(fields)).id
}

t.test('there are 26 types of forms', async (t) => {
  t.equal(new Set(formEventTypes).size, 26)
  t.strictSame(new Set(Object.keys(eventSchemas)), new Set(formEventTypes))
})

for (const type of formEventTypes) {
  t.test(`${type}: in full`, async (t) => {
    const fields = sampleFields(type)
    const { event, schemaErrors, call } = await deliver(fields)
    t.equal(event.type, type)
    t.strictSame(event, { type, ...typedFields(type, fields) })
    t.strictSame(schemaErrors, [])
    t.ok(Object.isFrozen(event))
    t.strictSame(call, type === 'call-completed' ? typedFields(type, fields) : undefined)
  })

  t.test(`${type}: required fields only`, async (t) => {
    const fields = requiredFields(type)
    const { event, schemaErrors } = await deliver(fields)
    t.strictSame(event, { type, ...typedFields(type, fields) })
    t.strictSame(schemaErrors, [])
  })

  t.test(`${type}: each required field missing`, async (t) => {
    for (const name of eventSchemas[type].required) {
      const { [name]: _, ...fields } = sampleFields(type)
      const { event, schemaErrors } = await deliver(fields)
      if (event.type !== type) continue
      t.strictSame(schemaErrors, [{ field: name, rule: 'required', message: 'must be sent' }], name)
      t.notOk(Object.hasOwn(event, name))
    }
  })
}

t.test('a gather that timed out cannot be told from other requests for instructions', async (t) => {
  const { Digits, SpeechResult, Confidence, ...fields } = sampleFields('gather')
  t.equal(await typeOf(fields), 'instructions')
  t.equal(await typeOf({ ...fields, Digits: '' }), 'gather', 'only # was pressed')
  t.equal(await typeOf({ ...fields, SpeechResult: 'yes' }), 'gather')
})

t.test('requests for instructions', async (t) => {
  const httpRequest = {
    AccountSid: 'a',
    CallSid: 'c',
    CallSidLegacy: 'c',
    ConnectionId: '1',
    From: '+15550100',
    To: '+15550101',
    Mapped: 'x',
  }
  t.equal(await typeOf(httpRequest), 'instructions', 'HttpRequest')
  t.equal(await typeOf({ ...httpRequest, From: '' }), 'instructions', 'of a withheld number')
  const { event } = await deliver({ ...httpRequest, 'SipHeader_X-Tenant': '7' })
  t.match(event, { 'SipHeader_X-Tenant': '7' })
  t.equal(await typeOf({ ...httpRequest, CallbackSource: 'new-events' }), 'unknown')
  t.equal(await typeOf({ ...httpRequest, CallStatus: 'completed' }), 'unknown', 'the call is over')
})

t.test('a status alone decides nothing', async (t) => {
  const common = { AccountSid: 'a', CallSid: 'c', CallStatus: 'completed' }
  t.equal(await typeOf(common), 'unknown')
  t.equal(await typeOf({ ...common, TranscriptionSid: 't' }), 'transcription')
  t.equal(await typeOf({ ...common, CallbackSource: 'call-cost-events' }), 'call-cost')
  t.equal(await typeOf({ ...common, CallbackSource: 'new-events' }), 'unknown')
  t.equal(await typeOf({ ...common, CallbackSource: 'call-progress-events' }), 'call-completed')
})

t.test('an ended call is one whatever else it carries', async (t) => {
  for (const type of formEventTypes) {
    const fields = { ...sampleFields(type), ...requiredFields('call-completed') }
    t.equal(await typeOf(fields), 'call-completed', `with the fields of ${type}`)
  }
})

t.test('the end of a conference and its speakers, whose names are not documented', async (t) => {
  const conference = sampleFields('conference-join')
  t.equal(await typeOf({ ...conference, StatusCallbackEvent: 'conference-ended' }), 'conference-end')
  for (const name of ['participant-speech-stop', 'speaker-started', 'conference-speaker']) {
    t.equal(await typeOf({ ...conference, StatusCallbackEvent: name }), 'conference-speaker', name)
  }
})

t.test('a new status, source or conference event is unknown, with all its fields', async (t) => {
  const forms: Fields[] = [
    { ...sampleFields('call-answered'), CallStatus: 'held' },
    { ...sampleFields('call-answered'), CallStatus: 'IN-PROGRESS' },
    { ...sampleFields('call-answered'), CallStatus: '' },
    { ...sampleFields('call-answered'), CallbackSource: 'call-new-events' },
    { ...sampleFields('conference-join'), StatusCallbackEvent: 'participant-dance' },
    sampleEvent('unknown'),
    {},
  ]
  for (const fields of forms) {
    const { event, schemaErrors, waitsForTexml } = await deliver(fields)
    t.strictSame({ ...event }, { type: 'unknown', fields: Object.assign(Object.create(null), fields) })
    t.strictSame(schemaErrors, [])
    t.notOk(waitsForTexml)
  }
})

t.test('what waits for TeXML', async (t) => {
  const waiting: string[] = []
  for (const type of formEventTypes) {
    if ((await deliver(sampleFields(type))).waitsForTexml) waiting.push(type)
  }
  t.strictSame(waiting, ['call-completed', 'queue', 'ai-gather', 'gather', 'instructions'])
  const ended = requiredFields('call-completed')
  t.notOk((await deliver(ended)).waitsForTexml, 'an ended call only with fields of a Dial')
  for (const name of ['DialCallStatus', 'DialCallSid', 'DialCallSidLegacy', 'DialCallDuration']) {
    t.ok((await deliver({ ...ended, [name]: 'busy' })).waitsForTexml, name)
    t.notOk((await deliver({ ...ended, [name]: '' })).waitsForTexml, `${name} empty`)
  }
})

t.test('a field that is sent twice: the first value counts, and the event says so', async (t) => {
  const sample = new URLSearchParams(sampleFields('call-answered'))
  const { event, schemaErrors } = await deliver(`${sample}&To=b&To=c&Other=1&Other=2&Codec=x`)
  t.match(event, { type: 'call-answered', To: '+13129457420', Codec: 'PCMU' })
  t.strictSame(schemaErrors, [
    { field: 'To', rule: 'repeated', message: 'must be sent once' },
    { field: 'Codec', rule: 'repeated', message: 'must be sent once' },
  ])
})

t.test('a field that cannot be read is left out, whether required or not', async (t) => {
  const fields = {
    ...sampleFields('call-answered'),
    SequenceNumber: 'three',
    ShakenStirValidated: 'True',
    Timestamp: 'now',
  }
  const delivery = await deliver(fields)
  t.strictSame(delivery.schemaErrors, [
    { field: 'SequenceNumber', rule: 'type', message: 'must be integer' },
    { field: 'Timestamp', rule: 'format', message: 'must match format "date-time"' },
    { field: 'ShakenStirValidated', rule: 'type', message: 'must be boolean' },
  ])
  for (const { field } of delivery.schemaErrors) {
    t.notOk(Object.hasOwn(delivery.event, field), field)
    t.ok(Object.hasOwn(delivery.fields, field), `${field} stays in the form`)
  }
  const channels = await deliver({ ...sampleFields('recording-completed'), RecordingChannels: '3' })
  t.match(channels.schemaErrors, [{ field: 'RecordingChannels', rule: 'enum' }])
  const confidence = await deliver({ ...sampleFields('gather'), Confidence: 'high' })
  t.match(confidence.schemaErrors, [{ field: 'Confidence', rule: 'type', message: 'must be number' }])
})

t.test('an empty value is a value of a required text only', async (t) => {
  const fields = { ...sampleFields('call-answered'), To: '', Timestamp: '', Codec: '' }
  const { event, schemaErrors } = await deliver(fields)
  t.match(event, { To: '' })
  t.strictSame(schemaErrors, [{ field: 'Timestamp', rule: 'required', message: 'must be sent' }])
  t.notOk(Object.hasOwn(event, 'Codec'))
})

t.test('names that are properties of every object are names like any other', async (t) => {
  const { event } = await deliver(
    '__proto__=x&constructor=y&hasOwnProperty=z&AccountSid=a&CallSid=c&From=1&To=2&toString=',
  )
  t.strictSame(Object.keys(event), ['type', 'AccountSid', 'CallSid', 'From', 'To'])
})

for (const { type, identity } of formEvents) {
  t.test(`${type}: a copy has the same id, another occurrence has not`, async (t) => {
    const fields = sampleFields(type as FormEventType)
    const id = await idOf(fields)
    t.equal(await idOf(Object.fromEntries(Object.entries(fields).reverse())), id, 'in another order')
    const names = typeof identity === 'string' ? Object.keys(fields) : identity
    t.ok(names.length > 0)
    for (const name of names.map((entry) => entry.replace('?', ''))) {
      const changed = await deliver({ ...fields, [name]: `7${fields[name]}` })
      if (changed.event.type === type) t.not(changed.id, id, `another ${name}`)
      const { [name]: _, ...rest } = fields
      const lacking = await deliver(rest)
      if (lacking.event.type === type) t.not(lacking.id, id, `no ${name}`)
    }
  })
}

t.test('where a field of the identity is missing, all fields count', async (t) => {
  const { RecordingSid, ...fields } = sampleFields('recording-in-progress')
  t.not(await idOf(fields), await idOf({ ...fields, RecordingSource: 'Conference' }))
  t.equal(
    await idOf({ ...fields, RecordingSid: 'r' }),
    await idOf({ ...fields, RecordingSid: 'r', RecordingSource: 'x' }),
  )
  t.not(
    await idOf({ ...fields, RecordingSid: '' }),
    await idOf({ ...fields, RecordingSid: '', RecordingSource: 'x' }),
  )
})

/*
 * GOLDEN VALUES, like those in delivery-id.test.ts: an id that changes is a key that is no longer found.
 */
t.test('the ids of other events', async (t) => {
  t.equal(await idOf(sampleFields('call-answered')), 'f104a3d506ef3928b0050051f3918001')
  t.equal(await idOf(sampleFields('recording-completed')), 'fa55369307922f3ced892212a760eb38')
  t.equal(await idOf(sampleFields('call-cost')), '5498c36ba2ed7323d6640c485032017d')
  t.equal(await idOf(sampleEvent('unknown')), 'ef7e8c8cc1ba31bc73e016acbf367882')
})
