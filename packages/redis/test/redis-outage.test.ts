import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRedisStore } from '@telnyx-call/redis'
import { Redis } from 'ioredis'
import { Redis as Redis5 } from 'ioredis5'
import { createClient } from 'redis'
import { createClient as createClient5 } from 'redis5'
import t from 'tap'
import { startLossyWire } from '../../../test/servers/lossy-wire.ts'
import { skipWithoutRedis, startRedisServer } from '../../../test/servers/redis.ts'
import { clientKinds, openIoredis, openNodeRedis } from './client-kinds.ts'

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
      t.equal(await store.claim(lost, 'token', 60_000), 'claimed')
      await server.stop()
      await server.start()
      t.equal(await store.claim(id, 'token', 60_000), 'claimed')
      await store.commit(id, 'token', 60_000)
      t.equal(await store.claim(id, 'token', 60_000), 'done')
      t.equal(await store.renew(lost, 'token', 60_000), false, 'the server has lost it')
      await store.commit(lost, 'token', 60_000)
      t.equal(await store.claim(lost, 'token', 60_000), 'done', 'what the server lost can be committed')
    })

    t.test(`${kind.name}: verbs wait while the server stands still, and count then`, async (t) => {
      const { client, close } = await kind.connect(server.url)
      t.teardown(() => close())
      const [store, held, id] = [createRedisStore({ client }), randomUUID(), randomUUID()]
      t.equal(await store.claim(held, 'token', 60_000), 'claimed')
      server.freeze()
      const claim = store.claim(id, 'token', 60_000)
      const commit = store.commit(held, 'token', 60_000)
      t.equal(await Promise.race([claim, commit, sleep(50, 'waiting')]), 'waiting')
      server.thaw()
      t.equal(await claim, 'claimed')
      await commit
      t.equal(await store.claim(held, 'token', 60_000), 'done')
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
      await t.rejects(async () => store.claim(randomUUID(), 'token', 60_000))
      t.ok(performance.now() - startedAt < 250)
    }
    await server.start()
  })

  for (const kind of clientKinds.filter(({ name }) => name.startsWith('ioredis'))) {
    t.test(`${kind.name} sends again what was not answered, and is given its own claim`, async (t) => {
      const { client, close } = await kind.connect(`redis://127.0.0.1:${wire.port}`)
      t.teardown(() => close())
      const [store, id, released] = [createRedisStore({ client }), randomUUID(), randomUUID()]
      t.equal(await store.claim(released, 'token', 60_000), 'claimed')
      const lost = wire.lost

      wire.loseNextAnswer()
      t.equal(await store.claim(id, 'token', 60_000), 'claimed')
      wire.loseNextAnswer()
      t.equal(await store.renew(id, 'token', 60_000), true)
      wire.loseNextAnswer()
      await store.commit(id, 'token', 60_000)
      t.equal(await store.claim(id, 'token', 60_000), 'done')

      wire.loseNextAnswer()
      await store.release(released, 'token')
      t.equal(await store.claim(released, 'another', 60_000), 'claimed')
      t.equal(wire.lost, lost + 4)
    })
  }

  for (const kind of clientKinds.filter(({ name }) => name.startsWith('redis'))) {
    t.test(`${kind.name} throws for what was not answered, and the token still holds`, async (t) => {
      const { client, close } = await kind.connect(`redis://127.0.0.1:${wire.port}`)
      t.teardown(() => close())
      const [store, id] = [createRedisStore({ client }), randomUUID()]
      t.equal(await store.claim(randomUUID(), 'token', 60_000), 'claimed')

      wire.loseNextAnswer()
      await t.rejects(async () => store.claim(id, 'token', 60_000))
      t.equal(await store.claim(id, 'another', 60_000), 'in-progress')
      t.equal(await store.claim(id, 'token', 60_000), 'claimed')
      await store.commit(id, 'token', 60_000)
      t.equal(await store.claim(id, 'another', 60_000), 'done')
    })
  }
})
