import { randomUUID } from 'node:crypto'
import { createRedisStore } from '@telnyx-call/redis'
import { testDeliveryStore } from '@telnyx-call/testing'
import { createClient } from 'redis'
import t from 'tap'
import { skipWithoutRedis } from '../../../test/servers/redis.ts'
import { clusterKinds } from './client-kinds.ts'
import { startRedisCluster } from './redis-cluster.ts'

t.test('on a cluster of three', { skip: skipWithoutRedis }, async (t) => {
  const cluster = await startRedisCluster(3)
  t.teardown(() => cluster.close())

  for (const kind of clusterKinds) {
    t.test(kind.name, async (t) => {
      const { client, close } = await kind.connect(cluster.nodes[0]?.url ?? '')
      t.teardown(() => close())
      const store = createRedisStore({ client })
      await testDeliveryStore(store)

      await t.test('ids are kept by every node', async (t) => {
        const ids = Array.from({ length: 60 }, () => randomUUID())
        for (const id of ids) await t.equal(await store.claim(id, 'token', 60_000), 'claimed')
        for (const id of ids) await store.commit(id, 'token', 60_000)
        for (const id of ids) t.equal(await store.claim(id, 'token', 60_000), 'done')
        for (const node of cluster.nodes) {
          const observer = await createClient({ url: node.url }).connect()
          const keys = await observer.keys('*')
          observer.destroy()
          t.ok(ids.some((id) => keys.includes(`telnyx-call:${id}`)))
        }
      })
    })
  }
})
