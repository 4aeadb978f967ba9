import type { DeliveryStore } from '@telnyx-call/core'
import { readHolder, toClaimState, toHolder } from './holder.ts'
import { createCommands, type RedisClient, type RedisCommands } from './redis-client.ts'
import { CLAIM, COMMIT, RELEASE, RENEW } from './scripts.ts'

/** Options of {@link createRedisStore}. */
export interface RedisStoreOptions {
  /** A connected client of `redis` or `ioredis`, for a single server or a cluster, Redis or Valkey. Closing it is up to you. */
  readonly client: RedisClient
  /**
   * Prefix of every key; the delivery's id follows. Guards with the same server and prefix share their deliveries, so use a separate prefix
   * for each purpose. Default `'telnyx-call:'`.
   */
  readonly prefix?: string
}

/**
 * Creates a delivery store in Redis, for any number of processes. It uses one key per event and one round trip per operation. While the
 * server is down, the client queues or fails commands as it is configured; the guard waits at most `storeTimeoutMs`.
 *
 * Operations reject with the client's error, or with an Error with a `code`: `store_foreign_value` if the key has a value that something
 * else wrote, which is left unchanged; `store_in_transaction` if the client is inside a MULTI of the application.
 *
 * @throws TypeError (code `invalid_option`) if the client is not from `redis` or `ioredis`, the prefix is not a string, or an option is
 *   unknown.
 *
 * @example
 * import { createClient } from 'redis'
 *
 * const client = createClient({ url: process.env.REDIS_URL, disableOfflineQueue: true })
 * client.on('error', (error) => console.error(error))
 * await client.connect()
 *
 * telnyxCall({ publicKey, deduplication: { store: createRedisStore({ client }) } })
 */
export function createRedisStore({
  client,
  prefix = 'telnyx-call:',
  ...others
}: RedisStoreOptions): DeliveryStore {
  for (const name of Object.keys(others)) throw invalidOption(name, 'unknown option')
  const commands = createCommands(client)
  if (commands === undefined) throw invalidOption('client', 'expected a client of redis or ioredis')
  if (typeof prefix !== 'string') throw invalidOption('prefix', 'expected a string')
  const claimKey = createClaim(commands)

  return {
    async claim(id, token, leaseMs) {
      const [key, own] = [prefix + id, toHolder(token)]
      return toClaimState(await claimKey(key, own, leaseMs), own)
    },

    async renew(id, token, leaseMs) {
      const [key, own] = [prefix + id, toHolder(token)]
      return readHolder(await commands.runScript(RENEW, key, own, String(leaseMs)), key) === own
    },

    async commit(id, _token, rememberMs) {
      const key = prefix + id
      readHolder(await commands.runScript(COMMIT, key, String(rememberMs)), key)
    },

    async release(id, token) {
      const key = prefix + id
      readHolder(await commands.runScript(RELEASE, key, toHolder(token)), key)
    },
  }
}

/** Claims a key and returns the value found there. Uses SET if the server supports it, which costs half as much as a script. */
function createClaim({ setAbsent, runScript }: RedisCommands) {
  let isSetEnough = true

  return async (key: string, own: string, leaseMs: number): Promise<string | undefined> => {
    if (isSetEnough) {
      try {
        const found = readHolder(await setAbsent(key, own, leaseMs), key)
        // A repeated claim has to renew its lease, which SET cannot do.
        if (found !== own) return found
      } catch (error) {
        if (!isSyntaxError(error)) throw error
        // Before Redis 7.0, SET accepts NX or GET, but not both.
        isSetEnough = false
      }
    }
    return readHolder(await runScript(CLAIM, key, own, String(leaseMs)), key)
  }
}

function isSyntaxError(error: unknown): boolean {
  return error instanceof Error && error.message.includes('syntax error')
}

function invalidOption(name: string, reason: string): TypeError {
  return Object.assign(new TypeError(`telnyx-call: option ${name}: ${reason}.`), { code: 'invalid_option' })
}
