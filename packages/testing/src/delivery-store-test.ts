import { AssertionError } from 'node:assert'
import { leaseTests } from './store-tests/leases.ts'
import { raceTests } from './store-tests/races.ts'
import type { StoreTest, TestedStore } from './store-tests/store-test.ts'
import { verbTests } from './store-tests/verbs.ts'

/** Options of {@link testDeliveryStore}. */
export interface DeliveryStoreTestOptions {
  /**
   * Shortest lease used by the tests, in milliseconds. The tests wait for it to expire, so they take about three times as long. Increase it
   * for a store whose leases expire late, for example one that counts in seconds. Default 200.
   */
  readonly leaseMs?: number
  /**
   * Time after which a test fails because the store seems to hang, in milliseconds. The longest test needs about a hundred round trips.
   * Default 10000.
   */
  readonly timeoutMs?: number
}

const allTests: readonly StoreTest[] = [...verbTests, ...leaseTests, ...raceTests]

/**
 * Tests whether a delivery store fulfills the contract of `DeliveryStore` in `@telnyx-call/core`: each operation alone, repeated, late and
 * with the wrong token, expiring leases, concurrent calls, and ids with any characters. It needs no test framework. All tests run
 * concurrently against the real store and in real time, in less than a second. They use random ids, which expire after a minute. Use a
 * store that no application uses.
 *
 * @param store - the store to test, connected
 * @returns the names of the tests, all of which passed
 * @throws AssertionError that lists each failed test with the store's answer; the errors are in its `cause`
 *
 * @example
 * import test from 'node:test'
 * import { testDeliveryStore } from '@telnyx-call/testing'
 * import { createMyStore } from '../src/my-store.js'
 *
 * test('my store keeps its promises', () => testDeliveryStore(createMyStore()))
 */
export async function testDeliveryStore(
  store: TestedStore,
  { leaseMs = 200, timeoutMs = 10_000 }: DeliveryStoreTestOptions = {},
): Promise<readonly string[]> {
  const results = await Promise.all(
    allTests.map(async ({ name, run }) => {
      try {
        await endWithin(timeoutMs, run(store, { leaseMs, timeoutMs }))
        return undefined
      } catch (error) {
        return { name, error }
      }
    }),
  )
  const failures = results.filter((result) => result !== undefined)
  if (failures.length === 0) return allTests.map(({ name }) => name)
  const lines = failures.map(({ name, error }) => `- ${name}: ${describeError(error)}`)
  const message = [`The store failed ${failures.length} of ${allTests.length} tests:`, ...lines].join('\n')
  const cause = new AggregateError(failures.map(({ error }) => error))
  throw Object.assign(new AssertionError({ message, stackStartFn: testDeliveryStore }), { cause })
}

function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

async function endWithin(timeoutMs: number, run: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const isLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not finished after ${timeoutMs} ms`)), timeoutMs)
  })
  await Promise.race([run, isLate]).finally(() => clearTimeout(timer))
}
