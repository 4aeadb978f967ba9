import assert from 'node:assert/strict'
import type { ConformanceCase, Stage } from '../case.ts'
import { assertAcknowledged } from '../deliveries.ts'
import { HESITATION_MILLISECONDS } from '../fronts.ts'
import { sending, signed } from '../requests.ts'
import { assertNothingLeft, watchRequests } from '../watched-requests.ts'
import { Connection, encodeBody, encodeHead, pause, type WireRequest } from '../wire.ts'

const PATIENCE_MILLISECONDS = 3000
const SETTLING_MILLISECONDS = 30

type PartOf = (request: WireRequest) => Uint8Array

const parts = {
  'after-the-headers': (request) => encodeHead(request),
  'mid-body': (request) => cutShort(request, 400),
  'before-the-last-byte': (request) => cutShort(request, 1),
  'mid-headers': (request) => encodeHead(request).subarray(0, 60),
} satisfies Record<string, PartOf>

function cutShort(request: WireRequest, missing: number): Buffer {
  return Buffer.concat([encodeHead(request), encodeBody(request).subarray(0, -missing)])
}

const aborts: ConformanceCase[] = (['content-length', 'chunked'] as const).flatMap((framing) =>
  (['after-the-headers', 'mid-body', 'before-the-last-byte'] as const).map((part) => ({
    id: `interruption.abort.${framing}.${part}`,
    needs: framing === 'chunked' && part === 'before-the-last-byte' ? ['sockets', 'last-chunk'] : ['sockets'],
    play: (stage) => interrupt(stage, { ...signed(stage.keys), framing }, parts[part], 0),
  })),
)

const stalls: ConformanceCase[] = (['after-the-headers', 'mid-body'] as const).map((part) => ({
  id: `interruption.stall.${part}`,
  needs: ['sockets'],
  why: 'Nothing happens while the sender is silent, and nothing is left once it has gone.',
  play: (stage) => interrupt(stage, signed(stage.keys), parts[part], 200),
}))

/** Sends a part of a good request, is silent for a while, and breaks the connection off. */
async function interrupt(
  stage: Stage,
  request: WireRequest,
  takePart: PartOf,
  silenceMilliseconds: number,
): Promise<void> {
  const watched = watchRequests(stage)
  const connection = await Connection.open(stage.port)
  connection.write(takePart(request))
  if (stage.running.server) await waitUntil(() => watched.length === 1, 'the request to arrive')
  else await pause(SETTLING_MILLISECONDS)
  await pause(silenceMilliseconds)
  assert.equal(stage.refused.length, 0, 'nothing is refused while the rest may still come')
  connection.destroy()
  await waitUntil(() => stage.refused.length > 0, 'the refusal to be told')
  await pause(SETTLING_MILLISECONDS)
  assert.deepEqual(
    stage.refused.map(({ refusal, context }) => [refusal.code, context.rawBody]),
    [['body_incomplete', undefined]],
  )
  assertNothingLeft(watched)
  await assertStillServing(stage)
}

async function assertStillServing(stage: Stage): Promise<void> {
  assert.equal(stage.running.handled.length, 0, 'no handler ran')
  assert.equal((await stage.send(signed(stage.keys))).status, 200)
  assert.equal(stage.running.handled.length, 1)
}

async function waitUntil(isReached: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS
  while (!isReached()) {
    assert.ok(Date.now() < deadline, `waited 3 seconds for ${what}`)
    await pause(5)
  }
}

/** A hook of the application put a stream of its own before the guard: it may end by an error, or never. */
const abortsBehindStreams: ConformanceCase[] = ['stream', 'pipeline'].map((kind) => ({
  id: `interruption.abort.behind-a-${kind}`,
  needs: ['sockets'],
  hosts: ['fastify'],
  parser: `hook.passes-on-a-${kind}`,
  play: async (stage) => {
    const connection = await Connection.open(stage.port)
    connection.write(parts['mid-body'](signed(stage.keys)))
    await pause(SETTLING_MILLISECONDS)
    connection.destroy()
    await waitUntil(() => stage.refused.length > 0, 'the refusal to be told')
    assert.equal(stage.refused[0]?.refusal.code, 'body_incomplete')
    await assertStillServing(stage)
  },
}))

export const interruptionCases: readonly ConformanceCase[] = [
  ...aborts,
  ...abortsBehindStreams,
  ...stalls,
  {
    id: 'interruption.abort.mid-headers',
    needs: ['sockets'],
    why: 'Never becomes a request.',
    play: async (stage) => {
      const connection = await Connection.open(stage.port)
      connection.write(parts['mid-headers'](signed(stage.keys)))
      await pause(SETTLING_MILLISECONDS)
      connection.destroy()
      await pause(SETTLING_MILLISECONDS)
      assert.equal(stage.refused.length, 0)
      await assertStillServing(stage)
    },
  },
  {
    id: 'interruption.abort.before-the-guard',
    needs: ['sockets'],
    why: 'The connection is gone before the guard looks at the request: it must not wait for a body that never comes.',
    front: 'hesitate',
    play: async (stage) => {
      const connection = await Connection.open(stage.port)
      connection.write(parts['mid-body'](signed(stage.keys)))
      await pause(HESITATION_MILLISECONDS / 2)
      connection.destroy()
      await waitUntil(() => stage.refused.length > 0, 'the refusal to be told')
      assert.deepEqual(
        stage.refused.map(({ refusal }) => refusal.code),
        ['body_incomplete'],
      )
      await assertStillServing(stage)
    },
  },
  {
    id: 'interruption.abort.while-handling',
    why: 'The whole request came, so the handler runs, and its outcome counts although nobody waits for its answer.',
    handler: { status: 200, late: true },
    play: async (stage) => {
      const request = signed(stage.keys)
      const exchange = await stage.open(request)
      await waitUntil(() => stage.running.handled.length === 1, 'the handler to run')
      exchange.destroy()
      await pause(60)
      assertAcknowledged(await stage.send(request), stage.running, 1)
    },
  },
  {
    id: 'interruption.refused.then-aborted',
    needs: ['sockets'],
    why: 'Refused by its headers alone, while its body is still under way.',
    play: async (stage) => {
      const connection = await Connection.open(stage.port)
      const request = sending({ headers: { 'telnyx-signature-ed25519': undefined } })(stage.keys)
      connection.write(parts['mid-body'](request))
      assert.equal((await connection.readAnswer()).status, 400)
      connection.destroy()
      await pause(SETTLING_MILLISECONDS)
      await assertStillServing(stage)
    },
  },
]
