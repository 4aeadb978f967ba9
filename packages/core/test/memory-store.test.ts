import { type Claim, createMemoryStore, type DeliveryStore } from '@telnyx-call/core'
import t from 'tap'

const LEASE_MS = 2500
const TTL_MS = 86_400_000

/** A store whose clock stands until it is moved. */
function createStoreInTime(maxIds?: number): { store: DeliveryStore; pass: (milliseconds: number) => void } {
  let nowMs = 1_700_000_000_000
  const store = createMemoryStore({ ...(maxIds && { maxIds }), now: () => nowMs })
  return {
    store,
    pass: (milliseconds) => {
      nowMs += milliseconds
    },
  }
}

function claim(store: DeliveryStore, id: string): Claim {
  return store.claim(id, LEASE_MS) as Claim
}

function takeToken(store: DeliveryStore, id: string): string {
  const answer = claim(store, id)
  if (answer.state === 'claimed') return answer.token
  throw new Error(`${id} is ${answer.state}`)
}

function handle(store: DeliveryStore, id: string): void {
  store.commit(id, takeToken(store, id), TTL_MS)
}

function stateOf(store: DeliveryStore, id: string): Claim['state'] {
  return claim(store, id).state
}

t.test('a claim holds until it is released', async (t) => {
  const { store } = createStoreInTime()
  const token = takeToken(store, 'a')
  t.equal(stateOf(store, 'a'), 'in-progress')
  t.equal(stateOf(store, 'b'), 'claimed', 'each id by itself')
  store.release('a', token)
  t.not(takeToken(store, 'a'), token, 'each claim has a token of its own')
})

t.test('a claim holds until its lease is over, to the millisecond', async (t) => {
  const { store, pass } = createStoreInTime()
  takeToken(store, 'a')
  pass(LEASE_MS - 1)
  t.equal(stateOf(store, 'a'), 'in-progress')
  pass(1)
  t.equal(stateOf(store, 'a'), 'claimed')
})

t.test('what was handled is known until its time is over, to the millisecond', async (t) => {
  const { store, pass } = createStoreInTime()
  handle(store, 'a')
  pass(TTL_MS - 1)
  t.equal(stateOf(store, 'a'), 'done')
  pass(1)
  t.equal(stateOf(store, 'a'), 'claimed')
})

t.test('late settling does not disturb the new holder', async (t) => {
  const { store, pass } = createStoreInTime()
  const late = takeToken(store, 'a')
  pass(LEASE_MS)
  const current = takeToken(store, 'a')
  store.release('a', late)
  t.equal(stateOf(store, 'a'), 'in-progress')
  store.commit('a', late, TTL_MS)
  t.equal(stateOf(store, 'a'), 'in-progress')
  store.commit('a', current, TTL_MS)
  store.release('a', current)
  store.release('a', late)
  t.equal(stateOf(store, 'a'), 'done')
})

t.test('a late commit counts where nobody else has claimed', async (t) => {
  const { store, pass } = createStoreInTime()
  const late = takeToken(store, 'a')
  pass(LEASE_MS)
  store.commit('a', late, TTL_MS)
  t.equal(stateOf(store, 'a'), 'done')
})

t.test('a second commit does not prolong the first', async (t) => {
  const { store, pass } = createStoreInTime()
  const token = takeToken(store, 'a')
  store.commit('a', token, TTL_MS)
  pass(TTL_MS - 1)
  store.commit('a', token, TTL_MS)
  pass(1)
  t.equal(stateOf(store, 'a'), 'claimed')
})

t.test('at the bound the oldest handled is forgotten first', async (t) => {
  const { store } = createStoreInTime(3)
  for (const id of ['a', 'b', 'c', 'd']) handle(store, id)
  t.strictSame(
    ['b', 'c', 'd'].map((id) => stateOf(store, id)),
    ['done', 'done', 'done'],
  )
  t.equal(stateOf(store, 'a'), 'claimed')
})

t.test('one that was handled anew is as young as any', async (t) => {
  const { store, pass } = createStoreInTime(3)
  store.commit('a', takeToken(store, 'a'), 10)
  handle(store, 'b')
  pass(10)
  handle(store, 'a')
  handle(store, 'c')
  handle(store, 'd')
  t.equal(stateOf(store, 'a'), 'done')
  t.equal(stateOf(store, 'b'), 'claimed', 'now the oldest')
})

t.test('claims are never forgotten, however many there are', async (t) => {
  const { store } = createStoreInTime(3)
  const ids = Array.from({ length: 10 }, (_, index) => `claim ${index}`)
  for (const id of ids) takeToken(store, id)
  for (const id of ['a', 'b', 'c', 'd', 'e']) handle(store, id)
  for (const id of ids) t.equal(stateOf(store, id), 'in-progress', id)
  t.equal(stateOf(store, 'd'), 'claimed', 'claims leave no room for more than the last')
  t.equal(stateOf(store, 'e'), 'done')
})

t.test('a million ids stay under the bound of 100,000', async (t) => {
  const store = createMemoryStore()
  for (let index = 0; index < 1_000_000; index++) handle(store, `delivery ${index}`)
  const known = (index: number) => stateOf(store, `delivery ${index}`) === 'done'
  t.ok(known(999_999) && known(900_000), 'the last 100,000 are known')
  t.notOk(known(899_999) || known(0), 'the ones before are not')
})

t.test('it holds no process alive', async (t) => {
  const before = process.getActiveResourcesInfo()
  const store = createMemoryStore()
  takeToken(store, 'a')
  handle(store, 'b')
  t.strictSame(process.getActiveResourcesInfo(), before)
})

t.test('an option that there is not', async (t) => {
  t.throws(() => createMemoryStore({ ttlMs: 1 } as object), {
    name: 'TypeError',
    code: 'invalid_option',
    message: 'telnyx-call: option ttlMs: there is no such option.',
  })
})

t.test('a bound that is none', async (t) => {
  for (const maxIds of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '100', null]) {
    t.throws(() => createMemoryStore({ maxIds: maxIds as number }), {
      name: 'TypeError',
      code: 'invalid_option',
      message: 'telnyx-call: option maxIds: wanted a whole number above 0.',
    })
  }
})
