import assert from 'node:assert/strict'
import type { ConformanceCase, ScenarioCase } from '../case.ts'
import { assertAcknowledged, beginHandling, HANDLED, redeliver } from '../deliveries.ts'
import type { HandlerBehaviour } from '../host.ts'
import { signed } from '../requests.ts'
import { Connection, encodeBody, encodeHead, exchange, pause } from '../wire.ts'

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

export const redeliveryCases: readonly ConformanceCase[] = [
  ...releasing,
  ...failingAround,
  ...aborting,
  ...leaving,
]
