import { setTimeout as pause } from 'node:timers/promises'
import {
  createMemoryStore,
  type DeduplicationOptions,
  type DeliveryFailure,
  type Receiver,
  type ReceiverOptions,
  type Reception,
} from '@telnyx-call/core'
import t from 'tap'
import { createScriptedStore, failures, keepProcessAlive, type Script, waitUntil } from './scripted-store.ts'
import { createTestReceiver, createWebhook, expectDelivery, FAILED, SUCCEEDED, settleOf } from './webhook.ts'

keepProcessAlive(t)

const LEASE_MS = 100

function create(deduplication: DeduplicationOptions = {}, others: Partial<ReceiverOptions> = {}): Receiver {
  return createTestReceiver({
    deduplication: { leaseMs: LEASE_MS, waitForCopyMs: 60, storeTimeoutMs: 50, ...deduplication },
    ...others,
  })
}

function receive(receiver: Receiver): Promise<Reception> {
  return receiver.receive(createWebhook())
}

function nameOutcome(reception: Reception): string {
  return reception.outcome === 'refused' ? reception.refusal.code : reception.outcome
}

t.test('a lease is renewed while its run lasts, and not afterwards', async (t) => {
  const store = createScriptedStore()
  const reception = await receive(create({ store }))
  await waitUntil(() => store.verbs.filter((verb) => verb === 'renew').length === 3)
  const [, id, token] = store.asked[0] ?? []
  t.strictSame(store.asked[1], ['renew', id, token, LEASE_MS])
  await settleOf(reception)(SUCCEEDED)
  t.equal(store.verbs.at(-1), 'commit')
  const asked = store.asked.length
  await pause(LEASE_MS)
  t.equal(store.asked.length, asked)
})

t.test('a run that lasts many leases is not overtaken', async (t) => {
  const store = createMemoryStore()
  const other = create({ store, waitForCopyMs: 4 * LEASE_MS })
  const reception = await receive(create({ store }))
  t.equal(nameOutcome(await receive(other)), 'delivery_in_progress')
  await settleOf(reception)(SUCCEEDED)
  t.equal(nameOutcome(await receive(other)), 'acknowledged')
})

t.test('a run whose process died is overtaken when its lease is over', async (t) => {
  const store = createMemoryStore()
  const { id } = expectDelivery(await receive(create()))
  store.claim(id, 'of a process that died', LEASE_MS)
  const startedAtMs = performance.now()
  const reception = await receive(create({ store, waitForCopyMs: 3 * LEASE_MS }))
  t.equal(reception.outcome, 'accepted')
  t.ok(performance.now() - startedAtMs >= LEASE_MS - 1)
})

t.test('a lease that was lost and taken by nobody is claimed again, by the same token', async (t) => {
  const store = createScriptedStore({ renew: () => false })
  const reception = await receive(create({ store }))
  await waitUntil(() => store.verbs.filter((verb) => verb === 'claim').length === 3)
  t.strictSame(store.asked[2], store.asked[0])
  t.equal(expectDelivery(reception).signal.aborted, false)
  await settleOf(reception)(SUCCEEDED)
})

for (const state of ['in-progress', 'done'] as const) {
  t.test(`a lease that was lost to another run (${state}) aborts the signal`, async (t) => {
    const store = createScriptedStore({
      claim: (round) => (round === 0 ? 'claimed' : state),
      renew: () => false,
    })
    const reception = await receive(create({ store }))
    const { signal } = expectDelivery(reception)
    await waitUntil(() => signal.aborted)
    t.equal(expectDelivery(reception).signal, signal)
    await settleOf(reception)(SUCCEEDED)
    t.equal(store.verbs.at(-1), 'commit', 'it was handled all the same')
  })
}

t.test('a signal that is asked for after the claim was lost is aborted from the start', async (t) => {
  const store = createScriptedStore({
    claim: (round) => (round === 0 ? 'claimed' : 'done'),
    renew: () => false,
  })
  const reception = await receive(create({ store }))
  await waitUntil(() => store.verbs.filter((verb) => verb === 'claim').length === 2)
  await pause(1)
  t.equal(expectDelivery(reception).signal.aborted, true)
  await settleOf(reception)(FAILED)
})

for (const [name, renew] of Object.entries(failures)) {
  t.test(`a store that ${name} at a renewal is asked again`, async (t) => {
    const store = createScriptedStore({ renew: (round) => (round < 2 ? renew() : true) })
    const reception = await receive(create({ store, storeTimeoutMs: 10 }))
    await waitUntil(() => store.verbs.filter((verb) => verb === 'renew').length === 4)
    t.equal(expectDelivery(reception).signal.aborted, false)
    await settleOf(reception)(FAILED)
    t.equal(store.verbs.at(-1), 'release')
  })
}

