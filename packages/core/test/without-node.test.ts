import { createHash } from 'node:crypto'
import type { Ed25519Engine } from '@telnyx-call/core'
import { createTestKeys, sampleCall, signedRequest } from '@telnyx-call/testing'
import t from 'tap'

// Before core is loaded: from here on, the runtime has nothing of Node's.
process.getBuiltinModule = () => undefined
const { createReceiver, keepDelivery, subscribeToTelnyxCalls } = await import('@telnyx-call/core')
const { createVerifier } = await import('@telnyx-call/core/ed25519')

const keys = createTestKeys()

function sign(fields: Record<string, string>, headers: Record<string, string> = {}) {
  const signed = signedRequest({ keys, fields })
  const all: Record<string, string> = { ...signed.headers, ...headers }
  return { method: 'POST', header: (name: string) => all[name], body: new TextEncoder().encode(signed.body) }
}

t.test('without the modules of Node, a signed call is received once, under the same ids', async (t) => {
  const receiver = createReceiver({ publicKey: keys.publicKey })
  t.equal(receiver.engine, 'webCrypto')
  const fields = {
    AccountSid: 'f5586561-8ff0-4291-a51b-c7dfe4139ff9',
    CallInitiatedAt: '2024-01-15T10:30:00Z',
    CallSid: 'v3:abc',
    CallSidLegacy: 'v3:abc',
    CallStatus: 'completed',
    CallbackSource: 'call-progress-events',
    ConnectionId: '1',
    From: '+15550100',
    SequenceNumber: '3',
    Timestamp: '2024-01-15T10:31:00Z',
    To: '+15550101',
  }
  const first = await receiver.receive(sign(fields))
  if (first.outcome !== 'accepted') throw new Error(first.outcome)
  // The golden value of delivery-id.test.ts.
  t.equal(first.delivery.id, '879d1c0fbefb2c2fd61bcea91180a8ad')
  const digest = createHash('sha256').update(Buffer.from(keys.publicKey, 'base64')).digest('hex')
  t.equal(first.delivery.keyId, digest.slice(0, 16))
  await first.settle({ status: 200 })
  t.match(await receiver.receive(sign(fields)), { outcome: 'acknowledged', reason: 'duplicate' })
})

t.test('without node:os, nothing is verified on another thread', async (t) => {
  const engine: Ed25519Engine = {
    name: 'threaded',
    prepareKey: () => 0,
    verify: () => true,
    verifyOffThread: () => Promise.reject(new Error('there is no other thread')),
  }
  const receiver = createReceiver({ publicKey: keys.publicKey, engine })
  const receptions = await Promise.all(
    ['busy', 'failed'].map((status) => receiver.receive(sign(sampleCall(status as 'busy')))),
  )
  t.strictSame(
    receptions.map(({ outcome }) => outcome),
    ['accepted', 'accepted'],
  )
})

t.test('without node:crypto, a forged call is refused', async (t) => {
  const receiver = createReceiver({ publicKey: createTestKeys().publicKey })
  t.match(await receiver.receive(sign(sampleCall())), { refusal: { code: 'signature_mismatch' } })
})

t.test('without node:crypto, bearer tokens are compared all the same', async (t) => {
  const receiver = createReceiver({ publicKey: keys.publicKey, bearerToken: ['one', 'two'] })
  const wrong = await receiver.receive(sign(sampleCall(), { authorization: 'Bearer three' }))
  t.match(wrong, { refusal: { code: 'bearer_mismatch' } })
  const right = await receiver.receive(sign(sampleCall(), { authorization: 'Bearer two' }))
  t.equal(right.outcome, 'accepted')
})

t.test('without node:crypto, an engine on it cannot be chosen', async (t) => {
  t.throws(() => createVerifier(keys.publicKey, { engine: 'nodeCrypto' }), {
    code: 'invalid_option',
    message: /option engine: this runtime has no node:crypto; remove the option, or set it to 'webCrypto'/,
  })
})

t.test('without diagnostics_channel, events are published and can be unsubscribed from', async (t) => {
  const receiver = createReceiver({ publicKey: keys.publicKey })
  const heard: string[] = []
  const unsubscribe = subscribeToTelnyxCalls({
    received: () => heard.push('received'),
    refused: ({ code }) => heard.push(code),
  })
  await receiver.receive({ ...sign({}), method: 'GET' })
  t.strictSame(heard, ['received', 'method_not_allowed'])
  unsubscribe()
  await receiver.receive({ ...sign({}), method: 'GET' })
  t.equal(heard.length, 2)
})

t.test('without emitWarning, what onFailed throws is written to the console', async (t) => {
  const warnings: unknown[] = []
  t.intercept(console, 'warn', { value: (text: unknown) => warnings.push(text) })
  const receiver = createReceiver({
    publicKey: keys.publicKey,
    onFailed: (delivery, failure) => {
      t.equal(keepDelivery(delivery, failure).deliveryId, delivery.id)
      throw new Error('no room on the disk')
    },
  })
  const { emitWarning } = process
  Reflect.deleteProperty(process, 'emitWarning')
  t.teardown(() => Object.assign(process, { emitWarning }))
  const reception = await receiver.receive(sign(sampleCall('failed')))
  if (reception.outcome === 'accepted') await reception.settle({ status: 500 })
  t.match(warnings, [/onFailed failed for [\da-f]{32}: Error: no room on the disk/])
})
