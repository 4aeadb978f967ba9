import type { DeliveryStore } from '@telnyx-call/core'
import { readHolder, toClaimState, toHolder } from './holder.ts'
import { createCommands, type RedisClient, type RedisCommands } from './redis-client.ts'
import { CLAIM, COMMIT, RELEASE, RENEW } from './scripts.ts'

/** What {@link createRedisStore} takes. */
export interface RedisStoreOptions {
  /** A connected client of `redis` or `ioredis`, for one server or a cluster, Redis or Valkey. It stays yours to close. */
  readonly client: RedisClient
  /**
   * What every key begins with; the delivery's id follows. Guards with the same server and prefix share what they handled, so give each
   * purpose a prefix of its own. Default `'telnyx-call:'`.
   */
  readonly prefix?: string
}

/**
 * Creates the store of any number of processes: one key per event, and one round trip per verb. What a client does while the
 * server is away (queue, fail) is the client's affair; the guard waits `storeTimeoutMs` at most.
 *
 * Its verbs reject with what the client fails with, or an Error with a `code`: `store_foreign_value` where the key holds what
 * somebody else wrote, which is left as it is; `store_in_transaction` where the client is inside a MULTI of the application.
 *
 * @throws TypeError (code `invalid_option`) if the client is none of `redis` or `ioredis`, the prefix is no text, or there is another
 *   option.
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
  for (const name of Object.keys(others)) throw invalidOption(name, 'there is no such option')
  const commands = createCommands(client)
  if (commands === undefined) throw invalidOption('client', 'wanted a client of the package redis or ioredis')
  if (typeof prefix !== 'string') throw invalidOption('prefix', 'wanted text')
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

/** Claims a key and gives what was found there: by SET, which costs the server half of a script, where it can. */
function createClaim({ setAbsent, runScript }: RedisCommands) {
  let isSetEnough = true

  return async (key: string, own: string, leaseMs: number): Promise<string | undefined> => {
    if (isSetEnough) {
      try {
        const found = readHolder(await setAbsent(key, own, leaseMs), key)
        // The same claim once more: its lease has to start over, which is more than SET can do.
        if (found !== own) return found
      } catch (error) {
        if (!isSyntaxError(error)) throw error
        // Before Redis 7.0, SET takes NX or GET, not both.
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
