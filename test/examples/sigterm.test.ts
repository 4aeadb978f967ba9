import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Queue } from 'bullmq'
import { Client } from 'pg'
import t, { type Test } from 'tap'
import { skipWithoutPostgres, startPostgresServer } from '../servers/postgres.ts'
import { skipWithoutRedis, startRedisServer } from '../servers/redis.ts'
import { type ExamplePart, startPart, waitUntil } from './example-part.ts'
import { createCall, deliver, keys, Sender } from './sender.ts'

t.setTimeout(180_000)

/** What the handlers of an example need for their work. Where it is held still, calls stay in flight. */
interface Backend {
  readonly url: string
  freeze(): void
  thaw(): void
  close(): Promise<void>
}

interface Example {
  readonly name: string
  readonly env?: Readonly<Record<string, string>>
  readonly skip: string | false
  readonly urlName: 'REDIS_URL' | 'DATABASE_URL'
  /** For how long the backend is held still: once for a moment, and once, where calls are handled without it, for longer than is waited for. */
  readonly freezesMs: readonly number[]
  startBackend(): Promise<Backend>
  /** The calls that were handled, sorted: as often as they were. */
  findHandled(backend: Backend, parts: readonly ExamplePart[]): string[] | Promise<string[]>
}

const redis = {
  skip: skipWithoutRedis,
  urlName: 'REDIS_URL',
  startBackend: () => startRedisServer({ keepsData: true }),
} as const

const examples: readonly Example[] = [
  ...['express', 'fastify', 'koa', 'hono', 'ivr', 'all-events'].map((name) => ({
    ...redis,
    name,
    freezesMs: [100, 1500],
    findHandled: findPrinted,
  })),
  ...['express', 'fastify'].map((platform) => ({
    ...redis,
    name: 'nestjs',
    env: { PLATFORM: platform },
    freezesMs: [100, 1500],
    findHandled: findPrinted,
  })),
  { ...redis, name: 'bullmq', freezesMs: [100], findHandled: findQueued },
  {
    name: 'postgres',
    skip: skipWithoutPostgres,
    urlName: 'DATABASE_URL',
    freezesMs: [100],
    startBackend: startPostgresServer,
    findHandled: findInserted,
  },
]

/** The handlers print each call. */
function findPrinted(_backend: Backend, parts: readonly ExamplePart[]): string[] {
  const lines = parts.flatMap((part) => part.lines.filter((line) => line.startsWith('{"handled":')))
  return lines.map((line) => JSON.parse(line).handled.CallSid).sort()
}

/** A job for each. */
async function findQueued({ url }: Backend): Promise<string[]> {
  const queue = new Queue('telnyx-calls', { connection: { url } })
  const jobs = await queue.getJobs()
  await queue.close()
  return jobs.map((job) => job.data.CallSid).sort()
}

/** The calls in the table, if there are as many jobs. */
async function findInserted({ url }: Backend): Promise<string[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows: calls } = await client.query('select sid from calls')
  const { rows: jobs } = await client.query('select from graphile_worker.jobs')
  await client.end()
  if (jobs.length !== calls.length) throw new Error(`${calls.length} calls, ${jobs.length} jobs`)
  return calls.map(({ sid }) => sid).sort()
}

