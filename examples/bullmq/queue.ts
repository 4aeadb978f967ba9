import type { Redis } from 'ioredis'

/** What the server and the worker have to agree on. */
export const QUEUE_NAME = 'telnyx-calls'

export const redisUrl = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379'

/** A call that was answered with 200 is in Redis and nowhere else, so Redis has to keep what it was given. */
export async function warnOfLostJobs(client: Redis): Promise<void> {
  const info = await client.info()
  if (!info.includes('aof_enabled:1')) {
    console.warn(
      'WARNING: this Redis has no append-only file: jobs that were answered with 200 are lost when it stops. Start it with --appendonly yes.',
    )
  }
  if (!info.includes('maxmemory_policy:noeviction')) {
    console.warn(
      'WARNING: this Redis drops jobs when its memory is full. Start it with --maxmemory-policy noeviction.',
    )
  }
}
