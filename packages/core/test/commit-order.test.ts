import { setTimeout as sleep } from 'node:timers/promises'
import type { DeliveryStore } from '@telnyx-call/core'
import t from 'tap'
import { createTestReceiver, createWebhook } from './webhook.ts'

/** A store in which every renewal is left without an answer. */
function createSilentStore(asked: string[]): DeliveryStore {
  return {
    claim: () => 'claimed',
    renew: () => {
      asked.push('renew')
      return new Promise(() => {})
    },
    commit: () => {
      asked.push('commit')
    },
    release: () => {
      asked.push('release')
    },
  }
}

async function settleDuringRenewal(end: { readonly status: number }): Promise<readonly string[]> {
  const asked: string[] = []
  const deduplication = { store: createSilentStore(asked), leaseMs: 100, storeTimeoutMs: 400 }
  const reception = await createTestReceiver({ deduplication }).receive(createWebhook())
  if (reception.outcome !== 'accepted') throw new Error(reception.outcome)
  while (asked.length === 0) await sleep(10)
  const settled = reception.settle(end)
  const askedAtOnce = [...asked]
  await settled
  return askedAtOnce
}

t.test('commits at once, while a renewal still waits for its answer', async (t) => {
  t.strictSame(await settleDuringRenewal({ status: 200 }), ['renew', 'commit'])
})

t.test('releases after it, since the renewal could claim the delivery again', async (t) => {
  t.strictSame(await settleDuringRenewal({ status: 500 }), ['renew'])
})
