import { type ClaimState, createMemoryStore, type DeliveryStore } from '@telnyx-call/core'
import { testDeliveryStore } from '@telnyx-call/testing'
import t from 'tap'
import { gatherEvents } from './published-events.ts'
import { createTestReceiver, createWebhook, SUCCEEDED, settleOf } from './webhook.ts'

t.setTimeout(120_000)

const LEASE_MS = 2500
const REMEMBER_MS = 86_400_000

/** A store whose clock stands until it is moved. */
function createStoreInTime(maxIds?: number): { store: DeliveryStore; pass: (milliseconds: number) => void } {
  let nowMs = 5000
  const store = createMemoryStore({ ...(maxIds && { maxIds }), now: () => nowMs })
  return {
    store,
    pass: (milliseconds) => {
      nowMs += milliseconds
    },
  }
}

function claim(store: DeliveryStore, id: string, token = 'mine'): ClaimState {
  return store.claim(id, token, LEASE_MS) as ClaimState
}

/** What somebody else is told who claims it. */
function claimAsStranger(store: DeliveryStore, id: string): ClaimState {
  const state = claim(store, id, 'of a stranger')
  if (state === 'claimed') store.release(id, 'of a stranger')
  return state
}

function handle(store: DeliveryStore, id: string, rememberMs = REMEMBER_MS): void {
  claim(store, id)
  store.commit(id, 'mine', rememberMs)
}

t.test('a claim holds until it is released', async (t) => {
  const { store } = createStoreInTime()
  t.equal(claim(store, 'a'), 'claimed')
  t.equal(claimAsStranger(store, 'a'), 'in-progress')
  t.equal(claimAsStranger(store, 'b'), 'claimed', 'each id by itself')
  store.release('a', 'of a stranger')
  t.equal(claimAsStranger(store, 'a'), 'in-progress', 'only its own token gives it back')
  store.release('a', 'mine')
  t.equal(claimAsStranger(store, 'a'), 'claimed')
})

t.test('a claim holds until its lease is over, to the millisecond', async (t) => {
  const { store, pass } = createStoreInTime()
  claim(store, 'a')
  pass(LEASE_MS - 1)
  t.equal(claimAsStranger(store, 'a'), 'in-progress')
  pass(1)
  t.equal(claimAsStranger(store, 'a'), 'claimed')
})

t.test('a claim by the same token begins its lease again', async (t) => {
  const { store, pass } = createStoreInTime()
  claim(store, 'a')
  pass(LEASE_MS - 1)
  t.equal(claim(store, 'a'), 'claimed')
  pass(LEASE_MS - 1)
  t.equal(claimAsStranger(store, 'a'), 'in-progress')
  pass(1)
  t.equal(claimAsStranger(store, 'a'), 'claimed')
})

t.test('a renewal begins the lease again, and only the holder has one to renew', async (t) => {
  const { store, pass } = createStoreInTime()
  t.equal(store.renew('a', 'mine', LEASE_MS), false, 'never claimed')
  t.equal(claimAsStranger(store, 'a'), 'claimed', 'and nothing was changed')
  claim(store, 'a')
  pass(LEASE_MS - 1)
  t.equal(store.renew('a', 'of a stranger', LEASE_MS), false)
  t.equal(store.renew('a', 'mine', LEASE_MS), true)
  pass(LEASE_MS - 1)
  t.equal(claimAsStranger(store, 'a'), 'in-progress')
  pass(1)
  t.equal(store.renew('a', 'mine', LEASE_MS), false, 'its lease is over')
  store.commit('a', 'mine', REMEMBER_MS)
  t.equal(store.renew('a', 'mine', LEASE_MS), false, 'it was handled')
})

t.test('what was handled is known until its time is over, to the millisecond', async (t) => {
  const { store, pass } = createStoreInTime()
  handle(store, 'a')
  t.equal(claim(store, 'a'), 'done', 'also by the token that committed it')
  pass(REMEMBER_MS - 1)
  t.equal(claimAsStranger(store, 'a'), 'done')
  pass(1)
  t.equal(claimAsStranger(store, 'a'), 'claimed')
})

t.test('what was handled is noted, whoever holds it by then', async (t) => {
  const { store, pass } = createStoreInTime()
  store.commit('a', 'mine', REMEMBER_MS)
  t.equal(claimAsStranger(store, 'a'), 'done', 'the claim was never made')

  claim(store, 'b')
  pass(LEASE_MS)
  store.commit('b', 'mine', REMEMBER_MS)
  t.equal(claimAsStranger(store, 'b'), 'done', 'its lease was over')

  claim(store, 'c')
  pass(LEASE_MS)
  claim(store, 'c', 'of another')
  store.commit('c', 'mine', REMEMBER_MS)
  t.equal(store.renew('c', 'of another', LEASE_MS), false, 'another had taken it over')
  store.release('c', 'of another')
  t.equal(claimAsStranger(store, 'c'), 'done')
})

t.test('a late release does not disturb the new holder', async (t) => {
  const { store, pass } = createStoreInTime()
  claim(store, 'a')
  pass(LEASE_MS)
  claim(store, 'a', 'of another')
  store.release('a', 'mine')
  t.equal(claimAsStranger(store, 'a'), 'in-progress')
})

t.test('a second commit counts from then', async (t) => {
  const { store, pass } = createStoreInTime()
  handle(store, 'a')
  pass(REMEMBER_MS - 1)
  store.commit('a', 'mine', REMEMBER_MS)
  pass(1)
  t.equal(claimAsStranger(store, 'a'), 'done')
})

