import { createHash } from 'node:crypto'
import { sampleCall } from '@telnyx-call/testing'
import t from 'tap'
import {
  createTestReceiver,
  createWebhook,
  deliver,
  expectDelivery,
  keys,
  signedAtSeconds,
} from './webhook.ts'

const fields = sampleCall('dial-child', { CallerId: 'Zoë & Max' })
const body = new URLSearchParams(fields).toString()
const reversed = Object.fromEntries(Object.entries(fields).reverse())

t.test('what a delivery holds', async (t) => {
  const delivery = await deliver(fields)
  t.match(delivery.id, /^[0-9a-f]{32}$/)
  t.equal(Buffer.from(delivery.rawBody).toString(), body)
  t.strictSame({ ...delivery.fields }, fields)
  t.strictSame(delivery.signedAt, new Date(signedAtSeconds * 1000))
  t.equal(
    delivery.keyId,
    createHash('sha256').update(Buffer.from(keys.publicKey, 'base64')).digest('hex').slice(0, 16),
  )
  t.ok(Object.isFrozen(delivery))
})

t.test('the id is the same for every redelivery', async (t) => {
  const { id } = await deliver(fields)
  const inOtherWords: Record<string, string> = {
    '%20 for +': body.replaceAll('+', '%20'),
    'lower-case hex': body.replaceAll(/%[0-9A-F]{2}/g, (escaped) => escaped.toLowerCase()),
    'escapes where none are needed': body.replace('completed', '%63ompleted'),
    reordered: new URLSearchParams(reversed).toString(),
    'with a field more': `${body}&Attempt=2`,
    'generated later': new URLSearchParams({ ...fields, Timestamp: '2024-01-15T11:00:00Z' }).toString(),
  }
  for (const [name, text] of Object.entries(inOtherWords)) {
    t.not(text, body, `${name}: other bytes`)
    t.equal((await deliver(text)).id, id, name)
  }

  const receiver = createTestReceiver()
  const later = createWebhook({ body, timestamp: signedAtSeconds + 7 })
  t.equal(expectDelivery(await receiver.receive(later)).id, id, 're-signed at another time')
})

t.test('the id differs where one of its six fields does', async (t) => {
  const { id } = await deliver(fields)
  const ids = new Set([id])
  for (const name of [
    'AccountSid',
    'CallSid',
    'CallbackSource',
    'CallStatus',
    'SequenceNumber',
    'DialCallSid',
  ]) {
    for (const value of ['other', undefined]) {
      const { [name]: _, ...rest } = fields
      ids.add((await deliver(value === undefined ? rest : { ...rest, [name]: value })).id)
    }
  }
  t.equal(ids.size, 13)
})

t.test('the id keeps fields apart: text moved from one to the next makes another id', async (t) => {
  const idOf = async (AccountSid: string, CallSid: string) =>
    (await deliver({ ...fields, AccountSid, CallSid })).id
  t.not(await idOf('ab', 'c'), await idOf('a', 'bc'))
  t.not(await idOf('a,b', 'c'), await idOf('a', 'b,c'))
  t.not(await idOf('a","b', 'c'), await idOf('a', 'b","c'))
})

t.test('the id of an unknown event comes from all of its fields', async (t) => {
  const idOf = async (event: Readonly<Record<string, string>> | string) => (await deliver(event)).id
  const event = sampleCall('initiated', { CallStatus: 'teleported' })
  const id = await idOf(event)
  t.equal(await idOf(Object.fromEntries(Object.entries(event).reverse())), id, 'reordered')
  t.equal(await idOf(new URLSearchParams(event).toString().replaceAll('+', '%20')), id, '%20 for +')
  for (const name of Object.keys(event)) {
    if (name === 'CallStatus') continue
    t.not(await idOf({ ...event, [name]: 'other' }), id, `other ${name}`)
  }
  t.not(await idOf({ ...event, CallStatus: 'vanished' }), id, 'other CallStatus')
  t.not(await idOf({ ...event, Added: '' }), id, 'a field more')
})

t.test('the id of an unknown event is the same in any order, even where names hold commas', async (t) => {
  const idOf = async (event: string) => (await deliver(event)).id
  t.equal(await idOf('AccountSid=x&a=b,c&a,b=c'), await idOf('a,b=c&a=b,c&AccountSid=x'))
})
