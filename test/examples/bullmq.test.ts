import { readFile } from 'node:fs/promises'
import { Queue } from 'bullmq'
import t, { type Test } from 'tap'
import { type RedisServer, skipWithoutRedis, startRedisServer } from '../servers/redis.ts'
import { type ExamplePart, startPart, waitUntil } from './example-part.ts'
import { deliver, keys } from './sender.ts'

t.setTimeout(180_000)

const BUDGET_MILLISECONDS = 2000

/** A Redis with the settings that the example's package starts its own with. */
async function startRedis(t: Test): Promise<RedisServer> {
  const server = await startRedisServer({ configuration: await readRedisSettings() })
  t.teardown(() => server.close())
  return server
}

async function readRedisSettings(): Promise<string[]> {
  const text = await readFile(new URL('../../examples/bullmq/package.json', import.meta.url), 'utf8')
  const [, settings = ''] = JSON.parse(text).scripts.redis.split('redis-server --dir data ')
  return settings.split(' ').map((word: string) => word.replaceAll("'", ''))
}

function start(t: Test, file: string, redis: RedisServer, workMilliseconds: number): ExamplePart {
  const part = startPart('bullmq', file, {
    PORT: '0',
    TELNYX_PUBLIC_KEY: keys.publicKey,
    REDIS_URL: redis.url,
    WORK_MILLISECONDS: String(workMilliseconds),
  })
  // It takes its own processes with it; one of them alone is not to finish its work first.
  t.teardown(() => part.kill(file === 'start.ts' ? 'SIGTERM' : 'SIGKILL'))
  return part
}

function jobsOf(lines: readonly { readonly job: string }[]): readonly string[] {
  return lines.map(({ job }) => job).sort()
}

t.test('the BullMQ example', { skip: skipWithoutRedis }, async (t) => {
  t.test('one command runs it: the answer comes first, the work once', async (t) => {
    const example = start(t, 'start.ts', await startRedis(t), 2500)
    const url = await example.waitForUrl()
    await deliver(url, 'v3:warm-up')
    const { status, milliseconds } = await deliver(url, 'v3:one')
    t.equal(status, 200)
    t.ok(milliseconds < BUDGET_MILLISECONDS / 4, `answered in ${milliseconds.toFixed(1)} ms`)
    t.equal((await deliver(url, 'v3:one')).status, 200, 'delivered again')
    await waitUntil(() => example.handled().length === 2, 'the work')
    t.strictSame(jobsOf(example.begun()), ['v3:one', 'v3:warm-up'])

    const [{ pid } = { pid: 0 }] = example.begun()
    process.kill(pid, 'SIGKILL')
    t.equal((await deliver(url, 'v3:two')).status, 200)
    await waitUntil(() => example.handled().length === 3, 'the worker to be started again')
    t.not(example.handled().at(-1)?.pid, pid)
    t.strictSame(example.errorLines, [], 'no warning about this Redis')
  })

  t.test('SIGTERM ends all of it, and the work that was begun first', async (t) => {
    const example = start(t, 'start.ts', await startRedis(t), 1000)
    const url = await example.waitForUrl()
    t.equal((await deliver(url, 'v3:one')).status, 200)
    await waitUntil(() => example.begun().length === 1, 'the work')
    const signalledAtMs = performance.now()
    const { code, atMs } = await example.kill('SIGTERM')
    t.equal(code, 0)
    t.ok(atMs - signalledAtMs < 2000, `ended after ${Math.round(atMs - signalledAtMs)} ms`)
    t.equal(example.handled().length, 1)
    t.throws(() => process.kill(example.handled().at(-1)?.pid ?? 0, 0), 'the worker has ended with it')
  })

  t.test('a worker killed at its work, and a server killed after its answers, lose nothing', async (t) => {
    const redis = await startRedis(t)
    const server = start(t, 'server.ts', redis, 0)
    const firstWorker = start(t, 'worker.ts', redis, 60_000)
    const url = await server.waitForUrl()
    const sids = ['v3:a', 'v3:b', 'v3:c', 'v3:d', 'v3:e']
    for (const sid of sids) t.equal((await deliver(url, sid)).status, 200)
    await server.kill('SIGKILL')
    await waitUntil(() => firstWorker.begun().length === sids.length, 'the first worker to begin')
    await firstWorker.kill('SIGKILL')
    t.equal(firstWorker.handled().length, 0)

    const secondWorker = start(t, 'worker.ts', redis, 0)
    await waitUntil(() => secondWorker.handled().length >= sids.length, 'the second worker')
    t.strictSame(jobsOf(secondWorker.handled()), sids, 'each of them once')
  })

  t.test('D13: 20 calls are answered, Redis is killed and started again: 20 jobs are left', async (t) => {
    const redis = await startRedis(t)
    const server = start(t, 'server.ts', redis, 0)
    const url = await server.waitForUrl()
    const sids = Array.from({ length: 20 }, (_, index) => `v3:${String(index).padStart(2, '0')}`)
    const answers = await Promise.all(sids.map((sid) => deliver(url, sid)))
    t.strictSame(new Set(answers.map(({ status }) => status)), new Set([200]))
    await redis.kill()
    await redis.start()
    const queue = new Queue('telnyx-calls', { connection: { url: redis.url } })
    t.equal(await queue.getWaitingCount(), 20)
    await queue.close()

    const worker = start(t, 'worker.ts', redis, 0)
    await waitUntil(() => worker.handled().length >= sids.length, 'the worker')
    t.strictSame(jobsOf(worker.handled()), sids)
  })

  t.test('it warns of a Redis that would lose jobs', async (t) => {
    const redis = await startRedisServer({ configuration: ['--maxmemory-policy', 'allkeys-lru'] })
    t.teardown(() => redis.close())
    const server = start(t, 'server.ts', redis, 0)
    await server.waitForUrl()
    const warnings = server.errorLines.filter((line) => line.startsWith('WARNING'))
    t.equal(warnings.length, 2)
    t.match(warnings[0], /--appendonly yes/)
    t.match(warnings[1], /--maxmemory-policy noeviction/)
  })

  t.test(
    'while Redis is away or slow the answer is a quick error, and afterwards a call is taken',
    async (t) => {
      const redis = await startRedis(t)
      const server = start(t, 'server.ts', redis, 0)
      const worker = start(t, 'worker.ts', redis, 0)
      const url = await server.waitForUrl()
      t.equal((await deliver(url, 'v3:before')).status, 200)

      redis.freeze()
      const frozen = await deliver(url, 'v3:away')
      redis.thaw()
      await redis.stop()
      const away = await deliver(url, 'v3:away')
      for (const { status, milliseconds } of [frozen, away]) {
        t.equal(status, 500)
        t.ok(milliseconds < BUDGET_MILLISECONDS, `answered in ${milliseconds.toFixed(0)} ms`)
      }
      await redis.start()
      await waitUntil(() => worker.handled().length >= 1, 'the first call')
      await waitUntil(async () => (await deliver(url, 'v3:away')).status === 200, 'the call to be taken')
      await waitUntil(() => worker.handled().some(({ job }) => job === 'v3:away'), 'the call that came again')
    },
  )
})
