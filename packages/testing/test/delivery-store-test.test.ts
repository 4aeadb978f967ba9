import assert, { AssertionError } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import * as builtPackage from '@telnyx-call/testing'
import t from 'tap'
import { type DeliveryStoreTestOptions, type TestedStore, testDeliveryStore } from '../src/index.ts'
import { brokenStores } from './broken-stores.ts'
import { createPlainStore } from './plain-store.ts'

const times = { leaseMs: 100 }

/** What the test of a broken store throws. */
async function fail(store: TestedStore, options: DeliveryStoreTestOptions = times, test = testDeliveryStore) {
  const error = await test(store, options).then(
    () => assert.fail('the tests passed'),
    (error: unknown) => error,
  )
  assert.ok(error instanceof AssertionError)
  return error
}

t.test('a store that keeps its promises passes, in less than a second', async (t) => {
  const startedAt = performance.now()
  const passed = await testDeliveryStore(createPlainStore())
  t.ok(performance.now() - startedAt < 1000)
  t.equal(new Set(passed).size, passed.length, 'each test has a name of its own')
  t.ok(passed.length > 20)
})

t.test('a store that answers later passes as well', async () => {
  const { claim, renew, commit, release } = createPlainStore()
  await testDeliveryStore(
    {
      claim: async (...values) => claim(...values),
      renew: async (...values) => renew(...values),
      commit: async (...values) => commit(...values),
      release: async (...values) => release(...values),
    },
    times,
  )
})

t.test('a store that is slower than the shortest lease passes as well', async () => {
  const { renew, ...store } = createPlainStore()
  const renewSlowly = async (...values: Parameters<typeof renew>) => {
    await sleep(30)
    return renew(...values)
  }
  await testDeliveryStore({ ...store, renew: renewSlowly }, { leaseMs: 10 })
})

t.test('each test fails for a store that breaks its promise', async (t) => {
  const passed = await testDeliveryStore(createPlainStore(), times)
  const caughtBy = new Set(brokenStores.map((broken) => broken.caughtBy))
  t.strictSame([...caughtBy].sort(), [...passed].sort())
})

t.test('a broken store', { jobs: 6 }, async (t) => {
  for (const { fault, caughtBy, breakStore } of brokenStores) {
    t.test(`that ${fault}`, { buffered: true }, async (t) => {
      const plain = createPlainStore()
      const { message } = await fail({ ...plain, ...breakStore(plain) })
      t.ok(message.includes(`- ${caughtBy}: `), message)
    })
  }
})

for (const [name, test] of Object.entries({
  source: testDeliveryStore,
  'built package': builtPackage.testDeliveryStore,
})) {
  t.test(
    `the error says what was answered, and has the errors of the store in its cause: ${name}`,
    async (t) => {
      const outage = new Error('the store is away')
      const renewWithError = () => {
        throw outage
      }
      const error = await fail({ ...createPlainStore(), renew: renewWithError }, times, test)
      t.match(error.message, /^The store failed \d+ of \d+ tests:\n/)
      t.match(error.message, /\n- the token that holds a delivery can renew its lease: the store is away\n/)
      t.ok(error.cause instanceof AggregateError && error.cause.errors.every((each) => each === outage))

      const done = await fail({ ...createPlainStore(), claim: () => 'done' }, times, test)
      t.match(done.message, /: claim of a free delivery: expected 'claimed', got 'done'\n/)
      const unrenewed = await fail({ ...createPlainStore(), renew: () => false }, times, test)
      t.match(unrenewed.message, /: renewal: expected true, got false\n/)
      const gone = await fail({ ...createPlainStore(), commit: () => Promise.reject('gone') }, times, test)
      t.match(gone.message, /: gone\n/)
    },
  )
}

t.test('a store that does not answer is noticed', async (t) => {
  const { message } = await fail(
    { ...createPlainStore(), renew: () => new Promise<boolean>(() => {}) },
    { leaseMs: 10, timeoutMs: 200 },
  )
  t.match(message, /- the token that holds a delivery can renew its lease: not finished after 200 ms/)
})
