/** The parts of a client, client pool or cluster of the package `redis` (5 and 6) that the store uses. */
export interface NodeRedisClient {
  set(
    key: string,
    value: string,
    options: { expiration: { type: 'PX'; value: number }; condition: 'NX'; GET: true },
  ): Promise<unknown>
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
}

/** The parts of a client or cluster of the package `ioredis` (5 and 6) that the store uses. */
export interface IoredisClient {
  set(
    key: string,
    value: string,
    unit: 'PX',
    durationMs: number,
    condition: 'NX',
    get: 'GET',
  ): Promise<unknown>
  eval(script: string, keyCount: number, ...keysAndParameters: string[]): Promise<unknown>
  /** Sends any command. Clients of `redis` have no such method. */
  call(command: string, ...parameters: string[]): Promise<unknown>
}

export type RedisClient = NodeRedisClient | IoredisClient

/** The commands that the store sends, each in one round trip. */
export interface RedisCommands {
  /** `SET key value NX GET PX durationMs`: sets the key if it does not exist. Returns the previous value. */
  setAbsent(key: string, value: string, durationMs: number): Promise<unknown>
  /** Runs a script on one key. */
  runScript(script: string, key: string, ...parameters: readonly string[]): Promise<unknown>
}

/** Creates the same commands for both kinds of client; `undefined` for anything else. */
export function createCommands(client: RedisClient): RedisCommands | undefined {
  if (typeof client?.eval !== 'function' || typeof client.set !== 'function') return undefined
  // EVAL rather than EVALSHA: the server caches scripts by their text, and no second round trip is needed after it restarts.
  if (isIoredis(client)) {
    return {
      setAbsent: (key, value, durationMs) => client.set(key, value, 'PX', durationMs, 'NX', 'GET'),
      runScript: (script, key, ...parameters) => client.eval(script, 1, key, ...parameters),
    }
  }
  return {
    setAbsent: (key, value, durationMs) => {
      const expiration = { type: 'PX', value: durationMs } as const
      return client.set(key, value, { expiration, condition: 'NX', GET: true })
    },
    runScript: (script, key, ...parameters) =>
      client.eval(script, { keys: [key], arguments: [...parameters] }),
  }
}

function isIoredis(client: RedisClient): client is IoredisClient {
  return 'call' in client && typeof client.call === 'function'
}
