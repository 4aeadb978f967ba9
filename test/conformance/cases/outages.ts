import assert from 'node:assert/strict'
import type { Claim, DeliveryStore } from '@telnyx-call/core'
import { sampleCall } from '@telnyx-call/testing'
import type { ConformanceCase, ExchangeCase, ScenarioCase, Stage } from '../case.ts'
import { assertAcknowledged, beginHandling, HANDLED, redeliver } from '../deliveries.ts'
import { refused, thrown } from '../expectations.ts'
import { signed } from '../requests.ts'
import { exchange, pause } from '../wire.ts'

/** The store is away, or answers nothing, before the claim or between claim and commit. */
const outages: ScenarioCase[] = (['goDown', 'stall'] as const).flatMap((fault) => {
  const name = fault === 'goDown' ? 'store-down' : 'store-slow'
  const options = { storeTimeoutMs: 80 }
  return [
    {
      id: `delivery.${name}.accept`,
      usesStore: true,
      options,
      play: async (stage: Stage) => {
        await stage.store[fault]()
        assert.equal((await exchange(stage.port, signed(stage.keys))).status, 200)
        assert.equal(stage.running.handled[0]?.delivery?.deduplicated, false)
        await stage.store.recover()
        // A claim that was only late is made, and then committed.
        if (fault === 'stall') assertAcknowledged(await redeliver(stage), stage.running, 1)
        await assertHandledOnceFromNowOn(stage)
      },
    },
    {
      id: `delivery.${name}.refuse`,
      usesStore: true,
      options: { ...options, onStoreError: 'refuse' as const },
      play: async (stage: Stage) => {
        await stage.store[fault]()
        const answer = await exchange(stage.port, signed(stage.keys))
        assert.equal(answer.status, 503)
        assert.equal(answer.headers['retry-after'], '1')
        assert.equal(stage.running.handled.length, 0)
        await stage.store.recover()
        assert.equal((await redeliver(stage)).status, 200)
        assert.equal(stage.running.handled.length, 1)
        await assertHandledOnceFromNowOn(stage)
      },
    },
    {
      id: `delivery.${name}.between-claim-and-commit`,
      why: 'The answer does not wait for the store. Where the commit is lost, the lease ends the claim.',
      usesStore: true,
      options: { ...options, ackBudgetMs: 400 },
      handler: { ...HANDLED, waits: true },
      play: async (stage: Stage) => {
        const connection = await beginHandling(stage)
        await stage.store[fault]()
        stage.openGate()
        assert.equal((await connection.readAnswer()).status, 200)
        connection.destroy()
        await stage.store.recover()
        assert.equal((await redeliver(stage)).status, 200)
        await assertHandledOnceFromNowOn(stage)
      },
    },
  ]
})

async function assertHandledOnceFromNowOn({ port, keys, running }: Stage): Promise<void> {
  const runs = running.handled.length
  const another = signed(keys, { fields: sampleCall('busy') })
  assert.equal((await exchange(port, another)).status, 200)
  assert.equal(running.handled.length, runs + 1)
  assert.equal(running.handled.at(-1)?.delivery?.deduplicated, true)
  await pause(20)
  assertAcknowledged(await exchange(port, another), running, runs + 1)
}

/** A store of the application's own that says the same whatever it is asked. */
function createStore(claim: () => Claim | Promise<Claim>): DeliveryStore {
  return { claim, commit() {}, release() {} }
}

const inProgress = createStore(() => ({ state: 'in-progress' }))
const unavailable = createStore(() => Promise.reject(new Error('the store is away, as this test wants')))

/** The answers, the same bytes from every host. */
const answers: ExchangeCase[] = [
  {
    id: 'delivery.answer.in-progress',
    options: { store: inProgress },
    request: signed,
    expect: refused('delivery_in_progress'),
  },
  {
    id: 'delivery.answer.in-progress.thrown',
    options: { store: inProgress, refusals: 'throw' },
    request: signed,
    expect: thrown('delivery_in_progress'),
  },
  {
    id: 'delivery.answer.store-unavailable',
    options: { store: unavailable, onStoreError: 'refuse' },
    request: signed,
    expect: refused('store_unavailable'),
  },
  {
    id: 'delivery.answer.store-unavailable.thrown',
    options: { store: unavailable, onStoreError: 'refuse', refusals: 'throw' },
    request: signed,
    expect: thrown('store_unavailable'),
  },
  {
    id: 'delivery.answer.duplicate',
    options: { store: createStore(() => ({ state: 'done' })) },
    request: signed,
    expect: { status: 200, calls: 0 },
  },
]

export const outageCases: readonly ConformanceCase[] = [...outages, ...answers]
