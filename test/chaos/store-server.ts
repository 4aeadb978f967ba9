import { startPostgresServer } from '../servers/postgres.ts'
import { startRedisServer } from '../servers/redis.ts'
import type { StoreName } from './settings.ts'

/** A server of Redis or PostgreSQL, as far as chaos needs it. */
export interface StoreServer {
  readonly url: string
  isAnswering(): Promise<boolean>
  freeze(): void
  thaw(): void
  /** Ends it without warning. */
  kill(): Promise<void>
  /** Starts it again with what it had written. */
  start(): Promise<void>
  close(): Promise<void>
}

/** Six receivers with a pool of 60 connections each, and a few more. */
const MAX_CONNECTIONS = '400'

/** What each server says it has written outlives its end. */
export const startStoreServer: Readonly<Record<StoreName, () => Promise<StoreServer>>> = {
  redis: () => startRedisServer({ keepsData: true, configuration: ['--appendfsync', 'always'] }),
  postgres: () => startPostgresServer({ configuration: { max_connections: MAX_CONNECTIONS } }),
}
