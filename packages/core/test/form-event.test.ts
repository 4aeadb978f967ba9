import { sampleEvent } from '@telnyx-call/testing'
import t from 'tap'
import { hashIdentity } from '../src/delivery/delivery-id.ts'
import { readFormEvent } from '../src/events/form-event.ts'
import { formEvents } from '../src/events/generated/registry.ts'
import { eventSchemas } from '../src/schema.ts'
import { encodeForm, formEventTypes, requiredFields, sampleFields, typedFields } from './sample-bodies.ts'

function read(fields: Readonly<Record<string, string>>) {
  return readFormEvent(encodeForm(fields))
}

function idOf(fields: Readonly<Record<string, string>>): string {
  return hashIdentity(read(fields).identity.values)
}

t.test('there are 26 types of forms', async (t) => {
  t.equal(formEvents.length, 26)
  t.equal(new Set(formEventTypes).size, 26)
})

for (const type of formEventTypes) {
  t.test(`${type}: in full`, async (t) => {
    const fields = sampleFields(type)
    const { event, schemaErrors } = read(fields)
    t.equal(event.type, type)
    t.strictSame(event, { type, ...typedFields(type, fields) })
    t.strictSame(schemaErrors, [])
    t.ok(Object.isFrozen(event))
  })

  t.test(`${type}: required fields only`, async (t) => {
    const fields = requiredFields(type)
    const { event, schemaErrors } = read(fields)
    t.strictSame(event, { type, ...typedFields(type, fields) })
    t.strictSame(schemaErrors, [])
  })

  t.test(`${type}: each required field missing`, async (t) => {
    for (const name of eventSchemas[type].required) {
      const { [name]: _, ...fields } = sampleFields(type)
      const { event, schemaErrors } = read(fields)
      if (event.type !== type) continue
      t.strictSame(schemaErrors, [{ field: name, rule: 'required', message: 'must be sent' }], name)
      t.notOk(Object.hasOwn(event, name))
    }
  })

  t.test(`${type}: without its definition, its sample is read as something else`, async (t) => {
    const others = formEvents.filter((definition) => definition.type !== type)
    const { event } = readFormEvent(encodeForm(sampleFields(type)), others)
    t.not(event.type, type)
  })

  t.test(`${type}: if it matched everything, other samples would be read as it`, async (t) => {
    const greedy = formEvents.map((one) => (one.type === type ? { ...one, matches: () => true } : one))
    const others = [...formEventTypes.map(sampleFields), sampleEvent('unknown')]
    t.ok(
      others.some(
        (fields) => readFormEvent(encodeForm(fields), greedy).event.type !== read(fields).event.type,
      ),
    )
  })
}

t.test('a gather that timed out cannot be told from other requests for instructions', async (t) => {
  const { Digits, SpeechResult, Confidence, ...fields } = sampleFields('gather')
  t.equal(read(fields).event.type, 'instructions')
  t.equal(read({ ...fields, Digits: '' }).event.type, 'gather', 'only # was pressed')
  t.equal(read({ ...fields, SpeechResult: 'yes' }).event.type, 'gather')
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
  t.equal(read(httpRequest).event.type, 'instructions', 'HttpRequest')
  t.equal(read({ ...httpRequest, From: '' }).event.type, 'instructions', 'of a withheld number')
  t.match(read({ ...httpRequest, 'SipHeader_X-Tenant': '7' }).event, { 'SipHeader_X-Tenant': '7' })
  t.equal(read({ ...httpRequest, CallbackSource: 'new-events' }).event.type, 'unknown')
  t.equal(read({ ...httpRequest, CallStatus: 'completed' }).event.type, 'unknown', 'the call is over')
})

t.test('a status alone decides nothing', async (t) => {
  const common = { AccountSid: 'a', CallSid: 'c', CallStatus: 'completed' }
  t.equal(read(common).event.type, 'unknown')
  t.equal(read({ ...common, TranscriptionSid: 't' }).event.type, 'transcription')
  t.equal(read({ ...common, CallbackSource: 'call-cost-events' }).event.type, 'call-cost')
  t.equal(read({ ...common, CallbackSource: 'new-events' }).event.type, 'unknown')
  t.equal(read({ ...common, CallbackSource: 'call-progress-events' }).event.type, 'call-completed')
})

t.test('an ended call is one whatever else it carries', async (t) => {
  for (const type of formEventTypes) {
    const fields = { ...sampleFields(type), ...requiredFields('call-completed') }
    t.equal(read(fields).event.type, 'call-completed', `with the fields of ${type}`)
  }
})

t.test('the end of a conference and its speakers, whose names are not documented', async (t) => {
  const typeOf = (StatusCallbackEvent: string) =>
    read({ ...sampleFields('conference-join'), StatusCallbackEvent }).event.type
  t.equal(typeOf('conference-ended'), 'conference-end')
  for (const name of ['participant-speech-stop', 'speaker-started', 'conference-speaker']) {
    t.equal(typeOf(name), 'conference-speaker', name)
  }
})

