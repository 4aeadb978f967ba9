import { createReceiver, type DeliveryStore } from '@telnyx-call/core'
import { createRedisStore, type IoredisClient } from '@telnyx-call/redis'
import { createTestKeys } from '@telnyx-call/testing'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { skipWithoutRedis, startRedisServer } from '../test/servers/redis.ts'
import { createContender, createRequests, receiveAndSettle } from './calls.ts'
import { createLineChart } from './line-chart.ts'
import { measureHeapOfIds } from './memory.ts'
import type { Report } from './report.ts'
import { COST_COLUMNS, describeCosts, measureInRounds } from './rounds.ts'

const ROUNDS = 300
const WARM_UP_ROUNDS = 60
const REPETITIONS = 20
const CLAIMS = 2000
const CLAIM_ROUNDS = 9

const NONE = 'a store that does nothing'
const MEMORY = 'memory store'

const nothing: DeliveryStore = {
  claim: () => 'claimed',
  renew: () => true,
  commit: () => {},
  release: () => {},
}

/** What the stores add to `receive()`, and what they take of memory. */
export async function benchStores(report: Report): Promise<void> {
  report.text(`## Stores

receive() and settling of a call that nobody saw before, one call at a time. ${ROUNDS} rounds of each in turn, as above.
`)
  await compareStores(report, { [MEMORY]: undefined })
  if (skipWithoutRedis) report.text(`Redis: ${skipWithoutRedis}`)
  else await benchRedisStores(report)
  await benchMemory(report)
}

async function benchMemory(report: Report): Promise<void> {
  const heaps = await measureHeapOfIds()
  report.text(
    'What ids leave on the heap, handled one after the other. The memory store holds the last 100,000 of them.',
  )
  report.table(
    ['ids through the memory store', 'bytes of heap per id held', 'heap, MB'],
    heaps.map(({ count, held, bytes }) => [
      count.toLocaleString('en'),
      (bytes / held).toFixed(0),
      (bytes / 1e6).toFixed(1),
    ]),
  )
  const points = heaps.map(({ count, bytes }) => ({ series: MEMORY, x: count, y: bytes / 1e6 }))
  await report.plot(
    'memory',
    'Heap in megabytes over ids that were put through the memory store',
    createLineChart(points, 'ids through the memory store', 'heap, MB'),
  )
}

async function benchRedisStores(report: Report): Promise<void> {
  const server = await startRedisServer()
  const redis = createClient({ url: server.url })
  const ioredis = new Redis(server.url)
  await redis.connect()
  try {
    const readsBefore = await countReads(ioredis)
    const calls = await compareStores(report, {
      'Redis store, redis': createRedisStore({ client: redis }),
      'Redis store, ioredis': createRedisStore({ client: ioredis, prefix: 'ioredis:' }),
    })
    const reads = (await countReads(ioredis)) - readsBefore
    report.text(`Round trips per accepted call: ${(reads / calls).toFixed(2)}`)
    await benchClaims(report, ioredis)
  } finally {
    redis.destroy()
    ioredis.disconnect()
    await server.close()
  }
}

/** Prints what stores cost beside one that does nothing. @returns how many calls went through them. */
async function compareStores(
  report: Report,
  stores: Readonly<Record<string, DeliveryStore | undefined>>,
): Promise<number> {
  const keys = createTestKeys()
  const callsEach = (ROUNDS + WARM_UP_ROUNDS) * REPETITIONS
  const contenders = Object.entries({ [NONE]: nothing, ...stores }).map(([name, store]) => {
    const receiver = createReceiver({
      publicKey: keys.publicKey,
      engine: 'nodeCrypto',
      deduplication: store ? { store } : {},
    })
    return createContender(
      name,
      () => createRequests(keys, REPETITIONS),
      (call) => receiveAndSettle(receiver, call),
    )
  })
  await measureInRounds(contenders, WARM_UP_ROUNDS)
  const costs = await measureInRounds(contenders, ROUNDS)
  report.table(
    COST_COLUMNS,
    [...costs.keys()].map((name) => describeCosts(costs, name, NONE)),
  )
  return callsEach * Object.keys(stores).length
}

/** What one claim takes of the server, which all processes share: by SET, and by the script for servers before Redis 7.0. */
async function benchClaims(report: Report, client: Redis): Promise<void> {
  const older: IoredisClient = {
    set: () => Promise.reject(new Error('ERR syntax error')),
    eval: (...values) => client.eval(...values),
    call: (...values) => client.call(...values),
  }
  const commands = [
    { name: 'set', claiming: client, costs: [] as number[] },
    { name: 'eval', claiming: older, costs: [] as number[] },
  ]
  for (let round = 0; round < CLAIM_ROUNDS; round++) {
    for (const { name, claiming, costs } of commands) {
      const store = createRedisStore({ client: claiming, prefix: `claims by ${name}, ${round}:` })
      await client.config('RESETSTAT')
      for (let index = 0; index < CLAIMS; index++) await store.claim(String(index), 'token', 60_000)
      costs.push(await readMicroseconds(client, name))
    }
  }
  report.text(
    `What a claim takes of the Redis server itself: the median of ${CLAIM_ROUNDS} rounds in turn, ${CLAIMS} claims of new ids each.`,
  )
  report.table(
    ['claim by', 'server time, us'],
    commands.map(({ name, costs }) => [name.toUpperCase(), findMedian(costs).toFixed(2)]),
  )
}

function findMedian(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

async function readMicroseconds(client: Redis, command: string): Promise<number> {
  const statistics = await client.info('commandstats')
  return Number(new RegExp(`^cmdstat_${command}:.*usec_per_call=([0-9.]+)`, 'm').exec(statistics)?.[1])
}

/** How often the server has read from its clients: with one call at a time, each is a round trip. */
async function countReads(client: Redis): Promise<number> {
  const statistics = await client.info('stats')
  return Number(/^total_reads_processed:(\d+)/m.exec(statistics)?.[1] ?? 0)
}
