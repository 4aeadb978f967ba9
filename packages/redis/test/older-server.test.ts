import { createRedisStore } from '@telnyx-call/redis'
import { testDeliveryStore } from '@telnyx-call/testing'
import { createClient } from 'redis'
import t from 'tap'
import { startLossyWire } from '../../../test/servers/lossy-wire.ts'
import { skipWithoutRedis, startRedisServer } from '../../../test/servers/redis.ts'
import { clientKinds } from './client-kinds.ts'

// Where SET is given a word that it does not know, any Redis answers as one before 7.0 does to NX with GET.
const spoilGet = (request: Buffer) =>
  Buffer.from(request.toString('latin1').replaceAll('$3\r\nGET\r\n', '$3\r\nGOT\r\n'), 'latin1')

t.test('a server whose SET takes no NX with GET', { skip: skipWithoutRedis }, async (t) => {
  const server = await startRedisServer()
  const wire = await startLossyWire(server.port, spoilGet)
  const observer = await createClient({ url: server.url }).connect()
  t.teardown(async () => {
    observer.destroy()
    await wire.close()
    await server.close()
  })

  t.test('the store keeps its promises', { jobs: 4 }, async (t) => {
    for (const kind of clientKinds) {
      t.test(kind.name, { buffered: true }, async (t) => {
        const { client, close } = await kind.connect(`redis://127.0.0.1:${wire.port}`)
        t.teardown(() => close())
        await testDeliveryStore(createRedisStore({ client, prefix: `${kind.name}:` }))
      })
    }
  })

  for (const kind of clientKinds) {
    t.test(`${kind.name}: the store finds it out by one command`, async (t) => {
      const { client, close } = await kind.connect(`redis://127.0.0.1:${wire.port}`)
      t.teardown(() => close())
      const store = createRedisStore({ client, prefix: `once ${kind.name}:` })
      await observer.configResetStat()
      for (const id of ['a', 'b', 'c']) t.equal(await store.claim(id, 'token', 60_000), 'claimed')
      const statistics = await observer.info('commandstats')
      t.match(statistics, /cmdstat_eval:calls=3,/)
      t.match(statistics, /cmdstat_set:calls=4,.*failed_calls=1/, 'one that failed, and those of the scripts')
    })
  }

  t.test('other errors change nothing', async (t) => {
    const client = await createClient({ url: server.url }).connect()
    t.teardown(() => client.destroy())
    const store = createRedisStore({ client })
    await observer.configSet('maxmemory', '1')
    await t.rejects(async () => store.claim('while memory is full', 'token', 60_000), /OOM/)
    await observer.configSet('maxmemory', '0')
    await observer.configResetStat()
    t.equal(await store.claim('afterwards', 'token', 60_000), 'claimed')
    t.notMatch(await observer.info('commandstats'), /cmdstat_eval/)
  })
})