t.test(
  'a renewal under way is awaited, so that it does not bring a claim back that was given back',
  async (t) => {
    let answer = (_: boolean) => {}
    const store = createScriptedStore({ renew: () => new Promise((resolve) => (answer = resolve)) })
    const reception = await receive(create({ store, storeTimeoutMs: 1000 }))
    await waitUntil(() => store.verbs.includes('renew'))
    await pause(LEASE_MS)
    t.strictSame(store.verbs, ['claim', 'renew'], 'one renewal at a time')
    const settled = settleOf(reception)(FAILED)
    await pause(10)
    t.equal(store.verbs.at(-1), 'renew')
    answer(false)
    await settled
    t.strictSame(store.verbs, ['claim', 'renew', 'release'], 'and no claim after the end')
  },
)

t.test('copies in one process wait for the run without asking the store', async (t) => {
  const store = createScriptedStore()
  const receiver = create({ store })
  const reception = await receive(receiver)
  const copies = [receive(receiver), receive(receiver)]
  await pause(5)
  await settleOf(reception)(SUCCEEDED)
  for (const copy of copies) t.equal(nameOutcome(await copy), 'acknowledged')
  t.equal(nameOutcome(await receive(receiver)), 'acknowledged')
  t.strictSame(store.verbs, ['claim', 'commit'])
})

t.test('of the copies that wait for a run that fails, one runs, and the others wait for that', async (t) => {
  for (const store of [undefined, createMemoryStore()]) {
    const receiver = create(store && { store })
    const reception = await receive(receiver)
    const copies = [receive(receiver), receive(receiver)]
    await pause(5)
    await settleOf(reception)(FAILED)
    const second = await Promise.race(copies)
    await settleOf(second)(SUCCEEDED)
    t.strictSame((await Promise.all(copies)).map(nameOutcome).sort(), ['accepted', 'acknowledged'])
  }
})

t.test('a copy takes over from a run that failed without asking the store twice', async (t) => {
  const store = createScriptedStore()
  const receiver = create({ store })
  const reception = await receive(receiver)
  const copy = receive(receiver)
  await pause(5)
  await settleOf(reception)(FAILED)
  t.equal(nameOutcome(await copy), 'accepted')
  t.strictSame(store.verbs, ['claim', 'release', 'claim'])
})

t.test('a copy that waits in vain is sent away', async (t) => {
  for (const store of [undefined, createMemoryStore()]) {
    const receiver = create({ ...(store && { store }), waitForCopyMs: 20 })
    await receive(receiver)
    t.equal(nameOutcome(await receive(receiver)), 'delivery_in_progress')
  }
})

t.test(
  'a run that fails when the wait of its copy is just over leaves the copy no time to run',
  async (t) => {
    const receiver = create({ waitForCopyMs: 30 })
    const first = await receive(receiver)
    const copies = [receive(receiver), receive(receiver)]
    await pause(15)
    await settleOf(first)(FAILED)
    await pause(30)
    t.strictSame((await Promise.all(copies)).map(nameOutcome).sort(), ['accepted', 'delivery_in_progress'])
  },
)

t.test('copies wait for the run of another process together, and learn of its end together', async (t) => {
  const store = createScriptedStore({ claim: (round) => (round === 0 ? 'in-progress' : 'done') })
  const receiver = create({ store, waitForCopyMs: 500 })
  const copies = await Promise.all([receive(receiver), receive(receiver), receive(receiver)])
  for (const copy of copies) t.equal(nameOutcome(copy), 'acknowledged')
  t.strictSame(store.verbs, ['claim', 'claim'])
})

t.test('copies that wait for the run of another process are sent away together', async (t) => {
  const store = createScriptedStore({ claim: () => Promise.resolve('in-progress' as const) })
  const receiver = create({ store, waitForCopyMs: 20 })
  const copies = await Promise.all([receive(receiver), receive(receiver)])
  for (const copy of copies) t.equal(nameOutcome(copy), 'delivery_in_progress')
  t.equal(receiver.pending, 0)
})

t.test('a late success counts, even while another run is at work', async (t) => {
  for (const store of [undefined, createMemoryStore()]) {
    const receiver = create({ ...(store && { store }), handlingLimitMs: 40 })
    const first = await receive(receiver)
    const { signal } = expectDelivery(first)
    await waitUntil(() => signal.aborted)
    t.equal(receiver.pending, 0)
    const second = await receive(receiver)
    t.equal(second.outcome, 'accepted')
    await settleOf(first)(SUCCEEDED)
    t.equal(nameOutcome(await receive(receiver)), 'acknowledged')
    await settleOf(second)(FAILED)
    t.equal(nameOutcome(await receive(receiver)), 'acknowledged')
  }
})

