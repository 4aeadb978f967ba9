import assert from 'node:assert/strict'
import type { Claim, DeliveryStore } from '@telnyx-call/core'
import { sampleCall } from '@telnyx-call/testing'
import type { CaseKeys, ConformanceCase, ExchangeCase, ScenarioCase, Stage } from '../case.ts'
import { refused, thrown } from '../expectations.ts'
import type { HandlerBehaviour, RunningHost } from '../host.ts'
import { NOW_SECONDS, signed } from '../requests.ts'
import {
  Connection,
  encodeBody,
  encodeHead,
  exchange,
  pause,
  type WireAnswer,
  type WireRequest,
} from '../wire.ts'

const PATIENCE_MILLISECONDS = 5000
/** Less than a lease: a claim that was not given back is not waited out. */
const REDELIVERY_MILLISECONDS = 1500
const HANDLED: HandlerBehaviour = { status: 200, json: { handled: true } }

/** The same event as it comes again: signed later, and encoded another way. */
function signedAnew(keys: CaseKeys): WireRequest {
  const body = String(new URLSearchParams(sampleCall())).replaceAll('+', '%20')
  return signed(keys, { body, timestamp: NOW_SECONDS + 60 })
}

/** Delivers as Telnyx does: again, as long as the answer is that somebody else is at it. */
async function redeliver({ port, keys }: Pick<Stage, 'port' | 'keys'>): Promise<WireAnswer> {
  const deadline = Date.now() + REDELIVERY_MILLISECONDS
  for (;;) {
    const answer = await exchange(port, signedAnew(keys))
    if (answer.status !== 503 || Date.now() > deadline) return answer
    await pause(5)
  }
}

async function waitForRuns({ handled }: RunningHost, runs: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS
  while (handled.length < runs) {
    assert.ok(Date.now() < deadline, `waited for the handler to run ${runs} times`)
    await pause(5)
  }
}

/** Opens a connection, sends the event and comes back when the handler has begun. */
async function beginHandling({ port, keys, running }: Stage): Promise<Connection> {
  const connection = await Connection.open(port)
  const request = signed(keys)
  const runs = running.handled.length
  connection.write(Buffer.concat([encodeHead(request), encodeBody(request)]))
  await waitForRuns(running, runs + 1)
  return connection
}

function assertInProgress(answer: WireAnswer): void {
  assert.equal(answer.status, 503)
  assert.equal(answer.headers['retry-after'], '1')
  assert.equal(JSON.parse(answer.body.toString()).code, 'delivery_in_progress')
}

/** 200, with nothing in it, and the handler has run as often as before. */
function assertAcknowledged(answer: WireAnswer, { handled }: RunningHost, runs: number): void {
  assert.equal(answer.status, 200)
  assert.equal(answer.body.length, 0)
  assert.equal(handled.length, runs)
}

/** What ends a delivery: its copy is acknowledged without the handler. */
const committing: ScenarioCase[] = (
  [
    ['answers-200', HANDLED],
    ['answers-204', { status: 204 }],
    ['answers-nothing', {}],
    ['answers-late', { ...HANDLED, late: true }],
    ['writes-past-the-framework', { by: 'raw-response' }],
    ['streams', { by: 'stream' }],
  ] satisfies [string, HandlerBehaviour][]
).map(([name, handler]) => ({
  id: `delivery.duplicate.handler-${name}`,
  usesStore: true,
  handler,
  play: async (stage) => {
    assert.equal((await exchange(stage.port, signed(stage.keys))).status, 200)
    for (const _ of [1, 2]) assertAcknowledged(await redeliver(stage), stage.running, 1)
    const [{ delivery } = {}] = stage.running.handled
    assert.deepEqual([delivery?.deduplicated, delivery?.duplicate], [true, false])
  },
}))

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
    assert.equal((await exchange(stage.port, signed(stage.keys))).status, status)
    assert.equal((await redeliver(stage)).status, 200)
    assert.equal(stage.running.handled.length, 2)
    assertAcknowledged(await redeliver(stage), stage.running, 2)
    const ids = new Set(stage.running.handled.map(({ delivery }) => delivery?.id))
    assert.equal(ids.size, 1, 'the id is the same however it is encoded and whenever it was signed')
  },
}))

