import { sampleCall, sampleVariants } from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import { deriveCallId, hashIdentity } from '../src/delivery/delivery-id.ts'
import { createCallCompletedEvent, isEndedCall, readEndedCall } from '../src/events/ended-call.ts'
import { readFormEvent } from '../src/events/form-event.ts'
import { FieldPicker } from '../src/form.ts'
import { assembleCall, fieldNames } from '../src/generated/sent-call.ts'
import { encodeForm, formEventTypes, requiredFields, sampleFields } from './sample-bodies.ts'

const picker = new FieldPicker(fieldNames)

/** Reads a form both ways, and expects the same of both. */
function readBoth(t: Test, body: Uint8Array, what: string) {
  const reading = readFormEvent(body)
  const picked = picker.pick(body)
  t.equal(isEndedCall(picked), reading.event.type === 'call-completed', what)
  if (reading.event.type !== 'call-completed') return
  const { call, ...rest } = readEndedCall(picked, body)
  t.strictSame({ event: createCallCompletedEvent(call), ...rest }, reading, what)
  t.ok(Object.isFrozen(call))
  return { call, ...rest, id: hashIdentity(rest.identity.values) }
}

t.test('recognised and read as by the registry', async (t) => {
  for (const variant of sampleVariants) readBoth(t, encodeForm(sampleCall(variant)), variant)
  for (const type of formEventTypes) readBoth(t, encodeForm(sampleFields(type)), type)
  readBoth(t, encodeForm({}), 'nothing')
})

t.test('every departure is read as by the registry', async (t) => {
  const sample = sampleCall()
  for (const name of Object.keys(sample)) {
    const { [name]: _, ...rest } = sample
    readBoth(t, encodeForm(rest), `${name} missing`)
    for (const value of ['', '?', 'True', '1e3'])
      readBoth(t, encodeForm({ ...sample, [name]: value }), `${name}=${value}`)
    readBoth(t, Buffer.from(`${new URLSearchParams(sample)}&${name}=again`), `${name} twice`)
    readBoth(t, Buffer.from(`${name}=é%ff&${new URLSearchParams(rest)}`), `${name} not ASCII`)
  }
})

t.test('the id of a complete call is that of deriveCallId', async (t) => {
  const call =
    'AccountSid=f5586561-8ff0-4291-a51b-c7dfe4139ff9&CallInitiatedAt=2024-01-15T10:30:00Z&CallSid=v3%3Aabc&CallSidLegacy=v3%3Aabc&CallStatus=completed&CallbackSource=call-progress-events&ConnectionId=1&From=%2B15550100&SequenceNumber=3&Timestamp=2024-01-15T10:31:00Z&To=%2B15550101'
  t.equal(readBoth(t, Buffer.from(call), 'a call')?.id, '879d1c0fbefb2c2fd61bcea91180a8ad')
  const dialed = readBoth(t, Buffer.from(`${call}&DialCallSid=v3%3Achild`), 'with a dialed leg')
  t.equal(dialed?.id, '56e53c53d5362cb33d451e1c55b24990')
  const unreadable = Buffer.from(call.replace('SequenceNumber=3', 'SequenceNumber=three'))
  t.equal(readBoth(t, unreadable, 'an unreadable number')?.id, 'cb9d263ad3fbb856225bba2c5a257f28')
  for (const body of [
    Buffer.from(call),
    unreadable,
    ...sampleVariants.map((name) => encodeForm(sampleCall(name))),
  ]) {
    const picked = picker.pick(body)
    if (!isEndedCall(picked)) continue
    const { identity } = readEndedCall(picked, body)
    t.equal(hashIdentity(identity.values), deriveCallId(assembleCall(picked.values)))
  }
})

t.test('the id of a call that lacks a field of its identity comes from all fields', async (t) => {
  for (const name of ['AccountSid', 'CallSid', 'SequenceNumber']) {
    const { [name]: _, ...fields } = requiredFields('call-completed')
    const ids = ['a', 'b'].map((To) => readBoth(t, encodeForm({ ...fields, To }), `no ${name}`)?.id)
    t.not(ids[0], ids[1], `no ${name}`)
    const empty = ['a', 'b'].map((To) => readBoth(t, encodeForm({ ...fields, [name]: '', To }), `empty`)?.id)
    t.not(empty[0], empty[1], `empty ${name}`)
  }
})
