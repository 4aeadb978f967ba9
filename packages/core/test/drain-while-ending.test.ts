import { setTimeout as sleep } from 'node:timers/promises'
import { createMemoryStore, type ReceiverOptions } from '@telnyx-call/core'
import t from 'tap'
import { createTestReceiver, createWebhook } from './webhook.ts'

const SLOW_MS = 60

/** Ends a run and drains at once. @returns what was done when it was drained. */
async function drainAfter(
  end: { readonly status: number },
  options: Partial<ReceiverOptions>,
): Promise<number> {
  const receiver = createTestReceiver(options)
  const reception = await receiver.receive(createWebhook())
  if (reception.outcome !== 'accepted') throw new Error(reception.outcome)
  void reception.settle(end)
  return receiver.drain({ timeoutMs: 1000 })
}

t.test('drains when the store knows that the delivery was handled', async (t) => {
  let isCommitted = false
  const memory = createMemoryStore()
  const commit = async () => {
    await sleep(SLOW_MS)
    isCommitted = true
  }
  t.equal(await drainAfter({ status: 200 }, { deduplication: { store: { ...memory, commit } } }), 0)
  t.ok(isCommitted)
})

t.test('drains when onFailed has kept the delivery', async (t) => {
  let isKept = false
  const onFailed = async () => {
    await sleep(SLOW_MS)
    isKept = true
  }
  t.equal(await drainAfter({ status: 500 }, { onFailed }), 0)
  t.ok(isKept)
})