const aborting: ScenarioCase[] = (
  [
    ['before-the-answer', { ...HANDLED, waits: true }],
    ['within-an-endless-stream', { by: 'endless-stream' }],
    ['within-a-stream-that-failed', { by: 'failing-stream' }],
  ] satisfies [string, HandlerBehaviour][]
).map(([name, handler]) => ({
  id: `delivery.aborted-then-redelivered.${name}`,
  usesStore: true,
  handler: [handler, HANDLED],
  play: async (stage) => {
    const connection = await beginHandling(stage)
    await pause(30)
    connection.destroy()
    assert.equal((await redeliver(stage)).status, 200)
    assert.equal(stage.running.handled.length, 2)
    stage.openGate()
    assertAcknowledged(await redeliver(stage), stage.running, 2)
  },
}))

const concurrent: ScenarioCase[] = [
  {
    id: 'delivery.concurrent-duplicate',
    usesStore: true,
    handler: { ...HANDLED, waits: true },
    play: async (stage) => {
      const connection = await beginHandling(stage)
      assertInProgress(await exchange(stage.port, signedAnew(stage.keys)))
      assert.equal(stage.refused.at(-1)?.refusal.code, 'delivery_in_progress')
      stage.openGate()
      assert.equal((await connection.readAnswer()).status, 200)
      connection.destroy()
      assertAcknowledged(await redeliver(stage), stage.running, 1)
    },
  },
  {
    id: 'delivery.concurrent-duplicate.ten-at-once',
    usesStore: true,
    handler: { ...HANDLED, late: true },
    play: async (stage) => {
      const copies = Array.from({ length: 10 }, () => exchange(stage.port, signed(stage.keys)))
      const statuses = (await Promise.all(copies)).map(({ status }) => status)
      assert.equal(stage.running.handled.length, 1)
      assert.ok(statuses.includes(200))
      assert.deepEqual(
        statuses.filter((status) => status !== 200 && status !== 503),
        [],
      )
    },
  },
  {
    id: 'delivery.concurrent-duplicate.first-one-fails',
    why: 'The copy was sent away, and comes again.',
    usesStore: true,
    handler: [{ status: 500, waits: true }, HANDLED],
    play: async (stage) => {
      const connection = await beginHandling(stage)
      assertInProgress(await exchange(stage.port, signed(stage.keys)))
      stage.openGate()
      assert.equal((await connection.readAnswer()).status, 500)
      connection.destroy()
      assert.equal((await redeliver(stage)).status, 200)
      assert.equal(stage.running.handled.length, 2)
    },
  },
  {
    id: 'delivery.lease-expired',
    why: 'The holder was taken for dead. What it does late must not disturb the new holder.',
    usesStore: true,
    options: { ackBudgetMs: 50, storeTimeoutMs: 400 },
    handler: [{ ...HANDLED, waits: true }, { by: 'endless-stream' }, HANDLED],
    play: async (stage) => {
      const first = await beginHandling(stage)
      assertInProgress(await exchange(stage.port, signed(stage.keys)))
      await pause(450)
      const second = await beginHandling(stage)
      stage.openGate()
      assert.equal((await first.readAnswer()).status, 200)
      assertInProgress(await exchange(stage.port, signed(stage.keys)))
      first.destroy()
      second.destroy()
      assert.equal((await redeliver(stage)).status, 200)
      assert.equal(stage.running.handled.length, 3)
      assertAcknowledged(await redeliver(stage), stage.running, 3)
    },
  },
  {
    id: 'delivery.other-process',
    why: 'Each application has a connection of its own to the one store.',
    usesStore: true,
    handler: { ...HANDLED, waits: true },
    play: async (stage) => {
      const other = await stage.startAnother()
      const connection = await beginHandling(stage)
      assertInProgress(await exchange(other.port, signedAnew(stage.keys)))
      stage.openGate()
      assert.equal((await connection.readAnswer()).status, 200)
      connection.destroy()
      assertAcknowledged(await redeliver({ port: other.port, keys: stage.keys }), other, 0)
    },
  },
]

