import { createHash } from 'node:crypto'
import { readTelnyxEvent } from '@telnyx-call/core'
import { sampleCall, sampleVariants } from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import { formEventTypes, requiredFields, sampleFields } from './sample-bodies.ts'
import { deliver } from './webhook.ts'

/*
 * An ended call has a way of its own through the receiver, which is quicker. readTelnyxEvent goes by the registry, as every other event
 * does, so the two have to agree.
 */

function encodeForm(fields: Readonly<Record<string, string>>): string {
  return new URLSearchParams(fields).toString()
}

/** Reads a form both ways, and expects the same of both. */
async function readBoth(t: Test, body: string | Uint8Array, what: string): Promise<void> {
  const event = readTelnyxEvent(body, 'application/x-www-form-urlencoded')
  const delivery = await deliver(body)
  t.strictSame(delivery.event, event, what)
  const { call } = delivery
  if (event.type !== 'call-completed') {
    t.equal(call, undefined, what)
    return
  }
  const { type, ...fields } = event
  t.strictSame(call, fields, what)
  t.ok(Object.isFrozen(call))
  t.ok(Object.isFrozen(delivery.event))
}

t.test('recognised and read as by the registry', async (t) => {
  for (const variant of sampleVariants) await readBoth(t, encodeForm(sampleCall(variant)), variant)
  for (const type of formEventTypes) await readBoth(t, encodeForm(sampleFields(type)), type)
  await readBoth(t, '', 'nothing')
})

t.test('every departure is read as by the registry', async (t) => {
  const sample = sampleCall()
  for (const name of Object.keys(sample)) {
    const { [name]: _, ...rest } = sample
    await readBoth(t, encodeForm(rest), `${name} missing`)
    for (const value of ['', '?', 'True', '1e3']) {
      await readBoth(t, encodeForm({ ...sample, [name]: value }), `${name}=${value}`)
    }
    await readBoth(t, `${encodeForm(sample)}&${name}=again`, `${name} twice`)
    await readBoth(t, Buffer.from(`${name}=é%ff&${encodeForm(rest)}`), `${name} not ASCII`)
  }
})

t.test('the id of a complete call is a hash of its six fields', async (t) => {
  for (const fields of [sampleCall(), sampleCall('busy'), sampleCall({ SequenceNumber: 'three' })]) {
    const { AccountSid, CallSid, CallbackSource, CallStatus, SequenceNumber, DialCallSid } = fields
    const place = Number(SequenceNumber)
    const sequence = Number.isNaN(place) ? SequenceNumber : place
    const identity = [AccountSid, CallSid, CallbackSource, CallStatus, sequence, DialCallSid]
    const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex')
    t.equal((await deliver(fields)).id, hash.slice(0, 32))
  }
})

t.test('the id of a call that lacks a field of its identity comes from all fields', async (t) => {
  const idOf = async (fields: Readonly<Record<string, string>>) => (await deliver(fields)).id
  for (const name of ['AccountSid', 'CallSid', 'SequenceNumber']) {
    const { [name]: _, ...fields } = requiredFields('call-completed')
    t.not(await idOf({ ...fields, To: 'a' }), await idOf({ ...fields, To: 'b' }), `no ${name}`)
    t.not(await idOf({ ...fields, To: 'a' }), await idOf({ Added: '', ...fields, To: 'a' }), 'a field more')
    const empty = { ...fields, [name]: '' }
    t.not(await idOf({ ...empty, To: 'a' }), await idOf({ ...empty, To: 'b' }), `empty ${name}`)
  }
})
