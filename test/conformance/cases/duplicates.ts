import assert from 'node:assert/strict'
import type { TelnyxEvent } from '@telnyx-call/core'
import { sampleCall } from '@telnyx-call/testing'
import type { ConformanceCase, ScenarioCase } from '../case.ts'
import {
  assertAcknowledged,
  assertInProgress,
  beginHandling,
  HANDLED,
  IMPATIENT,
  redeliver,
  signedAnew,
} from '../deliveries.ts'
import type { HandlerBehaviour } from '../host.ts'
import { plainCall, signed } from '../requests.ts'
import { pause } from '../wire.ts'

/** What ends a delivery: its copy is acknowledged without the handler. */
const committing: ScenarioCase[] = (
  [
    ['answers-200', HANDLED],
    ['answers-204', { status: 204 }],
    ['answers-nothing', {}],
    ['answers-late', { ...HANDLED, late: true }],
    ['writes-past-the-framework', { by: 'raw-response' }],
    ['writes-past-the-framework-late', { by: 'raw-response', late: true }],
    ['streams', { by: 'stream' }],
  ] satisfies [string, HandlerBehaviour][]
).map(([name, handler]) => ({
  id: `delivery.duplicate.handler-${name}`,
  usesStore: true,
  ...((handler as HandlerBehaviour).by === 'raw-response' && { needs: ['raw-response'] }),
  handler,
  play: async (stage) => {
    assert.equal((await stage.send(signed(stage.keys))).status, 200)
    for (const _ of [1, 2]) assertAcknowledged(await redeliver(stage), stage.running, 1)
    const [{ delivery } = {}] = stage.running.handled
    assert.deepEqual([delivery?.deduplicated, delivery?.duplicate], [true, false])
    assert.equal(stage.failed.length, 0)
  },
}))

/** A copy comes while the first one is being handled. */
const concurrent: ScenarioCase[] = [
  {
    id: 'delivery.concurrent-duplicate',
    why: 'The wait of the copy is over before the handler is.',
    usesStore: true,
    options: IMPATIENT,
    handler: { ...HANDLED, waits: true },
    play: async (stage) => {
      const connection = await beginHandling(stage)
      assertInProgress(await stage.send(signedAnew(stage.keys)))
      assert.equal(stage.refused.at(-1)?.refusal.code, 'delivery_in_progress')
      stage.openGate()
      assert.equal((await connection.readAnswer()).status, 200)
      connection.destroy()
      assertAcknowledged(await redeliver(stage), stage.running, 1)
    },
  },
  {
    id: 'delivery.concurrent-duplicate.waits',
    usesStore: true,
    handler: { ...HANDLED, waits: true },
    play: async (stage) => {
      const connection = await beginHandling(stage)
      const copies = [1, 2].map(() => stage.send(signedAnew(stage.keys)))
      await pause(30)
      stage.openGate()
      assert.equal((await connection.readAnswer()).status, 200)
      connection.destroy()
      for (const copy of copies) assertAcknowledged(await copy, stage.running, 1)
      assert.equal(stage.refused.length, 0)
    },
  },
  {
    id: 'delivery.concurrent-duplicate.waits.first-one-fails',
    why: 'Of the copies that wait, one is handled, and the others wait for that.',
    usesStore: true,
    handler: [{ status: 500, waits: true }, HANDLED],
    play: async (stage) => {
      const connection = await beginHandling(stage)
      const copies = [1, 2, 3].map(() => stage.send(signedAnew(stage.keys)))
      await pause(30)
      stage.openGate()
      assert.equal((await connection.readAnswer()).status, 500)
      connection.destroy()
      for (const copy of copies) assert.equal((await copy).status, 200)
      assert.equal(stage.running.handled.length, 2)
    },
  },
  {
    id: 'delivery.concurrent-duplicate.ten-at-once',
    usesStore: true,
    handler: { ...HANDLED, late: true },
    play: async (stage) => {
      const copies = Array.from({ length: 10 }, () => stage.send(signed(stage.keys)))
      for (const copy of copies) assert.equal((await copy).status, 200)
      assert.equal(stage.running.handled.length, 1)
    },
  },
  {
    id: 'delivery.concurrent-duplicate.first-one-fails',
    why: 'The copy was sent away, and comes again.',
    usesStore: true,
    options: IMPATIENT,
    handler: [{ status: 500, waits: true }, HANDLED],
    play: async (stage) => {
      const connection = await beginHandling(stage)
      assertInProgress(await stage.send(signed(stage.keys)))
      stage.openGate()
      assert.equal((await connection.readAnswer()).status, 500)
      connection.destroy()
      assert.equal((await redeliver(stage)).status, 200)
      assert.equal(stage.running.handled.length, 2)
    },
  },
]

