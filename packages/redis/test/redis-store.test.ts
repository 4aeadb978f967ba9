import { randomUUID } from 'node:crypto'
import { createRedisStore } from '@telnyx-call/redis'
import { testDeliveryStore } from '@telnyx-call/testing'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import t, { type Test } from 'tap'
import { skipWithoutRedis, startRedisServer } from '../../../test/servers/redis.ts'
import { type ClientKind, clientKinds } from './client-kinds.ts'

t.test('on a real server', { skip: skipWithoutRedis }, async (t) => {
  const server = await startRedisServer()
  const observer = await createClient({ url: server.url }).connect()
  t.teardown(async () => {
    observer.destroy()
    await server.close()
  })

  t.test('the store keeps its promises', { jobs: 4 }, async (t) => {
    for (const kind of clientKinds) {
      t.test(kind.name, { buffered: true }, async (t) => {
        await testDeliveryStore(createRedisStore({ client: await connect(t, kind), prefix: `${kind.name}:` }))
      })
    }
  })

  for (const kind of clientKinds) {
    t.test(kind.name, async (t) => {
      const store = createRedisStore({ client: await connect(t, kind) })

      await t.test('an id is a key, with the lease and then the time to be remembered on it', async (t) => {
        const [id, token] = [randomUUID(), randomUUID()]
        const key = `telnyx-call:${id}`
        await observer.flushAll()
        await store.claim(id, token, 60_000)
        t.equal(await observer.get(key), `telnyx:held:${token}`)
        expectRemaining(t, await observer.pTTL(key), 60_000)
        await store.claim(id, token, 120_000)
        expectRemaining(t, await observer.pTTL(key), 120_000)
        await store.renew(id, token, 180_000)
        expectRemaining(t, await observer.pTTL(key), 180_000)

        await store.commit(id, token, 86_400_000)
        t.equal(await observer.get(key), 'telnyx:done')
        await store.claim(id, token, 1000)
        await store.renew(id, token, 1000)
        expectRemaining(t, await observer.pTTL(key), 86_400_000)
        t.strictSame(await observer.keys('*'), [key])
      })

      await t.test('what is released leaves nothing behind', async (t) => {
        await observer.flushAll()
        await store.claim('released', 'token', 60_000)
        await store.release('released', 'token')
        t.equal(await observer.dbSize(), 0)
      })

      await t.test('a verb is one command', async (t) => {
        const [id, token] = [randomUUID(), randomUUID()]
        await observer.configResetStat()
        await store.claim(id, token, 60_000)
        t.strictSame(await countCommands(), { set: 1 }, 'claim')
        await store.claim(id, 'another', 60_000)
        t.strictSame(await countCommands(), { set: 2 }, 'claim of what is held')
        await store.renew(id, token, 60_000)
        t.strictSame(await countCommands(), { set: 2, eval: 1, get: 1, pexpire: 1 }, 'renew')
        await store.commit(id, token, 60_000)
        t.strictSame(await countCommands(), { set: 3, eval: 2, get: 2, pexpire: 1 }, 'commit')
        await store.claim(id, token, 60_000)
        t.strictSame(await countCommands(), { set: 4, eval: 2, get: 2, pexpire: 1 }, 'claim of what is done')
        await store.release(id, token)
        t.strictSame(
          await countCommands(),
          { set: 4, eval: 3, get: 3, pexpire: 1 },
          'release of what is done',
        )
      })

      await t.test('a token cannot be taken for a commit', async (t) => {
        for (const token of ['telnyx:done', 'done', '']) {
          const id = randomUUID()
          t.equal(await store.claim(id, token, 60_000), 'claimed')
          t.equal(await store.claim(id, 'another', 60_000), 'in-progress')
        }
      })

      await t.test('an id may hold any bytes', async (t) => {
        for (const id of ['\0', 'a\0b', 'x'.repeat(10_000)]) {
          await store.commit(id, 'token', 60_000)
          t.equal(await store.claim(id, 'token', 1000), 'done')
          t.equal(await observer.exists(`telnyx-call:${id}`), 1)
        }
      })

      await t.test('D16: what somebody else wrote at the key is a failure, and stays', async (t) => {
        for (const text of ['', 'done', '2026-11-26', 'telnyx:', 'telnyx:done!', 'telnyx:helper']) {
          const id = randomUUID()
          await observer.set(`telnyx-call:${id}`, text)
          const failure = {
            name: 'Error',
            code: 'store_foreign_value',
            message: new RegExp(`"telnyx-call:${id}"`),
          }
          await t.rejects(async () => store.claim(id, 'token', 1000), failure)
          await t.rejects(async () => store.renew(id, 'token', 1000), failure)
          await t.rejects(async () => store.commit(id, 'token', 1000), failure)
          await t.rejects(async () => store.release(id, 'token'), failure)
          t.equal(await observer.get(`telnyx-call:${id}`), text)
          t.equal(await observer.ttl(`telnyx-call:${id}`), -1)
        }
        await observer.hSet('telnyx-call:a hash', 'field', 'value')
        await t.rejects(async () => store.claim('a hash', 'token', 1000), /WRONGTYPE/)
        await t.rejects(async () => store.commit('a hash', 'token', 1000), /WRONGTYPE/)
      })
    })
  }

  t.test('of many claims from every kind of client one is given', async (t) => {
    const clients = await Promise.all(clientKinds.map((kind) => connect(t, kind)))
    const stores = clients.map((client) => createRedisStore({ client }))
    for (let round = 0; round < 20; round++) {
      const id = randomUUID()
      const states = await Promise.all(
        Array.from({ length: 10 }, () => stores.map((store) => store.claim(id, randomUUID(), 60_000))).flat(),
      )
      t.equal(states.filter((state) => state === 'claimed').length, 1)
    }
  })

  t.test('the prefix is of your choice, and keeps stores apart', async (t) => {
    const client = await connect(t, clientKinds[0])
    await observer.flushAll()
    for (const prefix of ['a:', '']) {
      t.equal(await createRedisStore({ client, prefix }).claim('id', 'token', 60_000), 'claimed')
    }
    t.strictSame((await observer.keys('*')).sort(), ['a:id', 'id'])
  })

  t.test('a prefix that the client adds comes before it', async (t) => {
    const ioredis = new Redis(server.url, { keyPrefix: 'app:' })
    const nodeRedis = await createClient({ url: server.url, keyPrefix: 'app:' }).connect()
    t.teardown(() => {
      ioredis.disconnect()
      nodeRedis.destroy()
    })
    for (const client of [ioredis, nodeRedis]) {
      await observer.flushAll()
      const store = createRedisStore({ client })
      t.equal(await store.claim('id', 'token', 60_000), 'claimed')
      await store.commit('id', 'token', 60_000)
      t.equal(await store.claim('id', 'token', 1000), 'done')
      t.strictSame(await observer.keys('*'), ['app:telnyx-call:id'])
    }
  })

  t.test('D16: a client inside a MULTI of the application is a failure', async (t) => {
    const ioredis = new Redis(server.url)
    const nodeRedis = await createClient({ url: server.url }).connect()
    t.teardown(() => {
      ioredis.disconnect()
      nodeRedis.destroy()
    })
    await ioredis.multi({ pipeline: false })
    await nodeRedis.sendCommand(['MULTI'])
    for (const client of [ioredis, nodeRedis]) {
      const store = createRedisStore({ client })
      const failure = { name: 'Error', code: 'store_in_transaction', message: /a client of its own/ }
      await t.rejects(async () => store.claim('id', 'token', 1000), failure)
      await t.rejects(async () => store.renew('id', 'token', 1000), failure)
      await t.rejects(async () => store.commit('id', 'token', 1000), failure)
      await t.rejects(async () => store.release('id', 'token'), failure)
    }
  })

  async function connect(t: Test, kind: ClientKind | undefined, url = server.url) {
    if (kind === undefined) throw new Error('there is no such kind of client')
    const { client, close } = await kind.connect(url)
    t.teardown(() => close())
    return client
  }

  /** What the server ran since its counters were set to 0, but for what the observer asked. */
  async function countCommands(): Promise<Record<string, number>> {
    const statistics = await observer.info('commandstats')
    const counts = [...statistics.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)]
    return Object.fromEntries(
      counts
        .map(([, name = '', calls]): [string, number] => [name, Number(calls)])
        .filter(([name]) => name !== 'info' && !name.startsWith('config')),
    )
  }
})

t.test('an invalid option is named', async (t) => {
  const refuse = (options: unknown, message: string) =>
    t.throws(() => Reflect.apply(createRedisStore, undefined, [options]), {
      name: 'TypeError',
      code: 'invalid_option',
      message,
    })
  const noClient = 'telnyx-call: option client: expected a client of redis or ioredis.'
  const verb = async () => null
  for (const client of [undefined, null, {}, 'redis://127.0.0.1', { eval: verb }, { set: verb, eval: 'no' }])
    refuse({ client }, noClient)
  refuse({}, noClient)
  refuse({ keyPrefix: 'calls:' }, 'telnyx-call: option keyPrefix: unknown option.')
  for (const prefix of [null, 7, {}, Buffer.from('a:')]) {
    refuse({ client: { set: verb, eval: verb }, prefix }, 'telnyx-call: option prefix: expected a string.')
  }
})

function expectRemaining(t: Test, remainingMs: number, setMs: number): void {
  t.ok(remainingMs > setMs - 10_000 && remainingMs <= setMs, `${remainingMs} ms of ${setMs} ms`)
}