t.test('a run that claims nothing is pending and has a limit, and no copy waits for it', async (t) => {
  const store = createScriptedStore()
  const receiver = create({ store, eventKey: () => undefined, handlingLimitMs: 40 })
  const { signal } = expectDelivery(await receive(receiver))
  t.equal((await receive(receiver)).outcome, 'accepted')
  t.equal(receiver.pending, 2)
  await waitUntil(() => signal.aborted)
  await waitUntil(() => receiver.pending === 0)
  t.strictSame(store.asked, [])
})

t.test('30 seconds are the limit unless it is given, however long the event loop took', async (t) => {
  let aheadMs = 0
  const realNow = performance.now.bind(performance)
  t.intercept(performance, 'now', { value: () => realNow() + aheadMs, configurable: true })
  const { signal } = expectDelivery(await receive(create({ store: createScriptedStore() })))
  aheadMs = 29_000
  await pause(LEASE_MS)
  t.equal(signal.aborted, false)
  aheadMs = 30_000
  await pause(LEASE_MS)
  t.equal(signal.aborted, true)
})

t.test('a guard holds no process alive while handlers run', async (t) => {
  const count = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = count()
  for (const store of [undefined, createMemoryStore()]) {
    t.equal((await receive(create(store && { store }))).outcome, 'accepted')
  }
  t.equal(count(), before)
})

/**
 * Sends copies away because of a run elsewhere, and gathers what the application is told of that run.
 *
 * @param watch - what the store answers to the one that watches, round by round.
 */
async function watchElsewhere(
  watch: (round: number) => ReturnType<NonNullable<Script['claim']>>,
  deduplication: DeduplicationOptions = {},
  copies = 1,
) {
  let isReceiving = true
  let rounds = 0
  const store = createScriptedStore({ claim: () => (isReceiving ? 'in-progress' : watch(rounds++)) })
  const told: DeliveryFailure[] = []
  const onFailed = (_: unknown, failure: DeliveryFailure) => void told.push(failure)
  const receiver = create({ store, waitForCopyMs: 1, ...deduplication }, { onFailed })
  for (let copy = 0; copy < copies; copy++) {
    t.equal(nameOutcome(await receive(receiver)), 'delivery_in_progress')
  }
  isReceiving = false
  return { store, told, countRounds: () => rounds }
}

t.test('a run elsewhere, for which a copy was sent away: it handled the event', async (t) => {
  const { told, countRounds } = await watchElsewhere((round) => (round === 0 ? 'in-progress' : 'done'))
  await waitUntil(() => countRounds() === 2)
  await pause(LEASE_MS)
  t.equal(countRounds(), 2)
  t.strictSame(told, [])
})

t.test('a run elsewhere, for which a copy was sent away: it ended without', async (t) => {
  const { told, store } = await watchElsewhere((round) => (round === 0 ? 'in-progress' : 'claimed'))
  await waitUntil(() => told.length > 0)
  t.strictSame(told, [{ outcome: 'abandoned' }])
  const [claim, release] = store.asked.slice(-2)
  t.strictSame([release?.[0], release?.[2]], ['release', claim?.[2]], 'it is left free for a copy')
})

t.test('a run elsewhere, for which several copies were sent away, is watched and told of once', async (t) => {
  const { told, countRounds } = await watchElsewhere(() => 'claimed', {}, 3)
  await waitUntil(() => told.length > 0)
  await pause(2 * LEASE_MS)
  t.equal(told.length, 1)
  t.equal(countRounds(), 1)
})

t.test('a run elsewhere cannot be judged while the store is away', async (t) => {
  const answers = [failures.throws, failures.rejects, () => 'claimed' as const]
  const { told, countRounds } = await watchElsewhere((round) => answers[round]?.() ?? 'done')
  await waitUntil(() => told.length > 0)
  t.equal(countRounds(), 3)
})

t.test('a run elsewhere is watched for as long as any run may last', async (t) => {
  const { told, countRounds } = await watchElsewhere(() => 'in-progress', { handlingLimitMs: 20 })
  await pause(3 * LEASE_MS)
  const rounds = countRounds()
  t.ok(rounds <= 3, `${rounds} rounds`)
  await pause(LEASE_MS)
  t.equal(countRounds(), rounds)
  t.strictSame(told, [])
})