t.test('at the bound the oldest handled is forgotten first, which an event reports', async (t) => {
  const published = gatherEvents(t, ['forgotten'])
  const { store } = createStoreInTime(3)
  for (const id of ['a', 'b', 'c', 'd']) handle(store, id)
  t.strictSame(published, [{ name: 'forgotten', event: { deliveryId: 'a' } }])
  t.strictSame(
    ['b', 'c', 'd'].map((id) => claimAsStranger(store, id)),
    ['done', 'done', 'done'],
  )
  t.equal(claimAsStranger(store, 'a'), 'claimed')
})

t.test('in front of a store a guard remembers fewer, and what it forgets is not lost', async (t) => {
  const published = gatherEvents(t, ['forgotten'])
  let sequence = 0
  const store = createMemoryStore()
  const receiver = createTestReceiver({
    engine: { name: 'credulous', prepareKey: () => 0, verify: () => true },
    deduplication: { store, eventKey: () => `event ${sequence++}` },
  })
  const webhook = createWebhook()
  for (let round = 0; round < 10_001; round++) await settleOf(await receiver.receive(webhook))(SUCCEEDED)
  t.strictSame(published, [])
  sequence = 0
  t.equal((await receiver.receive(webhook)).outcome, 'acknowledged', 'the store knows it')
})

t.test('without one it remembers 100,000, and an event reports what it forgets', async (t) => {
  const published = gatherEvents(t, ['forgotten'])
  let sequence = 0
  const receiver = createTestReceiver({
    engine: { name: 'credulous', prepareKey: () => 0, verify: () => true },
    deduplication: { eventKey: () => `event ${sequence++}` },
  })
  const webhook = createWebhook()
  for (let round = 0; round < 100_001; round++) await settleOf(await receiver.receive(webhook))(SUCCEEDED)
  t.strictSame(published, [{ name: 'forgotten', event: { deliveryId: 'event 0' } }])
})

t.test('what is over makes room, and no event reports it', async (t) => {
  const published = gatherEvents(t, ['forgotten'])
  const { store, pass } = createStoreInTime(3)
  for (const id of ['a', 'b', 'c']) handle(store, id)
  pass(REMEMBER_MS)
  for (const id of ['d', 'e', 'f']) handle(store, id)
  t.strictSame(published, [])
  t.equal(claimAsStranger(store, 'd'), 'done')
})

t.test('one that was handled again is as young as any', async (t) => {
  const { store, pass } = createStoreInTime(3)
  handle(store, 'a', 10)
  handle(store, 'b')
  pass(10)
  handle(store, 'a')
  handle(store, 'c')
  handle(store, 'd')
  t.equal(claimAsStranger(store, 'a'), 'done')
  t.equal(claimAsStranger(store, 'b'), 'claimed', 'now the oldest')
})

t.test('one whose commit came twice is as young as its last commit', async (t) => {
  const published = gatherEvents(t, ['forgotten'])
  const { store } = createStoreInTime(3)
  for (const id of ['a', 'b', 'c']) handle(store, id)
  store.commit('b', 'mine', REMEMBER_MS)
  for (const id of ['d', 'e']) handle(store, id)
  const forgotten = published.map(({ event }) => event.deliveryId)
  t.strictSame(forgotten, ['a', 'c'])
  t.equal(claimAsStranger(store, 'b'), 'done')
})

t.test('claims are never forgotten, however many there are', async (t) => {
  const { store, pass } = createStoreInTime(3)
  const ids = Array.from({ length: 10 }, (_, index) => `claim ${index}`)
  for (const id of ids) claim(store, id)
  for (const id of ['a', 'b', 'c', 'd', 'e']) handle(store, id)
  for (const id of ids) t.equal(claimAsStranger(store, id), 'in-progress', id)
  t.equal(claimAsStranger(store, 'd'), 'claimed', 'claims leave no room for more than the last')
  t.equal(claimAsStranger(store, 'e'), 'done')
  pass(LEASE_MS)
  for (const id of ['f', 'g', 'h']) handle(store, id)
  t.equal(claimAsStranger(store, 'f'), 'done', 'claims whose lease is over take no room')
})

t.test('a million ids stay under the bound of 100,000', async (t) => {
  const store = createMemoryStore()
  for (let index = 0; index < 1_000_000; index++) handle(store, `delivery ${index}`)
  const known = (index: number) => claimAsStranger(store, `delivery ${index}`) === 'done'
  t.ok(known(999_999) && known(900_000), 'the last 100,000 are known')
  t.notOk(known(899_999) || known(0), 'the ones before are not')
})

t.test('the wall clock may do what it likes', async (t) => {
  const store = createMemoryStore()
  handle(store, 'a')
  claim(store, 'b')
  for (const time of [0, Date.now() + 365 * 86_400_000]) {
    t.intercept(Date, 'now', { value: () => time, configurable: true })
    t.equal(claimAsStranger(store, 'a'), 'done')
    t.equal(claimAsStranger(store, 'b'), 'in-progress')
  }
})

t.test('it holds no process alive', async (t) => {
  const before = process.getActiveResourcesInfo()
  const store = createMemoryStore()
  claim(store, 'a')
  handle(store, 'b')
  t.strictSame(process.getActiveResourcesInfo(), before)
})

t.test('an option that there is not', async (t) => {
  t.throws(() => createMemoryStore({ ttlMs: 1 } as object), {
    name: 'TypeError',
    code: 'invalid_option',
    message: 'telnyx-call: option ttlMs: unknown option.',
  })
})

t.test('a bound that is none', async (t) => {
  for (const maxIds of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '100', null]) {
    t.throws(() => createMemoryStore({ maxIds: maxIds as number }), {
      name: 'TypeError',
      code: 'invalid_option',
      message: 'telnyx-call: option maxIds: expected a positive whole number.',
    })
  }
})

t.test('the promises of a delivery store, by its own clock', async (t) => {
  t.ok((await testDeliveryStore(createMemoryStore())).length > 20)
})
