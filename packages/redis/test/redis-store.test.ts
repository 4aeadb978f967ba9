import { randomUUID } from 'node:crypto'
import { createRedisStore } from '@telnyx-call/redis'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import t, { type Test } from 'tap'
import { type RedisServer, skipWithoutRedis, startRedisServer } from '../../../test/servers/redis.ts'
import { type ClientKind, clientKinds } from './client-kinds.ts'
import { claimToken, testSemantics } from './store-semantics.ts'

t.test('on a real server', { skip: skipWithoutRedis }, async (t) => {
  const server = await startRedisServer()
  const observer = await createClient({ url: server.url }).connect()
  t.teardown(async () => {
    observer.destroy()
    await server.close()
  })

  for (const kind of clientKinds) {
    t.test(kind.name, async (t) => {
      const store = createRedisStore({ client: await connect(t, kind, server) })
      await testSemantics(t, store)

      await t.test('an id is a key, with the lease and then the time to live on it', async (t) => {
        const id = randomUUID()
        await observer.flushAll()
        const token = await claimToken(store, id, 60_000)
        t.strictSame(await observer.keys('*'), [`telnyx-call:${id}`])
        expectRemaining(t, await observer.pTTL(`telnyx-call:${id}`), 60_000)

        await store.commit(id, token, 86_400_000)
        t.strictSame(await observer.keys('*'), [`telnyx-call:${id}`])
        expectRemaining(t, await observer.pTTL(`telnyx-call:${id}`), 86_400_000)

        await store.commit(id, token, 1000)
        await store.claim(id, 1000)
        expectRemaining(t, await observer.pTTL(`telnyx-call:${id}`), 86_400_000)
      })

      await t.test('what is released leaves nothing behind', async (t) => {
        const id = randomUUID()
        await observer.flushAll()
        await store.release(id, await claimToken(store, id))
        t.equal(await observer.dbSize(), 0)
      })

      await t.test('a verb is one command', async (t) => {
        const [handled, failed] = [randomUUID(), randomUUID()]
        await observer.configResetStat()
        const token = await claimToken(store, handled)
        t.strictSame(await countCommands(), { eval: 1, get: 1, set: 1 }, 'claim')
        await store.commit(handled, token, 60_000)
        t.strictSame(await countCommands(), { eval: 2, get: 2, set: 2 }, 'commit')
        const other = await claimToken(store, failed)
        await store.release(failed, other)
        t.strictSame(await countCommands(), { eval: 4, get: 4, set: 3, del: 1 }, 'claim and release')
        await store.claim(handled, 60_000)
        t.strictSame(await countCommands(), { eval: 5, get: 5, set: 3, del: 1 }, 'claim of what is done')
      })

      await t.test('an id may be any text', async (t) => {
        const ids = [
          'a b',
          'a\r\nb',
          '\0',
          '"',
          '{a}b',
          '{',
          'Zoë',
          '电话',
          '📞',
          '*',
          '__proto__',
          'x'.repeat(10_000),
        ]
        for (const id of ids) await store.commit(id, await claimToken(store, id), 60_000)
        for (const id of ids) t.strictSame(await store.claim(id, 1000), { state: 'done' }, id.slice(0, 20))
        for (const id of ids) t.equal(await observer.exists(`telnyx-call:${id}`), 1, id.slice(0, 20))
      })
    })
  }

  t.test('of many claims from every kind of client one is given', async (t) => {
    const stores = await Promise.all(
      clientKinds.map(async (kind) => createRedisStore({ client: await connect(t, kind, server) })),
    )
    for (let round = 0; round < 20; round++) {
      const id = randomUUID()
      const claims = await Promise.all(
        Array.from({ length: 10 }, () => stores.map((store) => store.claim(id, 60_000))).flat(),
      )
      t.equal(claims.filter(({ state }) => state === 'claimed').length, 1)
    }
  })

  t.test('the prefix is of your choice, and keeps stores apart', async (t) => {
    const client = await connect(t, clientKinds[0], server)
    await observer.flushAll()
    await claimToken(createRedisStore({ client, prefix: 'a:' }), 'id')
    await claimToken(createRedisStore({ client, prefix: '' }), 'id')
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
      await store.commit('id', await claimToken(store, 'id'), 60_000)
      t.strictSame(await store.claim('id', 1000), { state: 'done' })
      t.strictSame(await observer.keys('*'), ['app:telnyx-call:id'])
    }
  })

  t.test('a claim that is sent twice is given twice, to the one who holds it', async (t) => {
    const client = new Redis(server.url)
    t.teardown(() => client.disconnect())
    const sendTwice = {
      eval: async (script: string, options: { keys: string[]; arguments: string[] }) => {
        await client.eval(script, 1, ...options.keys, ...options.arguments)
        return client.eval(script, 1, ...options.keys, ...options.arguments)
      },
    }
    const [store, other] = [createRedisStore({ client: sendTwice }), createRedisStore({ client })]
    const token = await claimToken(store, 'sent twice')
    t.strictSame(await other.claim('sent twice', 60_000), { state: 'in-progress' })
    await store.commit('sent twice', token, 60_000)
    t.strictSame(await other.claim('sent twice', 60_000), { state: 'done' })
    await store.release('released twice', await claimToken(store, 'released twice'))
    await claimToken(other, 'released twice')
  })

  t.test('what the server answers with an error is thrown', async (t) => {
    const client = await connect(t, clientKinds[0], server)
    await observer.hSet('telnyx-call:a hash', 'field', 'value')
    const store = createRedisStore({ client })
    await t.rejects(async () => store.claim('a hash', 1000), /WRONGTYPE/)
  })

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

t.test('an option that cannot stand is named', async (t) => {
  const refuse = (options: unknown, message: string) =>
    t.throws(() => Reflect.apply(createRedisStore, undefined, [options]), {
      name: 'TypeError',
      code: 'invalid_option',
      message,
    })
  const noClient = 'telnyx-call: option client: wanted a client of the package redis or ioredis.'
  for (const client of [undefined, null, {}, 'redis://127.0.0.1', { eval: 'no function' }])
    refuse({ client }, noClient)
  refuse({}, noClient)
  refuse({ keyPrefix: 'calls:' }, 'telnyx-call: option keyPrefix: there is no such option.')
  for (const prefix of [null, 7, {}, Buffer.from('a:')]) {
    refuse({ client: { eval: async () => null }, prefix }, 'telnyx-call: option prefix: wanted text.')
  }
})

async function connect(t: Test, kind: ClientKind | undefined, server: RedisServer) {
  if (kind === undefined) throw new Error('there is no such kind of client')
  const { client, close } = await kind.connect(server.url)
  t.teardown(() => close())
  return client
}

function expectRemaining(t: Test, remainingMs: number, setMs: number): void {
  t.ok(remainingMs > setMs - 10_000 && remainingMs <= setMs, `${remainingMs} ms of ${setMs} ms`)
}
