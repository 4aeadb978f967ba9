import { createReceiver } from '@telnyx-call/core'
import t from 'tap'
import { createScriptedStore, failures, keepProcessAlive, type Script, waitUntil } from './scripted-store.ts'
import { createTestReceiver, createWebhook, keys, SUCCEEDED, settleOf, signedAtSeconds } from './webhook.ts'

keepProcessAlive(t)
t.setTimeout(120_000)

let sequence = 0

/** A receiver for which every delivery is another event, and which handles one when it is told to. */
function create(script: Script) {
  const store = createScriptedStore(script)
  const eventKey = () => `event ${sequence++}`
  const receiver = createTestReceiver({ deduplication: { store, storeTimeoutMs: 20, eventKey } })
  const handle = async () => settleOf(await receiver.receive(createWebhook()))(SUCCEEDED)
  return { store, receiver, handle }
}

for (const [name, fail] of Object.entries(failures)) {
  t.test(`a commit to a store that ${name} is tried again until the store takes it`, async (t) => {
    const { store, receiver, handle } = create({ commit: (round) => (round < 2 ? fail() : undefined) })
    await handle()
    t.equal(receiver.pending, 1)
    await waitUntil(() => receiver.pending === 0)
    const [claim, ...commits] = store.asked
    t.strictSame(commits, Array(3).fill(['commit', claim?.[1], claim?.[2], 86_400_000]), 'by its own token')
  })
}

t.test('while the store is away it is asked for one, and for all of them when it is back', async (t) => {
  let isAway = true
  const { store, receiver, handle } = create({ commit: () => (isAway ? failures.rejects() : undefined) })
  for (let index = 0; index < 3; index++) await handle()
  const claims = store.asked.filter(([verb]) => verb === 'claim').map(([, id, token]) => [id, token])
  const findCommits = () =>
    store.asked.filter(([verb]) => verb === 'commit').map(([, id, token]) => [id, token])
  t.equal(receiver.pending, 3)
  await waitUntil(() => findCommits().length === 4)
  t.strictSame(findCommits()[3], claims[0])
  isAway = false
  await waitUntil(() => receiver.pending === 0)
  t.strictSame(findCommits().slice(4), [...claims.slice(1), claims[0]], 'the one that failed last comes last')
  await handle()
  t.equal(receiver.pending, 0)
})

t.test('what waits is bounded, and holds no process alive', async (t) => {
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const store = createScriptedStore({ commit: failures.rejects })
  const receiver = createReceiver({
    publicKey: keys.publicKey,
    now: () => signedAtSeconds * 1000,
    engine: { name: 'credulous', prepareKey: () => 0, verify: () => true },
    deduplication: { store, eventKey: () => `event ${sequence++}` },
  })
  const webhook = createWebhook()
  for (let index = 0; index < 100_001; index++) await settleOf(await receiver.receive(webhook))(SUCCEEDED)
  t.equal(receiver.pending, 100_000)
  t.equal(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length, before)
})
