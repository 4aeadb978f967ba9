import { setTimeout as sleep } from 'node:timers/promises'
import type { Delivery, DeliveryStore } from '@telnyx-call/core'
import { createRedisStore } from '@telnyx-call/redis'
import { createClient } from 'redis'
import t, { type Test } from 'tap'
import { startLossyWire } from '../servers/lossy-wire.ts'
import { type RedisServer, skipWithoutRedis, startRedisServer } from '../servers/redis.ts'
import { guardOf } from './apps.ts'
import { failCommits, noteTokens } from './faulty-stores.ts'
import { connectStoreFor } from './stores.ts'
import { createTestBed, waitUntil } from './test-bed.ts'

t.setTimeout(120_000)
// They wait more than they work.
t.jobs = 8
if (skipWithoutRedis) t.plan(0, skipWithoutRedis)

const CALL = 'v3:stored'

t.test("D8 the claim's answer is lost, and the handler succeeds", { buffered: true }, async (t) => {
  const bed = createTestBed(t)
  const server = await startRedis(t)
  const wire = await startLossyWire(server.port)
  t.teardown(() => wire.close())
  const { store, tokens } = noteTokens(await connectRedis(t, wire))
  const seen: boolean[] = []
  const handle = async ({ deduplicated, call }: Delivery) => {
    seen.push(deduplicated)
    await bed.log.work(call?.CallSid ?? '', 800)
  }
  const app = await bed.start('koa', handle, { deduplication: { store } })
  const elsewhere = await bed.start('koa', 0, {
    deduplication: { store: await connectRedis(t, server) },
  })

  wire.loseNextAnswer()
  const original = bed.deliver(app, CALL)
  await sleep(300)
  t.equal(await bed.deliver(elsewhere, CALL), 200, 'a copy elsewhere finds the claim, and waits for the run')
  t.equal(await original, 200)
  t.equal(wire.lost, 1)
  t.strictSame(seen, [false], 'the guard did not vouch for it')
  t.equal((await bed.runs(CALL)).length, 1, 'one run')
  t.equal(new Set(tokens).size, 1, 'what was claimed and what is committed bear one token')
})

t.test('D9 one commit fails, and the next would not', { buffered: true }, async (t) => {
  const bed = createTestBed(t)
  const store = await connectRedis(t, await startRedis(t))
  const failing = failCommits(store, (attempt) => attempt === 1)
  const app = await bed.start('fastify', 0, { deduplication: { store: failing.store } })
  t.equal(await bed.deliver(app, CALL), 200)
  await waitUntil(() => failing.attempts.length > 1, 'the second attempt')
  t.equal(await guardOf(app).drain(), 0, 'nothing is pending any more')
  t.equal(await bed.deliver(await bed.start('fastify', 0, { deduplication: { store } }), CALL), 200)
  t.equal((await bed.runs(CALL)).length, 1, 'elsewhere it is known that it was handled')
})

t.test('D9 one commit can never succeed, and holds up no other', { buffered: true }, async (t) => {
  const bed = createTestBed(t)
  const store = await connectRedis(t, await startRedis(t))
  let isHopeless = true
  const failing = failCommits(
    store,
    (attempt, id) => isHopeless && (attempt <= 2 || id === failing.attempts[0]),
  )
  const app = await bed.start('express', 0, { deduplication: { store: failing.store } })
  t.equal(await bed.deliver(app, 'v3:hopeless'), 200)
  t.equal(await bed.deliver(app, CALL), 200)
  await waitUntil(
    () => failing.attempts.filter((id) => id === failing.attempts[1]).length > 1,
    'the other one',
  )
  t.equal(await guardOf(app).drain({ timeoutMs: 200 }), 1, 'one of them is still pending')
  isHopeless = false
  t.equal(await guardOf(app).drain(), 0)
})

t.test('D10 Redis stalls for 0.9 s, with two copies in one process', { buffered: true }, async (t) => {
  const bed = createTestBed(t)
  const server = await startRedis(t)
  const store = await connectRedis(t, server)
  const app = await bed.start('koa', 300, { deduplication: { store } })
  await bed.deliver(app, 'v3:warm-up', { patienceMs: 20_000 })
  server.freeze()
  const answers = Promise.all([bed.deliver(app, CALL), bed.deliver(app, CALL)])
  await sleep(900)
  server.thaw()
  t.strictSame(await answers, [200, 200])
  t.equal((await bed.runs(CALL)).length, 1, 'one run')
  t.equal(await guardOf(app).drain(), 0, 'nothing is pending any more')
  t.equal(await bed.deliver(await bed.start('koa', 0, { deduplication: { store } }), CALL), 200)
  t.equal((await bed.runs(CALL)).length, 1, 'elsewhere it is known that it was handled')
})

t.test(
  'D16 foreign text at the key, and a client inside a MULTI of the application',
  { buffered: true },
  async (t) => {
    const server = await startRedis(t)
    const client = createClient({ url: server.url })
    await client.connect()
    t.teardown(() => client.close())
    const spoil = {
      'foreign text': async (id: string) => {
        await client.set(`telnyx-call:${id}`, 'written by somebody else')
        return async () => {
          t.equal(await client.getDel(`telnyx-call:${id}`), 'written by somebody else', 'it is left as it is')
        }
      },
      'a client inside a MULTI': async () => {
        await client.sendCommand(['MULTI'])
        return () => client.sendCommand(['DISCARD'])
      },
    }
    for (const [name, begin] of Object.entries(spoil)) {
      t.test(name, async (t) => {
        const bed = createTestBed(t)
        const seen: Delivery[] = []
        const handle = async (delivery: Delivery) => {
          seen.push(delivery)
        }
        const store = createRedisStore({ client })
        await bed.deliver(await bed.start('express', handle), CALL)
        const accepting = await bed.start('express', handle, { deduplication: { store } })
        const refusing = await bed.start('express', handle, {
          deduplication: { store, onStoreError: 'refuse' },
        })

        const restore = await begin(seen[0]?.id ?? '')
        t.equal(await bed.deliver(refusing, CALL), 503, "with onStoreError: 'refuse'")
        t.equal(seen.length, 1)
        t.equal(await bed.deliver(accepting, CALL), 200, "with onStoreError: 'accept'")
        t.strictSame(
          seen.map(({ deduplicated }) => deduplicated),
          [true, false],
        )
        t.equal(await bed.deliver(accepting, CALL), 200, 'a copy')
        t.equal(seen.length, 2, 'the guard itself knows that it was handled')
        await restore()
        t.equal(await guardOf(accepting).drain(), 0, 'it is committed once that can be done')
        t.equal(
          await bed.deliver(await bed.start('express', handle, { deduplication: { store } }), CALL),
          200,
        )
        t.equal(seen.length, 2, 'elsewhere it is known that it was handled')
      })
    }
  },
)

async function startRedis(t: Test): Promise<RedisServer> {
  const server = await startRedisServer()
  t.teardown(() => server.close())
  return server
}

function connectRedis(t: Test, { port }: { readonly port: number }): Promise<DeliveryStore> {
  return connectStoreFor(t, { kind: 'redis', url: `redis://127.0.0.1:${port}` })
}
