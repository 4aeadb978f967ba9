import { createTestKeys, sampleCall, signedRequest } from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import { type RedisServer, skipWithoutRedis, startRedisServer } from '../servers/redis.ts'
import { type Part, startPart, waitForUrl, waitUntil } from './bullmq-example.ts'

t.setTimeout(180_000)

const BUDGET_MILLISECONDS = 2000
const keys = createTestKeys()

interface Answer {
  readonly status: number
  readonly milliseconds: number
}

async function deliver(url: string, CallSid: string): Promise<Answer> {
  const started = performance.now()
  const { status } = await fetch(url, signedRequest({ keys, fields: sampleCall({ CallSid }) }))
  return { status, milliseconds: performance.now() - started }
}

async function startRedis(t: Test): Promise<RedisServer> {
  const server = await startRedisServer({ keepsData: true })
  t.teardown(() => server.close())
  return server
}

function start(t: Test, file: string, redis: RedisServer, workMilliseconds: number): Part {
  const part = startPart(file, {
    PORT: '0',
    TELNYX_PUBLIC_KEY: keys.publicKey,
    REDIS_URL: redis.url,
    WORK_MILLISECONDS: String(workMilliseconds),
  })
  // It takes its own processes with it; one of them alone is not to finish its work first.
  t.teardown(() => part.kill(file === 'start.ts' ? 'SIGTERM' : 'SIGKILL'))
  return part
}

function sidsOf(lines: readonly { sid: string }[]): readonly string[] {
  return lines.map(({ sid }) => sid).sort()
}

t.test('the BullMQ example', { skip: skipWithoutRedis }, async (t) => {
  t.test('one command runs it: the answer comes first, the work once', async (t) => {
    const example = start(t, 'start.ts', await startRedis(t), 2500)
    const url = await waitForUrl(example)
    await deliver(url, 'v3:warm-up')
    const { status, milliseconds } = await deliver(url, 'v3:one')
    t.equal(status, 200)
    t.ok(milliseconds < BUDGET_MILLISECONDS / 4, `answered in ${milliseconds.toFixed(1)} ms`)
    t.equal((await deliver(url, 'v3:one')).status, 200, 'delivered again')
    await waitUntil(() => example.handled().length === 2, 'the work')
    t.strictSame(sidsOf(example.begun()), ['v3:one', 'v3:warm-up'])

    const [{ pid } = { pid: 0 }] = example.begun()
    process.kill(pid, 'SIGKILL')
    t.equal((await deliver(url, 'v3:two')).status, 200)
    await waitUntil(() => example.handled().length === 3, 'the worker to be started again')
    t.not(example.handled().at(-1)?.pid, pid)
    await example.kill('SIGTERM')
    t.throws(() => process.kill(example.handled().at(-1)?.pid ?? 0, 0), 'the worker has ended with it')
  })

  t.test('a worker killed at its work, and a server killed after its answers, lose nothing', async (t) => {
    const redis = await startRedis(t)
    const server = start(t, 'server.ts', redis, 0)
    const firstWorker = start(t, 'worker.ts', redis, 60_000)
    const url = await waitForUrl(server)
    const sids = ['v3:a', 'v3:b', 'v3:c', 'v3:d', 'v3:e']
    for (const sid of sids) t.equal((await deliver(url, sid)).status, 200)
    await server.kill('SIGKILL')
    await waitUntil(() => firstWorker.begun().length === sids.length, 'the first worker to begin')
    await firstWorker.kill('SIGKILL')
    t.equal(firstWorker.handled().length, 0)

    const secondWorker = start(t, 'worker.ts', redis, 0)
    await waitUntil(() => secondWorker.handled().length >= sids.length, 'the second worker')
    t.strictSame(sidsOf(secondWorker.handled()), sids, 'each of them once')
  })

  t.test(
    'while Redis is away or slow the answer is a quick error, and afterwards a call is taken',
    async (t) => {
      const redis = await startRedis(t)
      const server = start(t, 'server.ts', redis, 0)
      const worker = start(t, 'worker.ts', redis, 0)
      const url = await waitForUrl(server)
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
      let status = 0
      await waitUntilAsync(async () => {
        status = (await deliver(url, 'v3:away')).status
        return status === 200
      })
      t.equal(status, 200)
      await waitUntil(() => worker.handled().some(({ sid }) => sid === 'v3:away'), 'the call that came again')
    },
  )
})

/** Asks until it is so, for as long as Telnyx would try. */
async function waitUntilAsync(isReached: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000
  while (Date.now() < deadline && !(await isReached()))
    await new Promise((resolve) => setTimeout(resolve, 200))
}
