import { AssertionError } from 'node:assert'
import { leaseTests } from './store-tests/leases.ts'
import { raceTests } from './store-tests/races.ts'
import type { StoreTest, TestedStore } from './store-tests/store-test.ts'
import { verbTests } from './store-tests/verbs.ts'

/** What {@link testDeliveryStore} can be told about the store. */
export interface DeliveryStoreTestOptions {
  /**
   * The shortest lease that the tests take, in milliseconds. They wait for it to end, and so take some three times as long. Raise it for
   * a store whose leases end late, such as one that counts in seconds. Default 200.
   */
  readonly leaseMs?: number
  /**
   * How long a test may take before the store counts as hanging, in milliseconds. The longest takes some hundred round trips. Default 10000.
   */
  readonly timeoutMs?: number
}

const allTests: readonly StoreTest[] = [...verbTests, ...leaseTests, ...raceTests]

/**
 * Tests whether a delivery store keeps what `DeliveryStore` of `@telnyx-call/core` promises: every verb alone, repeated, late and by the
 * wrong token, leases that end, many calls at once, and ids of any characters. It needs no test framework. All tests run side by side
 * on the store as it is, with real time, in less than a second. They use random ids, which are over after a minute; run them on
 * a store that no application uses.
 *
 * @param store the store to test, connected
 * @returns the names of the tests, all of which passed
 * @throws AssertionError that names each test that failed and says what the store answered; the errors are in its `cause`
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
    timer = setTimeout(() => reject(new Error(`not over after ${timeoutMs} ms`)), timeoutMs)
  })
  await Promise.race([run, isLate]).finally(() => clearTimeout(timer))
}
