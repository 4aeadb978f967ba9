import { setTimeout as sleep } from 'node:timers/promises'
import {
  claimFree,
  createText,
  expectAnswer,
  expectState,
  LONG_MS,
  type StoreTest,
  type StoreTestTimes,
  type TestedStore,
} from './store-test.ts'

/** After this many lease durations, a lease has certainly expired. */
const ENOUGH = 1.5

/** Expiring and renewed leases. A slow machine only prolongs the waits, which does not change any answer. */
export const leaseTests: readonly StoreTest[] = [
  {
    name: 'a delivery whose lease is over can be claimed, and its first holder has lost it',
    run: async (store, { leaseMs }) => {
      const [id, late, holder] = [createText(), createText(), createText()]
      await claimFree(store, id, late, leaseMs)
      await sleep(leaseMs * ENOUGH)
      await claimFree(store, id, holder)
      expectAnswer('renewal by the first holder', await store.renew(id, late, LONG_MS), false)
      await store.release(id, late)
      await expectState(store, id, 'in-progress', 'after the first holder released')
      expectAnswer('renewal by the second holder', await store.renew(id, holder, LONG_MS), true)
    },
  },
  {
    name: 'a lease that is over cannot be renewed, only claimed',
    run: async (store, { leaseMs }) => {
      const [id, token] = [createText(), createText()]
      await claimFree(store, id, token, leaseMs)
      await sleep(leaseMs * ENOUGH)
      expectAnswer('renewal of a lease that is over', await store.renew(id, token, LONG_MS), false)
      await claimFree(store, id, token)
      await expectState(store, id, 'in-progress', 'after the first holder claimed again')
    },
  },
  {
    name: 'a commit counts after the lease is over',
    run: async (store, { leaseMs }) => {
      const [id, token] = [createText(), createText()]
      await claimFree(store, id, token, leaseMs)
      await sleep(leaseMs * ENOUGH)
      await store.commit(id, token, LONG_MS)
      await expectState(store, id, 'done', 'after the late commit')
    },
  },
  {
    name: 'a commit counts after another token took over',
    run: async (store, { leaseMs }) => {
      const [id, late, holder] = [createText(), createText(), createText()]
      await claimFree(store, id, late, leaseMs)
      await sleep(leaseMs * ENOUGH)
      await claimFree(store, id, holder)
      await store.commit(id, late, LONG_MS)
      expectAnswer('renewal by the token that took over', await store.renew(id, holder, LONG_MS), false)
      await store.commit(id, holder, LONG_MS)
      await expectState(store, id, 'done', 'after both have committed')
    },
  },
  {
    name: 'a renewal starts the lease over',
    run: testRenewal,
  },
  {
    name: 'a renewed lease ends as well',
    run: async (store, { leaseMs }) => {
      const [id, token] = [createText(), createText()]
      await claimFree(store, id, token)
      expectAnswer('renewal', await store.renew(id, token, leaseMs), true)
      await sleep(leaseMs * ENOUGH)
      await claimFree(store, id, createText())
    },
  },
  {
    name: 'a claim that is repeated starts the lease over',
    run: async (store, { leaseMs }) => {
      const [id, token] = [createText(), createText()]
      await claimFree(store, id, token, leaseMs)
      await claimFree(store, id, token)
      await sleep(leaseMs * ENOUGH)
      await expectState(store, id, 'in-progress', 'while the second lease lasts')
    },
  },
  {
    name: 'what was handled can be claimed when rememberMs is over',
    run: async (store, { leaseMs }) => {
      const id = createText()
      await store.commit(id, createText(), leaseMs)
      await sleep(leaseMs * ENOUGH)
      await claimFree(store, id, createText())
    },
  },
  {
    name: 'a commit is remembered for rememberMs, not for the lease of the claim',
    run: async (store, { leaseMs }) => {
      const [id, token] = [createText(), createText()]
      await claimFree(store, id, token, leaseMs)
      await store.commit(id, token, LONG_MS)
      await sleep(leaseMs * ENOUGH)
      await expectState(store, id, 'done', 'after the lease')
    },
  },
  {
    name: 'a second commit is remembered from then on',
    run: async (store, { leaseMs }) => {
      const [id, token] = [createText(), createText()]
      await store.commit(id, token, leaseMs)
      await store.commit(id, token, LONG_MS)
      await sleep(leaseMs * ENOUGH)
      await expectState(store, id, 'done', 'after the first rememberMs')
    },
  },
]

async function testRenewal(store: TestedStore, { leaseMs, timeoutMs }: StoreTestTimes): Promise<void> {
  const [id, token] = [createText(), createText()]
  const startedAt = performance.now()
  await claimFree(store, id, token, leaseMs)
  const isRenewed = await store.renew(id, token, LONG_MS)
  // If that took longer than the lease, it may have expired before the renewal.
  if (performance.now() - startedAt >= leaseMs) return testRenewal(store, { leaseMs: leaseMs * 2, timeoutMs })
  expectAnswer('renewal', isRenewed, true)
  await sleep(leaseMs * ENOUGH)
  await expectState(store, id, 'in-progress', 'while the renewed lease lasts')
}