/** Each application has a connection of its own to the one store. */
const otherProcesses: ScenarioCase[] = [
  {
    id: 'delivery.other-process',
    usesStore: true,
    needsSharedStore: true,
    options: IMPATIENT,
    handler: { ...HANDLED, waits: true },
    play: async (stage) => {
      const other = await stage.startAnother()
      const connection = await beginHandling(stage)
      assertInProgress(await other.send(signedAnew(stage.keys)))
      stage.openGate()
      assert.equal((await connection.readAnswer()).status, 200)
      connection.destroy()
      assertAcknowledged(await redeliver({ running: other, keys: stage.keys }), other, 0)
    },
  },
  {
    id: 'delivery.other-process.waits',
    usesStore: true,
    needsSharedStore: true,
    handler: { ...HANDLED, waits: true },
    play: async (stage) => {
      const other = await stage.startAnother()
      const connection = await beginHandling(stage)
      const copy = other.send(signedAnew(stage.keys))
      await pause(30)
      stage.openGate()
      assert.equal((await connection.readAnswer()).status, 200)
      connection.destroy()
      assertAcknowledged(await copy, other, 0)
    },
  },
  {
    id: 'delivery.other-process.waits.first-one-fails',
    usesStore: true,
    needsSharedStore: true,
    handler: [{ status: 500, waits: true }],
    play: async (stage) => {
      const other = await stage.startAnother()
      const connection = await beginHandling(stage)
      const copy = other.send(signedAnew(stage.keys))
      await pause(30)
      stage.openGate()
      assert.equal((await connection.readAnswer()).status, 500)
      connection.destroy()
      assert.equal((await copy).status, 500, 'the second run of the same handler')
      assert.equal(other.handled.length, 1)
    },
  },
  {
    id: 'delivery.other-process.slow-handler',
    why: 'It takes longer than a lease, which is renewed for as long as it is at work.',
    usesStore: true,
    needsSharedStore: true,
    options: { deduplication: { leaseMs: 200, waitForCopyMs: 60 } },
    handler: { ...HANDLED, waits: true },
    play: async (stage) => {
      const other = await stage.startAnother()
      const connection = await beginHandling(stage)
      await pause(500)
      assertInProgress(await other.send(signedAnew(stage.keys)))
      assert.equal(stage.running.handled[0]?.delivery?.signal.aborted, false)
      stage.openGate()
      assert.equal((await connection.readAnswer()).status, 200)
      connection.destroy()
      assertAcknowledged(await redeliver({ running: other, keys: stage.keys }), other, 0)
    },
  },
  {
    id: 'delivery.holder-died',
    why: 'Its lease is not renewed, so the copy that waits is handled when the lease is over.',
    usesStore: true,
    needsSharedStore: true,
    options: { deduplication: { eventKey: readCallSid } },
    play: async (stage) => {
      const store = await stage.store.open()
      await store.claim(sampleCall().CallSid ?? '', 'the token of a process that died', 300)
      assert.equal((await stage.send(signed(stage.keys))).status, 200)
      assert.equal(stage.running.handled.length, 1)
      assert.equal(stage.running.handled[0]?.delivery?.deduplicated, true)
    },
  },
  {
    id: 'delivery.holder-died.copy-sent-away',
    why: 'The sender may not come again, so the application is told of the event that nobody handled, with its body.',
    usesStore: true,
    needsSharedStore: true,
    options: {
      deduplication: { eventKey: readCallSid, leaseMs: 100, waitForCopyMs: 50 },
    },
    play: async (stage) => {
      const store = await stage.store.open()
      await store.claim(sampleCall().CallSid ?? '', 'the token of a process that died', 400)
      const request = signed(stage.keys)
      assertInProgress(await stage.send(request))
      assert.equal(stage.failed.length, 0)
      for (let round = 0; stage.failed.length === 0 && round < 100; round++) await pause(20)
      const [{ delivery, failure } = {}] = stage.failed
      assert.deepEqual(failure, { outcome: 'abandoned' })
      assert.equal(delivery?.id, sampleCall().CallSid)
      assert.deepEqual(Buffer.from(delivery?.rawBody ?? []), request.body)
      assert.equal(stage.running.handled.length, 0)
      assert.equal((await redeliver(stage)).status, 200)
      assert.equal(stage.running.handled.length, 1)
    },
  },
]

