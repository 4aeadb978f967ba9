import { createMemoryStore, type KeptDelivery, keepDelivery, type ReceiverOptions } from '@telnyx-call/core'
import { sampleCall, sampleEvent } from '@telnyx-call/testing'
import t from 'tap'
import { findEvent, gatherEvents, namesOf } from './published-events.ts'
import { createScriptedStore } from './scripted-store.ts'
import {
  createTestReceiver,
  createWebhook,
  expectDelivery,
  expectRefusal,
  FAILED,
  plainCall,
  SUCCEEDED,
  settleOf,
} from './webhook.ts'

/*
 * A caller is on the line while Telnyx waits for TeXML: a copy of such an event gets an answer of the handler's own, at the latest when it
 * has waited for the first run in vain.
 */

const dialAction = createWebhook({ fields: sampleCall('dial-child') })
const queue = createWebhook({ fields: sampleEvent('queue') })

const WAIT_FOR_COPY_MS = 20

const guards: Record<string, () => Partial<ReceiverOptions>> = {
  'in the memory of its own': () => ({ deduplication: { waitForCopyMs: WAIT_FOR_COPY_MS } }),
  'in a store': () => ({ deduplication: { store: createMemoryStore(), waitForCopyMs: WAIT_FOR_COPY_MS } }),
  'with onDuplicate pass': () => ({
    deduplication: { onDuplicate: 'pass', waitForCopyMs: WAIT_FOR_COPY_MS },
  }),
}

for (const [name, createOptions] of Object.entries(guards)) {
  for (const [what, request] of Object.entries({ 'a Dial action': dialAction, 'a queue': queue })) {
    t.test(`${what}, ${name}: its copy is handled while the first still runs, and after it`, async (t) => {
      const receiver = createTestReceiver({ events: 'all', ...createOptions() })
      const first = await receiver.receive(request)
      t.match(expectDelivery(first), { duplicate: false, deduplicated: true, waitsForTexml: true })

      const during = await receiver.receive(request)
      t.equal(during.outcome, 'accepted')
      t.match(expectDelivery(during), { duplicate: true, deduplicated: false, waitsForTexml: true })
      t.equal(expectDelivery(during).id, expectDelivery(first).id)
      t.equal(receiver.pending, 2)
      await settleOf(during)(FAILED)
      await settleOf(first)(SUCCEEDED)

      for (const end of [FAILED, SUCCEEDED]) {
        const after = await receiver.receive(request)
        t.equal(after.outcome, 'accepted')
        t.match(expectDelivery(after), { duplicate: true, deduplicated: true, waitsForTexml: true })
        await settleOf(after)(end)
      }
      t.equal(receiver.pending, 0)
    })
  }
}

t.test('a copy that waits takes over from a run that fails, and is no duplicate', async (t) => {
  const receiver = createTestReceiver({ deduplication: { waitForCopyMs: 5000 } })
  const first = await receiver.receive(dialAction)
  const waiting = receiver.receive(dialAction)
  await settleOf(first)(FAILED)
  t.match(expectDelivery(await waiting), { duplicate: false, deduplicated: true })
  await settleOf(await waiting)(SUCCEEDED)
})

t.test('a copy that waits for a run that succeeds is handled as a duplicate', async (t) => {
  const receiver = createTestReceiver({ deduplication: { waitForCopyMs: 5000 } })
  const first = await receiver.receive(dialAction)
  const waiting = receiver.receive(dialAction)
  await settleOf(first)(SUCCEEDED)
  t.match(expectDelivery(await waiting), { duplicate: true, deduplicated: true })
  await settleOf(await waiting)(SUCCEEDED)
})

t.test('what a copy does changes nothing for the first, which can still fail and come again', async (t) => {
  const receiver = createTestReceiver({ deduplication: { waitForCopyMs: WAIT_FOR_COPY_MS } })
  const first = await receiver.receive(dialAction)
  await settleOf(await receiver.receive(dialAction))(SUCCEEDED)
  await settleOf(first)(FAILED)
  const again = await receiver.receive(dialAction)
  t.equal(expectDelivery(again).duplicate, false)
  await settleOf(again)(SUCCEEDED)
})

t.test('a copy while another process handles it, or when it has', async (t) => {
  for (const state of ['in-progress', 'done'] as const) {
    const store = createScriptedStore({ claim: () => state })
    const receiver = createTestReceiver({ deduplication: { store, waitForCopyMs: WAIT_FOR_COPY_MS } })
    const copy = await receiver.receive(dialAction)
    t.equal(copy.outcome, 'accepted')
    t.equal(expectDelivery(copy).duplicate, true)
    await settleOf(copy)(SUCCEEDED)
    t.strictSame([...new Set(store.verbs)], ['claim'], state)
  }
})

t.test('an ended call that waits for nothing is acknowledged, or sent away, as before', async (t) => {
  const receiver = createTestReceiver({ deduplication: { waitForCopyMs: 5 } })
  const plain = createWebhook({ fields: plainCall })
  const first = await receiver.receive(plain)
  t.equal(expectRefusal(await receiver.receive(plain)).code, 'delivery_in_progress')
  await settleOf(first)(SUCCEEDED)
  t.match(await receiver.receive(plain), { outcome: 'acknowledged', reason: 'duplicate' })
})

for (const type of ['ai-gather', 'gather', 'instructions'] as const) {
  t.test(
    `${type}: nothing tells one from the next, so both are handled and none is a duplicate`,
    async (t) => {
      const store = createScriptedStore()
      const receiver = createTestReceiver({ events: [type], deduplication: { store } })
      const request = createWebhook({ fields: sampleEvent(type) })
      const receptions = [await receiver.receive(request), await receiver.receive(request)]
      for (const reception of receptions) {
        t.equal(reception.outcome, 'accepted')
        t.match(expectDelivery(reception), {
          event: { type },
          waitsForTexml: true,
          duplicate: false,
          deduplicated: false,
          id: /^[0-9a-f]{32}$/,
        })
        await settleOf(reception)(SUCCEEDED)
      }
      t.equal((await receiver.receive(request)).outcome, 'accepted')
      t.strictSame(store.asked, [])
    },
  )
}

t.test(
  'a redelivery is nobody on the line: what was handled is a duplicate, what runs is in progress',
  async (t) => {
    const kept: KeptDelivery[] = []
    const receiver = createTestReceiver({
      deduplication: { onDuplicate: 'pass', waitForCopyMs: WAIT_FOR_COPY_MS },
      onFailed: (delivery, failure) => void kept.push(keepDelivery(delivery, failure)),
    })
    await settleOf(await receiver.receive(dialAction))(FAILED)
    const [record] = kept as [KeptDelivery]
    const running = await receiver.receive(dialAction)
    await t.rejects(
      receiver.redeliver(record, () => t.fail('the handler runs')),
      { code: 'delivery_in_progress' },
    )
    await settleOf(running)(FAILED)
    t.equal(await receiver.redeliver(record, () => {}), 'handled')
    t.equal(await receiver.redeliver(record, () => t.fail('the handler runs')), 'duplicate')
  },
)

t.test('the events of a copy say that it is one', async (t) => {
  const receiver = createTestReceiver()
  await settleOf(await receiver.receive(dialAction))(SUCCEEDED)
  const published = gatherEvents(t)
  await settleOf(await receiver.receive(dialAction))(SUCCEEDED)
  t.strictSame(namesOf(published), ['received', 'accepted', 'settled'])
  t.match(findEvent(published, 'accepted'), { duplicate: true, eventType: 'call-completed' })
})
