import { setTimeout as sleep } from 'node:timers/promises'
import { type ClaimState, createMemoryStore } from '@telnyx-call/core'
import t from 'tap'
import { createTestReceiver, createWebhook } from './webhook.ts'

const LEASE_MS = 100

/** Receives a webhook while the store's answers come this late. @returns what came of it, and the tokens that were asked with. */
async function receiveWith(answers: readonly { readonly state: ClaimState; readonly afterMs: number }[]) {
  const tokens: string[] = []
  const claim = async (_id: string, token: string) => {
    const { state, afterMs } = answers[tokens.length] ?? { state: 'in-progress', afterMs: 0 }
    tokens.push(token)
    await sleep(afterMs)
    return state
  }
  const store = { ...createMemoryStore(), claim }
  const deduplication = { store, leaseMs: LEASE_MS, storeTimeoutMs: 1000 }
  const { outcome } = await createTestReceiver({ deduplication }).receive(createWebhook())
  return { outcome, tokens }
}

t.test('asks again where the lease was over before the answer came', async (t) => {
  t.comment('as after a pause of the process, in which another one has handled the event')
  const { outcome, tokens } = await receiveWith([
    { state: 'claimed', afterMs: LEASE_MS + 20 },
    { state: 'done', afterMs: 0 },
  ])
  t.equal(outcome, 'acknowledged')
  t.equal(tokens.length, 2)
  t.equal(new Set(tokens).size, 1, 'with the same token')
})

t.test('does not ask a slow store for ever', async (t) => {
  const late = { state: 'claimed', afterMs: LEASE_MS + 20 } as const
  const { outcome, tokens } = await receiveWith([late, late])
  t.equal(outcome, 'accepted')
  t.equal(tokens.length, 2)
})
