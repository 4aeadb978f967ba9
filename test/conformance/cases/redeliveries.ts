import assert from 'node:assert/strict'
import type { ConformanceCase, ScenarioCase, Stage } from '../case.ts'
import {
  assertAcknowledged,
  assertInProgress,
  beginHandling,
  HANDLED,
  IMPATIENT,
  redeliver,
  waitForOutcomes,
  waitForRuns,
} from '../deliveries.ts'
import type { HandlerBehaviour } from '../host.ts'
import { signed } from '../requests.ts'
import { pause } from '../wire.ts'

/** What brings a delivery again: the copy is handled. */
const releasing: ScenarioCase[] = (
  [
    ['throws', { failure: 'throws' }, 500],
    ['rejects', { failure: 'rejects' }, 500],
    ['answers-302', { status: 302 }, 302],
    ['answers-404', { status: 404 }, 404],
    ['answers-500', { status: 500, json: { broken: true } }, 500],
    ['answers-503-late', { status: 503, late: true }, 503],
  ] satisfies [string, HandlerBehaviour, number][]
).map(([name, handler, status]) => ({
  id: `delivery.failed-then-redelivered.handler-${name}`,
  usesStore: true,
  handler: [handler, HANDLED],
  play: async (stage) => {
    assert.equal((await stage.send(signed(stage.keys))).status, status)
    assert.equal((await redeliver(stage)).status, 200)
    assert.equal(stage.running.handled.length, 2)
    assertAcknowledged(await redeliver(stage), stage.running, 2)
    const ids = new Set(stage.running.handled.map(({ delivery }) => delivery?.id))
    assert.equal(ids.size, 1, 'the id is the same however it is encoded and whenever it was signed')
  },
}))

/** The handler succeeded, and something around it fails afterwards: the sender hears of that, and the handler runs no second time. */
const failingAround: ScenarioCase[] = (
  [
    ['koa', 'upstream.fails-afterwards'],
    ['koa2', 'upstream.fails-afterwards'],
    ['fastify', 'hook.fails-on-send'],
  ] as const
).map(([host, parser]) => ({
  id: `delivery.handled-before-a-failure-around-it.${host}.${parser}`,
  usesStore: true,
  hosts: [host],
  parser,
  play: async (stage) => {
    const request = signed(stage.keys, { headers: { 'x-upstream': 'fails' } })
    assert.equal((await stage.send(request)).status, 500)
    assertAcknowledged(await redeliver(stage), stage.running, 1)
    assert.equal(stage.failed.length, 0)
  },
}))

/** Half an answer is none: the stream that was to be the answer broke off. */
const breakingOff: ScenarioCase[] = (
  [
    ['within-an-endless-stream', { by: 'endless-stream' }],
    ['within-a-stream-that-failed', { by: 'failing-stream' }],
  ] satisfies [string, HandlerBehaviour][]
).map(([name, handler]) => ({
  id: `delivery.broken-off-then-redelivered.${name}`,
  usesStore: true,
  handler: [handler, HANDLED],
  play: async (stage) => {
    const connection = await beginHandling(stage)
    await pause(30)
    connection.destroy()
    assert.equal((await redeliver(stage)).status, 200)
    assert.equal(stage.running.handled.length, 2)
    await waitForOutcomes(stage.running)
    assert.deepEqual(
      stage.failed.map(({ failure }) => failure),
      [{ outcome: 'abandoned' }],
    )
    assertAcknowledged(await redeliver(stage), stage.running, 2)
  },
}))

/** The sender gives up while the handler is at work, which changes nothing: one run, whose outcome counts. */
const leavingHandlers: ScenarioCase[] = [
  {
    id: 'delivery.sender-left.handler-succeeds',
    usesStore: true,
    options: IMPATIENT,
    handler: { ...HANDLED, waits: true },
    play: async (stage) => {
      const connection = await beginHandling(stage)
      connection.destroy()
      await pause(30)
      assertInProgress(await stage.send(signed(stage.keys)))
      stage.openGate()
      assertAcknowledged(await redeliver(stage), stage.running, 1)
      assert.equal(stage.failed.length, 0)
    },
  },
  {
    id: 'delivery.sender-left.copy-waits',
    usesStore: true,
    handler: { ...HANDLED, waits: true },
    play: async (stage) => {
      const connection = await beginHandling(stage)
      connection.destroy()
      const copy = stage.send(signed(stage.keys))
      await pause(50)
      stage.openGate()
      assertAcknowledged(await copy, stage.running, 1)
    },
  },
  {
    id: 'delivery.sender-left.handler-fails',
    usesStore: true,
    handler: [{ status: 500, waits: true }, HANDLED],
    play: async (stage) => {
      const connection = await beginHandling(stage)
      connection.destroy()
      await pause(30)
      stage.openGate()
      assert.equal((await redeliver(stage)).status, 200)
      assert.equal(stage.running.handled.length, 2)
      await waitForOutcomes(stage.running)
      assert.equal(stage.failed[0]?.failure.outcome, 'failed')
    },
  },
  {
    id: 'delivery.sender-left.streams',
    why: 'A stream that finds nobody to write to may never end its answer; then the limit ends the run.',
    usesStore: true,
    options: { deduplication: { leaseMs: 400, handlingLimitMs: 200 } },
    handler: [{ by: 'stream', waits: true }, HANDLED],
    play: async (stage) => {
      const connection = await beginHandling(stage)
      connection.destroy()
      await pause(30)
      stage.openGate()
      assert.equal((await redeliver(stage)).status, 200)
      await waitForOutcomes(stage.running)
    },
  },
]

