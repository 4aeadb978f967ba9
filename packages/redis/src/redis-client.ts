/** A client, client pool or cluster of the package `redis` (5 and 6), as far as the store needs it. */
export interface NodeRedisClient {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
}

/** A client or cluster of the package `ioredis` (5 and 6), as far as the store needs it. */
export interface IoredisClient {
  eval(script: string, keyCount: number, ...keysAndParameters: string[]): Promise<unknown>
  /** Sends any command; clients of `redis` have no such method. */
  call(command: string, ...parameters: string[]): Promise<unknown>
}

export type RedisClient = NodeRedisClient | IoredisClient

/** Runs a script on one key, in one round trip. */
export type RunScript = (script: string, key: string, parameters: readonly string[]) => Promise<unknown>

/** The same words for both kinds of client; `undefined` for what is neither. */
export function createScriptRunner(client: RedisClient): RunScript | undefined {
  if (typeof client?.eval !== 'function') return undefined
  // EVAL and not EVALSHA: the server knows a script again by its text, and there is no second round trip after its restart.
  if (isIoredis(client)) return (script, key, parameters) => client.eval(script, 1, key, ...parameters)
  return (script, key, parameters) => client.eval(script, { keys: [key], arguments: [...parameters] })
}

function isIoredis(client: RedisClient): client is IoredisClient {
  return 'call' in client && typeof client.call === 'function'
}
