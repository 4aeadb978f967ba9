import { randomUUID } from 'node:crypto'
import type { Claim, DeliveryStore } from '@telnyx-call/core'
import { createScriptRunner, type RedisClient } from './redis-client.ts'

/** What {@link createRedisStore} takes. */
export interface RedisStoreOptions {
  /** A connected client of `redis` or `ioredis`, for one server or a cluster, Redis or Valkey. It stays yours to close. */
  readonly client: RedisClient
  /** What every key begins with; the delivery's id follows. Default `'telnyx-call:'`. */
  readonly prefix?: string
}

// A key holds the token of whoever handles its delivery, and this once it was handled. Redis lets it go by itself.
const DONE = 'done'

const CLAIM = `
local holder = redis.call('GET', KEYS[1])
if holder then return holder end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]`

const COMMIT = `
local holder = redis.call('GET', KEYS[1])
if not holder or holder == ARGV[1] then redis.call('SET', KEYS[1], '${DONE}', 'PX', ARGV[2]) end`

const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`

/**
 * Creates the store of any number of processes: one key per event, and one round trip per verb. What a client does while the
 * server is away (queue, fail) is the client's affair; the receiver waits `storeTimeoutMs` at most.
 *
 * @throws TypeError (code `invalid_option`) if the client is none of `redis` or `ioredis`, the prefix is no text, or there is another
 *   option.
 */
export function createRedisStore({
  client,
  prefix = 'telnyx-call:',
  ...others
}: RedisStoreOptions): DeliveryStore {
  for (const name of Object.keys(others)) throw invalidOption(name, 'there is no such option')
  const runScript = createScriptRunner(client)
  if (runScript === undefined)
    throw invalidOption('client', 'wanted a client of the package redis or ioredis')
  if (typeof prefix !== 'string') throw invalidOption('prefix', 'wanted text')

  return {
    async claim(id, leaseMs): Promise<Claim> {
      const token = randomUUID()
      const holder = String(await runScript(CLAIM, prefix + id, [token, String(leaseMs)]))
      // A client that lost its connection may send the claim again: then it finds its own token there.
      if (holder === token) return { state: 'claimed', token }
      return { state: holder === DONE ? 'done' : 'in-progress' }
    },

    async commit(id, token, ttlMs) {
      await runScript(COMMIT, prefix + id, [token, String(ttlMs)])
    },

    async release(id, token) {
      await runScript(RELEASE, prefix + id, [token])
    },
  }
}

function invalidOption(name: string, reason: string): TypeError {
  return Object.assign(new TypeError(`telnyx-call: option ${name}: ${reason}.`), { code: 'invalid_option' })
}