/** The sender gives up while the claim is under way. To handle the call all the same would be to handle it twice. */
const leaving: ScenarioCase[] = (['answer', 'throw'] as const).map((refusals) => ({
  id: `delivery.sender-gone-before-the-handler.${refusals}`,
  usesStore: true,
  options: { storeTimeoutMs: 5000, refusals },
  play: async (stage) => {
    stage.store.stall()
    const connection = await Connection.open(stage.port)
    const request = signed(stage.keys)
    connection.write(Buffer.concat([encodeHead(request), encodeBody(request)]))
    await pause(50)
    connection.destroy()
    await pause(30)
    await stage.store.recover()
    assert.equal((await redeliver(stage)).status, 200)
    assert.equal(stage.running.handled.length, 1)
    const told = stage.refused.filter(({ refusal }) => refusal.code === 'sender_gone')
    assert.deepEqual(
      told.map(({ context }) => context.rawBody && Buffer.from(context.rawBody)),
      [request.body],
    )
  },
}))

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

/** The success that the handler answered never goes out: something around it fails afterwards. */
const failingAround: ScenarioCase[] = (
  [
    ['koa', 'upstream.fails-afterwards'],
    ['koa2', 'upstream.fails-afterwards'],
    ['fastify', 'hook.fails-on-send'],
  ] as const
).map(([host, parser]) => ({
  id: `delivery.failed-then-redelivered.${host}.${parser}`,
  usesStore: true,
  hosts: [host],
  parser,
  play: async (stage) => {
    const request = signed(stage.keys, { headers: { 'x-upstream': 'fails' } })
    assert.equal((await exchange(stage.port, request)).status, 500)
    assert.equal((await redeliver(stage)).status, 200)
    assert.equal(stage.running.handled.length, 2)
    assertAcknowledged(await redeliver(stage), stage.running, 2)
  },
}))

const choices: ScenarioCase[] = [
  {
    id: 'delivery.duplicate.pass',
    usesStore: true,
    options: { onDuplicate: 'pass' },
    play: async (stage) => {
      assert.equal((await exchange(stage.port, signed(stage.keys))).status, 200)
      const { body } = await redeliver(stage)
      assert.equal(body.toString(), '{"handled":true}')
      assert.deepEqual(
        stage.running.handled.map(({ delivery }) => delivery?.duplicate),
        [false, true],
      )
    },
  },
  {
    id: 'delivery.duplicate.passed-event',
    usesStore: true,
    options: { otherEvents: 'pass' },
    play: async ({ port, keys, running }) => {
      const ringing = signed(keys, { fields: sampleCall('ringing') })
      assert.equal((await exchange(port, ringing)).status, 200)
      await pause(20)
      assertAcknowledged(await exchange(port, ringing), running, 1)
    },
  },
  {
    id: 'delivery.other-identity',
    why: 'Another end of a call is another event, whatever else is the same.',
    usesStore: true,
    play: async ({ port, keys, running }) => {
      for (const change of [
        {},
        { SequenceNumber: '4' },
        { DialCallSid: 'v3:other' },
        { CallStatus: 'busy' },
      ]) {
        assert.equal((await exchange(port, signed(keys, { fields: sampleCall(change) }))).status, 200)
      }
      assert.equal(new Set(running.handled.map(({ delivery }) => delivery?.id)).size, 4)
    },
  },
  {
    id: 'delivery.id-of-the-application',
    usesStore: true,
    options: { deliveryId: ({ CallSid }) => CallSid },
    play: async ({ port, keys, running }) => {
      assert.equal((await exchange(port, signed(keys))).status, 200)
      assert.equal(running.handled[0]?.delivery?.id, sampleCall().CallSid)
      await pause(20)
      const next = signed(keys, { fields: sampleCall({ SequenceNumber: '4' }) })
      assertAcknowledged(await exchange(port, next), running, 1)
    },
  },
]

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

export const deliveryCases: readonly ConformanceCase[] = [
  ...committing,
  ...releasing,
  ...failingAround,
  ...aborting,
  ...concurrent,
  ...leaving,
  ...outages,
  ...choices,
  ...answers,
]