function readCallSid(event: TelnyxEvent): string | undefined {
  return event.type === 'call-completed' ? event.CallSid : undefined
}

const choices: ScenarioCase[] = [
  {
    id: 'delivery.duplicate.pass',
    usesStore: true,
    options: { deduplication: { onDuplicate: 'pass' } },
    play: async (stage) => {
      assert.equal((await stage.send(signed(stage.keys))).status, 200)
      const { body } = await redeliver(stage)
      assert.equal(body.toString(), '{"handled":true}')
      assert.deepEqual(
        stage.running.handled.map(({ delivery }) => [delivery?.duplicate, delivery?.deduplicated]),
        [
          [false, true],
          [true, true],
        ],
      )
    },
  },
  {
    id: 'delivery.duplicate.passed-event',
    usesStore: true,
    options: { events: 'all' },
    play: async ({ send, keys, running }) => {
      const ringing = signed(keys, { fields: sampleCall('ringing') })
      assert.equal((await send(ringing)).status, 200)
      assertAcknowledged(await send(ringing), running, 1)
    },
  },
  {
    id: 'delivery.other-identity',
    why: 'Another end of a call is another event, whatever else is the same.',
    usesStore: true,
    play: async ({ send, keys, running }) => {
      for (const change of [
        {},
        { SequenceNumber: '4' },
        { DialCallSid: 'v3:other' },
        { CallStatus: 'busy' },
      ]) {
        assert.equal((await send(signed(keys, { fields: plainCall(change) }))).status, 200)
      }
      assert.equal(new Set(running.handled.map(({ delivery }) => delivery?.id)).size, 4)
    },
  },
  {
    id: 'delivery.event-key',
    usesStore: true,
    options: { deduplication: { eventKey: readCallSid } },
    play: async ({ send, keys, running }) => {
      assert.equal((await send(signed(keys))).status, 200)
      assert.equal(running.handled[0]?.delivery?.id, sampleCall().CallSid)
      const next = signed(keys, { fields: plainCall({ SequenceNumber: '4' }) })
      assertAcknowledged(await send(next), running, 1)
    },
  },
  {
    id: 'delivery.event-key.undefined',
    why: 'An event without a key is never a duplicate.',
    usesStore: true,
    options: { deduplication: { eventKey: () => undefined } },
    play: (stage) => assertNeverDuplicate(stage),
  },
  {
    id: 'delivery.deduplication.false',
    usesStore: true,
    options: { deduplication: false },
    play: (stage) => assertNeverDuplicate(stage),
  },
  {
    id: 'delivery.deduplication.false.concurrent',
    options: { deduplication: false },
    handler: { ...HANDLED, waits: true },
    play: async (stage) => {
      const connections = [await beginHandling(stage), await beginHandling(stage)]
      assert.equal(stage.running.guard.pending, 2)
      stage.openGate()
      for (const connection of connections) {
        assert.equal((await connection.readAnswer()).status, 200)
        connection.destroy()
      }
      assert.equal(stage.running.guard.pending, 0)
    },
  },
]

async function assertNeverDuplicate({ send, keys, running }: Parameters<ScenarioCase['play']>[0]) {
  for (const _ of [1, 2]) assert.equal((await send(signed(keys))).status, 200)
  assert.deepEqual(
    running.handled.map(({ delivery }) => [delivery?.deduplicated, delivery?.duplicate]),
    [
      [false, false],
      [false, false],
    ],
  )
  const ids = running.handled.map(({ delivery }) => delivery?.id)
  assert.match(String(ids[0]), /^[0-9a-f]{32}$/, 'it has an id all the same, to write down')
  assert.equal(ids[1], ids[0])
}

export const duplicateCases: readonly ConformanceCase[] = [
  ...committing,
  ...concurrent,
  ...otherProcesses,
  ...choices,
]
