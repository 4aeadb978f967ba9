import assert from 'node:assert/strict'
import { type KeptDelivery, keepDelivery, RefusalError } from '@telnyx-call/core'
import type { ConformanceCase, ScenarioCase, Stage } from '../case.ts'
import {
  assertAcknowledged,
  assertInProgress,
  beginHandling,
  HANDLED,
  IMPATIENT,
  redeliver,
  waitForOutcomes,
} from '../deliveries.ts'
import { accepted } from '../expectations.ts'
import { HANDLER_FAILURE, type HandlerBehaviour } from '../host.ts'
import { NOW_SECONDS, readHeader, SIGNATURE, sending, signed, TIMESTAMP } from '../requests.ts'

/** What `onFailed` is told of a handler that did not succeed. An error is there where the host's handlers hand theirs over. */
const failing: ScenarioCase[] = (
  [
    ['throws', { failure: 'throws' }, 500],
    ['rejects', { failure: 'rejects' }, 500],
    ['answers-302', { status: 302 }, 302],
    ['answers-500', { status: 500 }, 500],
    ['answers-503-late', { status: 503, late: true }, 503],
  ] satisfies [string, HandlerBehaviour, number][]
).map(([name, handler, status]) => ({
  id: `failure.handler-${name}`,
  usesStore: true,
  handler,
  play: async (stage) => {
    const request = signed(stage.keys)
    assert.equal((await stage.send(request)).status, status)
    await waitForOutcomes(stage.running)
    assert.equal(stage.failed.length, 1)
    const [{ delivery, failure } = {}] = stage.failed
    assert.equal(failure?.outcome, 'failed')
    // Express knows of what a handler threw only by the status that its error handling answered.
    if (failure.error === undefined) assert.equal(failure.status, status)
    else assert.equal((failure.error as Error).message, HANDLER_FAILURE)
    assert.equal(delivery, stage.running.handled[0]?.delivery)
    assert.deepEqual(Buffer.from(delivery?.rawBody ?? []), request.body)
    assert.equal(delivery?.headers[SIGNATURE], readHeader(request, SIGNATURE))
  },
}))

const failingListeners: ScenarioCase[] = (
  [
    [
      'throws',
      () => {
        throw new Error('the disk is full, as this test wants')
      },
    ],
    ['rejects', () => Promise.reject(new Error('the disk is full, as this test wants'))],
  ] as const
).map(([name, onFailed]) => ({
  id: `failure.told.${name}`,
  why: 'The answer is on its way already, and nothing else may suffer from it.',
  options: { onFailed },
  handler: [{ status: 500 }, HANDLED],
  play: async (stage) => {
    assert.equal((await stage.send(signed(stage.keys))).status, 500)
    assert.equal((await redeliver(stage)).status, 200)
    assert.deepEqual(stage.running.errors, [])
  },
}))

const LATER_SECONDS = 3 * 3600

/** A call whose handler failed at night is kept, and handled in the morning. */
const kept: ScenarioCase[] = [
  {
    id: 'failure.kept-then-redelivered',
    usesStore: true,
    options: () => ({ now: createClock() }),
    handler: { failure: 'throws' },
    play: async (stage) => {
      const { running, keys, send } = stage
      assert.equal((await send(signed(keys))).status, 500)
      await waitForOutcomes(running)
      const record = keepFirst(stage)
      const handled: string[] = []
      const handle = async ({ call }: { readonly call: { readonly CallSid: string } | undefined }) => {
        handled.push(String(call?.CallSid))
      }
      clock.nowMs += LATER_SECONDS * 1000
      assert.equal((await send(signed(keys))).status, 403, 'over HTTP it is stale by now')
      assert.equal(await running.guard.redeliver(record, handle), 'handled')
      assert.equal(await running.guard.redeliver(record, handle), 'duplicate')
      assert.equal(handled.length, 1)
      const again = signed(keys, { timestamp: NOW_SECONDS + LATER_SECONDS })
      assertAcknowledged(await send(again), running, 1)
    },
  },
  {
    id: 'failure.kept-then-tampered-with',
    handler: { status: 500 },
    play: async (stage) => {
      await stage.send(signed(stage.keys))
      await waitForOutcomes(stage.running)
      const record = keepFirst(stage)
      const body = Buffer.from(record.bodyBase64, 'base64').toString().replace('completed', 'busy')
      const forged = { ...record, bodyBase64: Buffer.from(body).toString('base64') }
      await assert.rejects(
        stage.running.guard.redeliver(forged, () => assert.fail('the handler runs')),
        (error) => error instanceof RefusalError && error.code === 'signature_mismatch',
      )
    },
  },
  {
    id: 'failure.stale-then-redelivered',
    why: 'It came too late, but it is genuine: what onRefused gets is enough to handle it.',
    play: async (stage) => {
      const request = signed(stage.keys, { timestamp: NOW_SECONDS - 400 })
      assert.equal((await stage.send(request)).status, 403)
      const [{ refusal, context } = {}] = stage.refused
      assert.ok(refusal && context)
      assert.equal(context.headers[TIMESTAMP], String(NOW_SECONDS - 400))
      const record = keepDelivery(context, refusal)
      assert.ok(record)
      assert.equal(await stage.running.guard.redeliver(record, () => {}), 'handled')
      assertAcknowledged(await stage.send(signed(stage.keys)), stage.running, 0)
    },
  },
]

/** The time of the case that is running, which it can move on. */
const clock = { nowMs: 0 }

function createClock(): () => number {
  clock.nowMs = NOW_SECONDS * 1000
  return () => clock.nowMs
}

/** As it comes back from where it was written. */
function keepFirst({ failed: [first] }: Stage): KeptDelivery {
  assert.ok(first)
  return JSON.parse(JSON.stringify(keepDelivery(first.delivery, first.failure)))
}

/** A process that ends waits for what is at work. */
const draining: ScenarioCase[] = [
  {
    id: 'failure.drain',
    usesStore: true,
    options: IMPATIENT,
    handler: { ...HANDLED, waits: true },
    play: async (stage) => {
      const { guard } = stage.running
      assert.equal(guard.pending, 0)
      const connection = await beginHandling(stage)
      assert.equal(guard.pending, 1)
      assertInProgress(await stage.send(signed(stage.keys)))
      assert.equal(await guard.drain({ timeoutMs: 20 }), 1)
      const drained = guard.drain()
      stage.openGate()
      assert.equal(await drained, 0)
      assert.equal(guard.pending, 0)
      assert.equal((await connection.readAnswer()).status, 200)
      connection.destroy()
    },
  },
]

export const failureCases: readonly ConformanceCase[] = [
  ...failing,
  ...failingListeners,
  ...kept,
  ...draining,
  {
    id: 'failure.headers',
    why: 'Their names are lower-case, however they were sent.',
    request: sending({ headers: { 'X-Request-ID': 'a1b2' } }),
    expect: accepted(({ headers, signal }) => {
      assert.equal(headers['x-request-id'], 'a1b2')
      assert.equal(headers['content-type'], 'application/x-www-form-urlencoded')
      assert.equal(headers[TIMESTAMP], String(NOW_SECONDS))
      assert.equal(signal.aborted, false)
    }),
  },
]