/** The sender gives up, or is answered by somebody else, while the claim is under way. */
const leavingClaims: ScenarioCase[] = [
  {
    id: 'delivery.sender-left-before-the-handler',
    why: 'The delivery is authentic and whole, so it is handled.',
    usesStore: true,
    needsSharedStore: true,
    options: { deduplication: { storeTimeoutMs: 5000 } },
    play: async (stage) => {
      stage.store.stall()
      await leaveWhileClaiming(stage)
      await stage.store.recover()
      await waitForRuns(stage.running, 1)
      assertAcknowledged(await redeliver(stage), stage.running, 1)
      assert.equal(stage.refused.length, 0)
    },
  },
  ...(['answer', 'throw'] as const).map(
    (refusals): ScenarioCase => ({
      id: `delivery.answered-before-the-handler.${refusals}`,
      why: 'To handle the call all the same would be to handle it twice: it was answered 503, and comes again.',
      usesStore: true,
      needsSharedStore: true,
      front: 'lose-patience',
      options: { deduplication: { storeTimeoutMs: 5000 }, refusals },
      play: async (stage) => {
        stage.store.stall()
        const request = signed(stage.keys)
        const answer = await stage.send(request)
        assert.deepEqual([answer.status, answer.body.toString()], [503, 'too slow'])
        await stage.store.recover()
        assert.equal((await redeliver(stage)).status, 200)
        assert.equal(stage.running.handled.length, 1)
        assert.deepEqual(
          stage.refused.map(({ refusal, context }) => [refusal.code, Buffer.from(context.rawBody ?? [])]),
          [['sender_gone', request.body]],
        )
        assert.deepEqual(stage.running.errors, [], 'it is too late to throw')
      },
    }),
  ),
]

async function leaveWhileClaiming({ open, keys }: Stage): Promise<void> {
  const exchange = await open(signed(keys))
  await pause(50)
  exchange.destroy()
  await pause(30)
}

/** The handler takes longer than it may. */
const limits: ScenarioCase[] = [
  {
    id: 'delivery.handling-limit',
    why: 'Its claim ends, so that the event can be handled by a copy. What it does late must not disturb that one.',
    usesStore: true,
    options: { deduplication: { leaseMs: 400, handlingLimitMs: 600, waitForCopyMs: 30 } },
    handler: [{ status: 500, waits: true }, HANDLED],
    play: async (stage) => {
      const connection = await beginHandling(stage)
      const [{ delivery } = {}] = stage.running.handled
      assert.equal(delivery?.signal.aborted, false)
      assertInProgress(await stage.send(signed(stage.keys)))
      await waitForAbort(delivery?.signal)
      assert.equal((await redeliver(stage)).status, 200)
      assert.equal(stage.running.handled.length, 2)
      stage.openGate()
      assert.equal((await connection.readAnswer()).status, 500)
      connection.destroy()
      assertAcknowledged(await redeliver(stage), stage.running, 2)
      assert.deepEqual(
        stage.failed.map(({ failure }) => failure),
        [{ outcome: 'abandoned' }],
      )
    },
  },
  {
    id: 'delivery.handling-limit.late-success',
    why: 'It was handled after all, so no other run of it begins.',
    usesStore: true,
    options: { deduplication: { leaseMs: 400, handlingLimitMs: 600, waitForCopyMs: 30 } },
    handler: { ...HANDLED, waits: true },
    play: async (stage) => {
      const connection = await beginHandling(stage)
      await waitForAbort(stage.running.handled[0]?.delivery?.signal)
      stage.openGate()
      assert.equal((await connection.readAnswer()).status, 200)
      connection.destroy()
      assertAcknowledged(await redeliver(stage), stage.running, 1)
    },
  },
]

async function waitForAbort(signal: AbortSignal | undefined): Promise<void> {
  assert.ok(signal)
  for (let round = 0; !signal.aborted && round < 100; round++) await pause(20)
  assert.ok(signal.aborted, 'the signal is aborted')
}

export const redeliveryCases: readonly ConformanceCase[] = [
  ...releasing,
  ...failingAround,
  ...breakingOff,
  ...leavingHandlers,
  ...leavingClaims,
  ...limits,
]
