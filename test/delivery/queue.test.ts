import { Queue } from 'bullmq'
import { createClient } from 'redis'
import t from 'tap'
import { type RedisServer, skipWithoutRedis, startRedisServer } from '../servers/redis.ts'
import { connectStoreFor } from './stores.ts'
import { createTestBed, waitUntil } from './test-bed.ts'

t.setTimeout(60_000)

const CALLS = 20

t.test('D13 a Redis is killed whose queue holds 20 answered calls', { skip: skipWithoutRedis }, async (t) => {
  for (const keepsData of [true, false]) {
    const name = keepsData ? 'with an append-only file all are left' : 'without it, none'
    t.test(name, async (t) => {
      const bed = createTestBed(t)
      const server = await startRedisServer({ keepsData })
      t.teardown(() => server.close())
      const connection = { url: server.url }
      const queue = new Queue('calls', { connection })
      // While the server is away.
      queue.on('error', () => {})
      t.teardown(() => queue.close())
      const app = await bed.start(
        'fastify',
        async ({ id, call }) => {
          await queue.add('call-ended', call, { jobId: id })
        },
        { deduplication: { store: await connectStoreFor(t, { kind: 'redis', url: server.url }) } },
      )
      const sids = Array.from({ length: CALLS }, (_, index) => `v3:${index}`)
      const answers = await Promise.all(sids.map((callSid) => bed.deliver(app, callSid)))
      t.strictSame(new Set(answers), new Set([200]))
      t.equal(await queue.getWaitingCount(), CALLS)

      await killRedis(server)
      await server.start()
      t.equal(await queue.getWaitingCount(), keepsData ? CALLS : 0)
    })
  }
})

/** Kills it without warning. */
async function killRedis({ url }: RedisServer): Promise<void> {
  const client = createClient({ url, socket: { reconnectStrategy: false } })
  client.on('error', () => {})
  await client.connect()
  const [, pid] = /process_id:(\d+)/.exec(await client.info('server')) ?? []
  process.kill(Number(pid), 'SIGKILL')
  await waitUntil(() => !isRunning(Number(pid)), 'the end of redis-server')
  client.destroy()
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
