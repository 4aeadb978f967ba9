import { createMemoryStore } from '@telnyx-call/core'
import { sampleCall } from '@telnyx-call/testing'
import t from 'tap'
import { createScriptedStore, failures, waitUntil } from './scripted-store.ts'
import { createTestReceiver, createWebhook, FAILED, SUCCEEDED, settleOf } from './webhook.ts'

t.test('nothing is pending before, between and after', async (t) => {
  const receiver = createTestReceiver({ deduplication: { store: createMemoryStore() } })
  t.equal(receiver.pending, 0)
  t.equal(await receiver.drain(), 0)
  for (const end of [FAILED, SUCCEEDED]) {
    const reception = await receiver.receive(createWebhook())
    t.equal(receiver.pending, 1)
    await settleOf(reception)(end)
    t.equal(receiver.pending, 0)
  }
})

t.test('drain waits for every handler, and says what it did not wait for', async (t) => {
  const receiver = createTestReceiver()
  const receptions = await Promise.all(
    ['1', '2'].map((SequenceNumber) =>
      receiver.receive(createWebhook({ fields: sampleCall({ SequenceNumber }) })),
    ),
  )
  t.equal(await receiver.drain({ timeoutMs: 15 }), 2)
  const drained = receiver.drain()
  for (const reception of receptions) await settleOf(reception)(SUCCEEDED)
  t.equal(await drained, 0)
})

t.test('what is being claimed is pending too', async (t) => {
  let answer = (_: 'claimed') => {}
  const store = createScriptedStore({ claim: () => new Promise((resolve) => (answer = resolve)) })
  const receiver = createTestReceiver({ deduplication: { store, storeTimeoutMs: 5000 } })
  const receiving = receiver.receive(createWebhook())
  await waitUntil(() => store.asked.length > 0)
  t.equal(await receiver.drain({ timeoutMs: 15 }), 1)
  answer('claimed')
  await settleOf(await receiving)(SUCCEEDED)
  t.equal(await receiver.drain(), 0)
})

t.test('what the store does not know yet is pending too, and drain waits for it', async (t) => {
  const store = createScriptedStore({ commit: (round) => (round === 0 ? failures.rejects() : undefined) })
  const receiver = createTestReceiver({ deduplication: { store } })
  await settleOf(await receiver.receive(createWebhook()))(SUCCEEDED)
  t.equal(receiver.pending, 1)
  t.equal(await receiver.drain({ timeoutMs: 5000 }), 0)
  t.strictSame(store.verbs, ['claim', 'commit', 'commit'])
})

t.test('a time that is none', async (t) => {
  for (const timeoutMs of [0, -1, 1.5, 2 ** 31, '1' as unknown as number]) {
    await t.rejects(createTestReceiver().drain({ timeoutMs }), {
      name: 'TypeError',
      code: 'invalid_option',
      message: /option timeoutMs: expected/,
    })
  }
})