t.test('a new status, source or conference event is unknown, with all its fields', async (t) => {
  const forms = [
    { ...sampleFields('call-answered'), CallStatus: 'held' },
    { ...sampleFields('call-answered'), CallbackSource: 'call-new-events' },
    { ...sampleFields('conference-join'), StatusCallbackEvent: 'participant-dance' },
    sampleEvent('unknown'),
    {},
  ]
  for (const fields of forms) {
    const { event, schemaErrors, waitsForTexml } = read(fields)
    t.strictSame({ ...event }, { type: 'unknown', fields: Object.assign(Object.create(null), fields) })
    t.strictSame(schemaErrors, [])
    t.notOk(waitsForTexml)
  }
})

t.test('what waits for TeXML', async (t) => {
  const waiting = formEventTypes.filter((type) => read(sampleFields(type)).waitsForTexml)
  t.strictSame(waiting, ['call-completed', 'queue', 'ai-gather', 'gather', 'instructions'])
  t.notOk(read(requiredFields('call-completed')).waitsForTexml, 'an ended call only with fields of a Dial')
  for (const name of ['DialCallStatus', 'DialCallSid', 'DialCallSidLegacy', 'DialCallDuration']) {
    t.ok(read({ ...requiredFields('call-completed'), [name]: 'busy' }).waitsForTexml, name)
    t.notOk(read({ ...requiredFields('call-completed'), [name]: '' }).waitsForTexml, `${name} empty`)
  }
})

t.test('a field that is sent twice: the first value counts, and the event says so', async (t) => {
  const { event, schemaErrors } = readFormEvent(
    Buffer.from(`${new URLSearchParams(sampleFields('call-answered'))}&To=b&To=c&Other=1&Other=2&Codec=x`),
  )
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
  const { event, schemaErrors } = read(fields)
  t.strictSame(schemaErrors, [
    { field: 'SequenceNumber', rule: 'type', message: 'must be integer' },
    { field: 'Timestamp', rule: 'format', message: 'must match format "date-time"' },
    { field: 'ShakenStirValidated', rule: 'type', message: 'must be boolean' },
  ])
  for (const { field } of schemaErrors) t.notOk(Object.hasOwn(event, field), field)
  t.match(read({ ...sampleFields('recording-completed'), RecordingChannels: '3' }).schemaErrors, [
    { field: 'RecordingChannels', rule: 'enum' },
  ])
  t.match(read({ ...sampleFields('gather'), Confidence: 'high' }).schemaErrors, [
    { field: 'Confidence', rule: 'type', message: 'must be number' },
  ])
})

t.test('an empty value is a value of a required text only', async (t) => {
  const { event, schemaErrors } = read({ ...sampleFields('call-answered'), To: '', Timestamp: '', Codec: '' })
  t.match(event, { To: '' })
  t.strictSame(schemaErrors, [{ field: 'Timestamp', rule: 'required', message: 'must be sent' }])
  t.notOk(Object.hasOwn(event, 'Codec'))
})

t.test('names that are properties of every object are names like any other', async (t) => {
  const body = Buffer.from(
    '__proto__=x&constructor=y&hasOwnProperty=z&AccountSid=a&CallSid=c&From=1&To=2&toString=',
  )
  const { event } = readFormEvent(body)
  t.strictSame(Object.keys(event), ['type', 'AccountSid', 'CallSid', 'From', 'To'])
})

t.test('identity: a copy has it, another occurrence has not', async (t) => {
  for (const { type, identity } of formEvents) {
    const fields = sampleFields(type)
    const { isUnique } = read(fields).identity
    t.equal(isUnique, identity !== 'none', type)
    t.equal(
      idOf(fields),
      idOf(Object.fromEntries(Object.entries(fields).reverse())),
      `${type}: in another order`,
    )
    const names = typeof identity === 'string' ? Object.keys(fields) : identity
    for (const name of names.map((entry) => entry.replace('?', ''))) {
      const changed = { ...fields, [name]: `7${fields[name]}` }
      if (read(changed).event.type === type) t.not(idOf(changed), idOf(fields), `${type}: another ${name}`)
      const { [name]: _, ...rest } = fields
      if (read(rest).event.type === type) t.not(idOf(rest), idOf(fields), `${type}: no ${name}`)
    }
  }
})

t.test('identity: where a field of it is missing, all fields count', async (t) => {
  const { RecordingSid, ...fields } = sampleFields('recording-in-progress')
  t.not(idOf(fields), idOf({ ...fields, RecordingSource: 'Conference' }))
  t.equal(
    idOf({ ...fields, RecordingSid: 'r' }),
    idOf({ ...fields, RecordingSid: 'r', RecordingSource: 'x' }),
  )
  t.not(idOf({ ...fields, RecordingSid: '' }), idOf({ ...fields, RecordingSid: '', RecordingSource: 'x' }))
})

/*
 * GOLDEN VALUES, like those in delivery-id.test.ts: an id that changes is a key that is no longer found.
 */
t.test('the ids of other events', async (t) => {
  t.equal(idOf(sampleFields('call-answered')), 'f104a3d506ef3928b0050051f3918001')
  t.equal(idOf(sampleFields('recording-completed')), 'fa55369307922f3ced892212a760eb38')
  t.equal(idOf(sampleFields('call-cost')), '5498c36ba2ed7323d6640c485032017d')
  t.equal(idOf(sampleEvent('unknown')), 'ef7e8c8cc1ba31bc73e016acbf367882')
})
