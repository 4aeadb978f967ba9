import type { DeliveryStore } from '@telnyx-call/core'
import { createRedisStore, type IoredisClient } from '@telnyx-call/redis'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { skipWithoutRedis, startRedisServer } from '../test/servers/redis.ts'
import { formatTable, type Section } from './report.ts'
import {
  countRounds,
  createBench,
  findQuantile,
  formatCosts,
  type Measurements,
  measureInRounds,
} from './rounds.ts'
import { addReceiving } from './tasks.ts'

const ROUNDS = countRounds(150)
const CALLS = 20
const CLAIMS = 2000
const CLAIM_ROUNDS = countRounds(9)

const NONE = 'a store that does nothing'

const nothing: DeliveryStore = { claim: () => 'claimed', renew: () => true, commit() {}, release() {} }

/** What stores add to `receive()`, and what a claim takes of Redis. */
export async function compareStores(): Promise<Section> {
  const memory = await measureStores({ "the guard's own memory": undefined })
  return {
    markdown: `## Stores

receive() and settling of a call that nobody saw before, one call at a time. ${ROUNDS} rounds of ${CALLS} calls of each in turn.

${formatCosts(memory, NONE)}
${skipWithoutRedis ? `Redis: ${skipWithoutRedis}\n` : await compareRedisStores()}`,
  }
}

/** Beside a store that does nothing. */
function measureStores(stores: Readonly<Record<string, DeliveryStore | undefined>>): Promise<Measurements> {
  const bench = createBench(CALLS)
  for (const [name, store] of Object.entries({ [NONE]: nothing, ...stores })) {
    addReceiving(bench, name, { deduplication: store ? { store } : {} })
  }
  return measureInRounds(bench, ROUNDS)
}

async function compareRedisStores(): Promise<string> {
  const server = await startRedisServer()
  const redis = createClient({ url: server.url })
  const ioredis = new Redis(server.url)
  await redis.connect()
  try {
    const costs = await measureStores({
      'Redis store, redis': createRedisStore({ client: redis }),
      'Redis store, ioredis': createRedisStore({ client: ioredis, prefix: 'ioredis:' }),
    })
    return `${formatCosts(costs, NONE)}
What a claim takes of the Redis server itself, which all processes share: by SET, and by the script for servers before Redis 7.0. The median of
${CLAIM_ROUNDS} rounds in turn, ${CLAIMS} claims of new ids each.

${formatTable(['claim by', 'server time, µs'], await measureClaims(ioredis))}`
  } finally {
    redis.destroy()
    ioredis.disconnect()
    await server.close()
  }
}

async function measureClaims(client: Redis): Promise<string[][]> {
  const older: IoredisClient = {
    set: () => Promise.reject(new Error('ERR syntax error')),
    eval: (...values) => client.eval(...values),
    call: (...values) => client.call(...values),
  }
  const commands = [
    { name: 'SET', claiming: client, costs: [] as number[] },
    { name: 'EVAL', claiming: older, costs: [] as number[] },
  ]
  for (let round = 0; round < CLAIM_ROUNDS; round++) {
    for (const { name, claiming, costs } of commands) {
      const store = createRedisStore({ client: claiming, prefix: `claims by ${name}, ${round}:` })
      await client.config('RESETSTAT')
      for (let index = 0; index < CLAIMS; index++) await store.claim(String(index), 'token', 60_000)
      const statistics = await client.info('commandstats')
      const pattern = new RegExp(`^cmdstat_${name.toLowerCase()}:.*usec_per_call=([0-9.]+)`, 'm')
      costs.push(Number(pattern.exec(statistics)?.[1]))
    }
  }
  return commands.map(({ name, costs }) => [name, findQuantile(costs).toFixed(2)])
}
