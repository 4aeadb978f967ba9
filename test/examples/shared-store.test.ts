import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { type ExampleProcess, startExample } from '../../tools/demo/example-process.ts'
import { skipWithoutRedis, startRedisServer } from '../servers/redis.ts'
import { createCall, keys } from './sender.ts'

t.setTimeout(120_000)

const names = ['fastify', 'koa', 'express', 'hono']

async function startAll(t: Test, redisUrl?: string): Promise<ExampleProcess[]> {
  const examples = await Promise.all(names.map((name) => startExample(name, keys.publicKey, redisUrl)))
  t.teardown(() => Promise.all(examples.map((example) => example.stop())))
  return examples
}

/** Delivers as Telnyx does: again, as long as the answer is that somebody else is at it. */
async function deliver(url: string, CallSid: string): Promise<number> {
  for (let attempt = 0; ; attempt += 1) {
    const { status } = await fetch(url, createCall(CallSid))
    if (status !== 503 || attempt === 100) return status
    await sleep(10)
  }
}

async function countHandled(examples: readonly ExampleProcess[]): Promise<number> {
  // Their lines come through pipes, and may arrive after the answers.
  await sleep(200)
  return examples.flatMap(({ handled }) => handled).length
}

t.test(
  'with one REDIS_URL, four processes handle a call once between them',
  { skip: skipWithoutRedis },
  async (t) => {
    const server = await startRedisServer()
    t.teardown(() => server.close())
    const examples = await startAll(t, server.url)
    for (const first of examples) {
      for (const example of [first, ...examples]) {
        t.equal(await deliver(example.url, `v3:first-to-${first.name}`), 200, example.name)
      }
    }
    t.equal(await countHandled(examples), names.length)
    t.strictSame(
      examples.map(({ handled }) => handled.map(({ CallSid }) => CallSid)),
      names.map((name) => [`v3:first-to-${name}`]),
    )

    await server.stop()
    for (const { url } of examples) t.equal(await deliver(url, 'v3:while-redis-is-away'), 200)
    t.equal(await countHandled(examples), 2 * names.length, 'an outage loses no call, and ends no process')
    // Processes that are stopped wait until their calls are committed.
    await server.start()
  },
)

t.test('without REDIS_URL each process remembers its own', async (t) => {
  const examples = await startAll(t)
  for (const { url } of [...examples, ...examples]) t.equal(await deliver(url, 'v3:alone'), 200)
  t.equal(await countHandled(examples), names.length)
})
