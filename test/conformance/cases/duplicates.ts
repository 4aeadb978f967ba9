import assert from 'node:assert/strict'
import { sampleCall } from '@telnyx-call/testing'
import type { ConformanceCase, ScenarioCase } from '../case.ts'
import {
  assertAcknowledged,
  assertInProgress,
  beginHandling,
  HANDLED,
  redeliver,
  signedAnew,
} from '../deliveries.ts'
import type { HandlerBehaviour } from '../host.ts'
import { signed } from '../requests.ts'
import { exchange, pause } from '../wire.ts'

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

export const duplicateCases: readonly ConformanceCase[] = [...committing, ...concurrent, ...choices]
