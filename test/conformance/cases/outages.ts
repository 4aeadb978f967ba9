import assert from 'node:assert/strict'
import type { ClaimState, DeliveryStore } from '@telnyx-call/core'
import { sampleCall } from '@telnyx-call/testing'
import type { ConformanceCase, ExchangeCase, ScenarioCase, Stage } from '../case.ts'
import { assertAcknowledged, beginHandling, HANDLED, redeliver, signedAnew } from '../deliveries.ts'
import { refused, thrown } from '../expectations.ts'
import { signed } from '../requests.ts'

/** The store is away, or answers nothing, before the claim or between claim and commit. */
const outages: ScenarioCase[] = (['goDown', 'stall'] as const).flatMap((fault) => {
  const name = fault === 'goDown' ? 'store-down' : 'store-slow'
  const deduplication = { storeTimeoutMs: 200 }
  return [
    {
      id: `delivery.${name}.accept`,
      why: 'Its own memory settles the copies that reach the guard meanwhile, and the store learns of it later.',
      usesStore: true,
      needsSharedStore: true,
      options: { deduplication },
      play: async (stage: Stage) => {
        await stage.store[fault]()
        assert.equal((await stage.send(signed(stage.keys))).status, 200)
        assert.equal(stage.running.handled[0]?.delivery?.deduplicated, false)
        assertAcknowledged(await stage.send(signedAnew(stage.keys)), stage.running, 1)
        await stage.store.recover()
        assertAcknowledged(await redeliver(stage), stage.running, 1)
        await assertHandledOnceFromNowOn(stage)
        await assertKnownElsewhere(stage)
      },
    },
    {
      id: `delivery.${name}.refuse`,
      usesStore: true,
      needsSharedStore: true,
      options: { deduplication: { ...deduplication, onStoreError: 'refuse' as const } },
      play: async (stage: Stage) => {
        await stage.store[fault]()
        const answer = await stage.send(signed(stage.keys))
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
      why: 'The answer does not wait for the store. The commit is tried again until the store takes it.',
      usesStore: true,
      needsSharedStore: true,
      options: { deduplication },
      handler: { ...HANDLED, waits: true },
      play: async (stage: Stage) => {
        const connection = await beginHandling(stage)
        await stage.store[fault]()
        stage.openGate()
        assert.equal((await connection.readAnswer()).status, 200)
        connection.destroy()
        assertAcknowledged(await stage.send(signedAnew(stage.keys)), stage.running, 1)
        await stage.store.recover()
        await assertHandledOnceFromNowOn(stage)
        await assertKnownElsewhere(stage)
      },
    },
  ]
})

async function assertHandledOnceFromNowOn({ send, keys, running }: Stage): Promise<void> {
  const runs = running.handled.length
  const another = signed(keys, { fields: sampleCall('busy') })
  assert.equal((await send(another)).status, 200)
  assert.equal(running.handled.length, runs + 1)
  assert.equal(running.handled.at(-1)?.delivery?.deduplicated, true)
  assertAcknowledged(await send(another), running, runs + 1)
}

/** Another application learns from the store what was handled here. */
async function assertKnownElsewhere({ running, startAnother, keys }: Stage): Promise<void> {
  assert.equal(await running.guard.drain({ timeoutMs: 4000 }), 0)
  const other = await startAnother()
  assertAcknowledged(await redeliver({ running: other, keys }), other, 0)
}

/** A store of the application's own that says the same whatever it is asked. */
function createStore(claim: () => ClaimState | Promise<ClaimState>): DeliveryStore {
  return { claim, renew: () => true, commit() {}, release() {} }
}

const inProgress = { store: createStore(() => 'in-progress'), waitForCopyMs: 40 }
const unavailable = {
  store: createStore(() => Promise.reject(new Error('the store is away, as this test wants'))),
  onStoreError: 'refuse',
} as const

/** The answers, the same bytes from every host. */
const answers: ExchangeCase[] = [
  {
    id: 'delivery.answer.in-progress',
    options: { deduplication: inProgress },
    request: signed,
    expect: refused('delivery_in_progress'),
  },
  {
    id: 'delivery.answer.in-progress.thrown',
    options: { deduplication: inProgress, refusals: 'throw' },
    request: signed,
    expect: thrown('delivery_in_progress'),
  },
  {
    id: 'delivery.answer.store-unavailable',
    options: { deduplication: unavailable },
    request: signed,
    expect: refused('store_unavailable'),
  },
  {
    id: 'delivery.answer.store-unavailable.thrown',
    options: { deduplication: unavailable, refusals: 'throw' },
    request: signed,
    expect: thrown('store_unavailable'),
  },
  {
    id: 'delivery.answer.duplicate',
    options: { deduplication: { store: createStore(() => 'done') } },
    request: signed,
    expect: { status: 200, calls: 0 },
  },
]

export const outageCases: readonly ConformanceCase[] = [...outages, ...answers]