for (const example of examples) {
  const variant = Object.values(example.env ?? {}).map((value) => ` on ${value}`)
  t.test(`examples/${example.name}${variant}`, { skip: example.skip }, async (t) => {
    const backend = await example.startBackend()
    t.teardown(() => backend.close())
    const parts: ExamplePart[] = []
    const start = () => {
      const settings = { PORT: '0', TELNYX_PUBLIC_KEY: keys.publicKey, [example.urlName]: backend.url }
      const env = { ...settings, ...example.env }
      const part = startPart(example.name, 'server.ts', env)
      parts.push(part)
      t.teardown(() => part.kill('SIGKILL'))
      return part
    }

    for (const freezeMs of example.freezesMs) {
      await t.test(`D12: SIGTERM under load loses no call, ${freezeMs} ms without an answer`, async (t) => {
        const sids = await stopUnderLoad(t, backend, start(), freezeMs)
        const restarted = await start().waitForUrl()
        const copies = await Promise.all(sids.map((sid) => deliver(restarted, sid)))
        t.strictSame(new Set(copies.map(({ status }) => status)), new Set([200]), 'copies are answered')
        const findHandled = async () =>
          (await example.findHandled(backend, parts)).filter((sid) => sids.includes(sid))
        await waitUntil(async () => (await findHandled()).length >= sids.length, 'the handlers')
        t.strictSame(await findHandled(), [...sids].sort(), 'committed: each was handled once')
      })
    }

    await t.test('connections without a request do not hold the exit up for long', async (t) => {
      const part = start()
      const url = await part.waitForUrl()
      const idle = connectTo(t, url)
      idle.write('GET /webhooks/telnyx HTTP/1.1\r\nhost: localhost\r\n\r\n')
      await once(idle, 'data')
      await once(connectTo(t, url), 'connect')
      const unfinished = connectTo(t, url)
      unfinished.write('POST /webhooks/telnyx HTTP/1.1\r\nhost: localhost\r\n')
      await once(unfinished, 'connect')
      await isServing(url)
      const signalledAtMs = performance.now()
      const exit = await part.kill('SIGTERM')
      t.equal(exit.code, 0)
      t.ok(exit.atMs - signalledAtMs < 3000, `ended after ${Math.round(exit.atMs - signalledAtMs)} ms`)
    })

    await t.test('SIGINT stops it as well, and a second signal changes nothing', async (t) => {
      const part = start()
      await part.waitForUrl()
      void part.kill('SIGINT')
      const exit = await part.kill('SIGTERM')
      t.equal(exit.code, 0, part.errorLines.join('\n'))
    })
  })
}

/** Sends SIGTERM while twenty calls are certainly in flight. @returns every call that was sent. */
async function stopUnderLoad(
  t: Test,
  backend: Backend,
  part: ExamplePart,
  freezeMs: number,
): Promise<string[]> {
  const url = await part.waitForUrl()
  const senders = [true, false].map((keepsConnections) => new Sender(url, { keepsConnections }))
  t.teardown(() => senders.map((sender) => sender.close()))
  const [warmUps, inFlight] = ['warm-up', 'in-flight'].map((kind) =>
    Array.from({ length: 20 }, (_, index) => `v3:${kind}-${freezeMs}-${index}`),
  ) as [string[], string[]]
  const sendAll = (sids: readonly string[]) => {
    const calls = sids.map(createCall)
    return Promise.all(calls.map((call, index) => senders[index % senders.length]?.send(call)))
  }
  t.strictSame(new Set(await sendAll(warmUps)), new Set([200]))

  backend.freeze()
  const answers = sendAll(inFlight)
  answers.catch(() => {})
  // Connections are accepted in the order in which they were made, so it has read the calls when it answers this.
  await isServing(url)
  const exit = part.kill('SIGTERM')
  await sleep(freezeMs)
  backend.thaw()
  const thawedAtMs = performance.now()
  t.strictSame(
    await answers,
    inFlight.map(() => 200),
    'each call in flight is answered',
  )
  const { code, signal, atMs } = await exit
  t.strictSame({ code, signal }, { code: 0, signal: null }, 'exit 0')
  t.ok(atMs > thawedAtMs, 'not before its calls are committed')
  t.ok(atMs - thawedAtMs < 1000, `ended ${Math.round(atMs - thawedAtMs)} ms after the handlers could work`)
  return [...warmUps, ...inFlight]
}

async function isServing(url: string): Promise<void> {
  const { status } = await fetch(url)
  if (status !== 405) throw new Error(`GET was answered ${status}`)
}

function connectTo(t: Test, url: string) {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  t.teardown(() => socket.destroy())
  return socket.on('error', () => {})
}
