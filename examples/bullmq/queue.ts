/** What the server and the worker have to agree on. */
export const QUEUE_NAME = 'telnyx-calls'

export const redisUrl = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379'
