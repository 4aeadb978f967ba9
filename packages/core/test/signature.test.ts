import { availableParallelism } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { type Ed25519Engine, nodeCrypto } from '@telnyx-call/core/ed25519'
import { sampleCall } from '@telnyx-call/testing'
import t from 'tap'
import { keepProcessAlive } from './scripted-store.ts'
import { createTestReceiver, createWebhook } from './webhook.ts'

keepProcessAlive(t)

const PATIENCE_MS = 50
const skip = availableParallelism() === 1 && 'one core has no other thread to gain by'

/** Receives two calls in one turn of the event loop, of which the second is verified off the thread. */
async function verifyOffThread(
  changes: Partial<Ed25519Engine<number>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const engine = { name: 'scripted', prepareKey: () => 0, verify: () => true, ...changes }
  const receiver = createTestReceiver({ engine, deduplication: false })
  const [, second] = await Promise.all([1, 2].map(() => receiver.receive(createWebhook({ headers }))))
  return second?.outcome === 'refused' ? second.refusal.code : String(second?.outcome)
}

t.test('a thread that answers in time', { skip }, async (t) => {
  const changes = { verifyOffThread: async () => true, verify: () => false }
  t.equal(await verifyOffThread(changes), 'accepted')
  t.equal(await verifyOffThread({ verifyOffThread: async () => false }), 'signature_mismatch')
  const unsound = { 'telnyx-signature-ed25519': Buffer.alloc(64, 255).toString('base64') }
  t.equal(
    await verifyOffThread(changes, unsound),
    'signature_mismatch',
    'no thread is asked for what cannot hold',
  )
})

t.test('no thread comes to it in time: it is verified on this one', { skip }, async (t) => {
  const never = () => new Promise<never>(() => {})
  for (const [isValid, outcome] of [
    [true, 'accepted'],
    [false, 'signature_mismatch'],
  ] as const) {
    const startedAtMs = performance.now()
    t.equal(await verifyOffThread({ verifyOffThread: never, verify: () => isValid }), outcome)
    const tookMs = performance.now() - startedAtMs
    t.ok(tookMs >= PATIENCE_MS - 1 && tookMs < 10 * PATIENCE_MS, `${tookMs} ms`)
  }
})

t.test('a thread that answers when it is too late changes nothing', { skip }, async (t) => {
  const late = async (answer: () => boolean) => {
    await pause(2 * PATIENCE_MS)
    return answer()
  }
  t.equal(await verifyOffThread({ verifyOffThread: () => late(() => false) }), 'accepted')
  const failLate = () => {
    throw new Error('too late')
  }
  t.equal(await verifyOffThread({ verifyOffThread: () => late(failLate) }), 'accepted')
  await pause(2 * PATIENCE_MS)
})

t.test('an engine that fails rejects, on whichever thread', { skip }, async (t) => {
  const failure = new Error('the engine is broken')
  await t.rejects(verifyOffThread({ verifyOffThread: () => Promise.reject(failure) }), failure)
  const never = () => new Promise<never>(() => {})
  let rounds = 0
  const verify = () => {
    if (rounds++ > 0) throw failure
    return true
  }
  await t.rejects(verifyOffThread({ verifyOffThread: never, verify }), failure)
})

t.test('three good calls in one turn, with every thread blocked', { skip }, async (t) => {
  const engine: Ed25519Engine<object> = {
    ...nodeCrypto,
    name: 'blocked',
    verifyOffThread: () => new Promise<never>(() => {}),
  }
  const receiver = createTestReceiver({ engine })
  const startedAtMs = performance.now()
  const receptions = await Promise.all(
    ['1', '2', '3'].map((SequenceNumber) =>
      receiver.receive(createWebhook({ fields: sampleCall({ SequenceNumber }) })),
    ),
  )
  for (const { outcome } of receptions) t.equal(outcome, 'accepted')
  t.ok(performance.now() - startedAtMs < 1000)
})
