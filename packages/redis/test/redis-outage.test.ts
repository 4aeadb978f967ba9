import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRedisStore } from '@telnyx-call/redis'
import { Redis } from 'ioredis'
import { Redis as Redis5 } from 'ioredis5'
import { createClient } from 'redis'
import { createClient as createClient5 } from 'redis5'
import t from 'tap'
import { skipWithoutRedis, startRedisServer } from '../../../test/servers/redis.ts'
import { createTestReceiver, createWebhook, expectDelivery } from '../../core/test/webhook.ts'
import { clientKinds, openIoredis, openNodeRedis } from './client-kinds.ts'
import { startLossyWire } from './lossy-wire.ts'
import { claimToken } from './store-semantics.ts'

t.test('where the server goes away', { skip: skipWithoutRedis }, async (t) => {
  const server = await startRedisServer()
  const wire = await startLossyWire(server.port)
  t.teardown(async () => {
    await wire.close()
    await server.close()
  })

  for (const kind of clientKinds) {
    t.test(`${kind.name}: the same store goes on after a restart of the server`, async (t) => {
      const { client, close } = await kind.connect(server.url)
      t.teardown(() => close())
      const [store, lost, id] = [createRedisStore({ client }), randomUUID(), randomUUID()]
      const lostToken = await claimToken(store, lost)
      await server.stop()
      await server.start()
      await store.commit(id, await claimToken(store, id), 60_000)
      t.strictSame(await store.claim(id, 60_000), { state: 'done' })
      await store.commit(lost, lostToken, 60_000)
      t.strictSame(
        await store.claim(lost, 60_000),
        { state: 'done' },
        'what the server lost can be committed',
      )
    })

    t.test(`${kind.name}: a verb waits while the server stands still`, async (t) => {
      const { client, close } = await kind.connect(server.url)
      t.teardown(() => close())
      const store = createRedisStore({ client })
      await claimToken(store, randomUUID())
      server.freeze()
      const claim = store.claim(randomUUID(), 60_000)
      t.equal(await Promise.race([claim, sleep(50, 'waiting')]), 'waiting')
      server.thaw()
      t.match(await claim, { state: 'claimed' })
    })
  }

  t.test('a client without an offline queue fails at once', async (t) => {
    const settings = { url: server.url, disableOfflineQueue: true }
    const ioredisSettings = { enableOfflineQueue: false }
    const connections = [
      await openNodeRedis(createClient(settings)),
      await openNodeRedis(createClient5(settings)),
      openIoredis(new Redis(server.url, ioredisSettings)),
      openIoredis(new Redis5(server.url, ioredisSettings)),
    ]
    t.teardown(() => connections.map(({ close }) => close()))
    await sleep(100)
    await server.stop()
    await sleep(100)
    for (const { client } of connections) {
      const startedAt = performance.now()
      const store = createRedisStore({ client })
      await t.rejects(async () => store.claim(randomUUID(), 60_000))
      t.ok(performance.now() - startedAt < 250)
    }
    await server.start()
  })

  for (const kind of clientKinds.filter(({ name }) => name.startsWith('ioredis'))) {
    t.test(`${kind.name} sends again what was not answered, and is given its own claim`, async (t) => {
      const { client, close } = await kind.connect(wire.url)
      t.teardown(() => close())
      const [store, id] = [createRedisStore({ client }), randomUUID()]
      await claimToken(store, randomUUID())
      const lost = wire.lost

      wire.loseNextAnswer()
      const token = await claimToken(store, id)
      wire.loseNextAnswer()
      await store.commit(id, token, 60_000)
      t.strictSame(await store.claim(id, 60_000), { state: 'done' })

      const released = randomUUID()
      const first = await claimToken(store, released)
      wire.loseNextAnswer()
      await store.release(released, first)
      t.match(await store.claim(released, 60_000), { state: 'claimed' })
      t.equal(wire.lost, lost + 3)
    })
  }

  for (const kind of clientKinds.filter(({ name }) => name.startsWith('redis'))) {
    t.test(`${kind.name} throws for what was not answered, and its claim holds`, async (t) => {
      const { client, close } = await kind.connect(wire.url)
      t.teardown(() => close())
      const [store, id] = [createRedisStore({ client }), randomUUID()]
      await claimToken(store, randomUUID())

      wire.loseNextAnswer()
      await t.rejects(async () => store.claim(id, 60_000))
      t.strictSame(await store.claim(id, 60_000), { state: 'in-progress' })
    })
  }

  t.test('a receiver waits storeTimeoutMs for a server that stands still, and settles late', async (t) => {
    const client = new Redis(server.url)
    t.teardown(() => client.disconnect())
    const receiver = createTestReceiver({ store: createRedisStore({ client }), storeTimeoutMs: 50 })
    await client.ping()

    server.freeze()
    const reception = await receiver.receive(createWebhook())
    t.match(reception, { outcome: 'accepted', delivery: { deduplicated: false } })
    if (reception.outcome === 'accepted') await reception.settle(true)
    server.thaw()
    const key = `telnyx-call:${expectDelivery(reception).id}`
    while ((await client.get(key)) !== 'done') await sleep(5)

    const again = await receiver.receive(createWebhook())
    t.match(again, { outcome: 'acknowledged', reason: 'duplicate' })
  })
})
