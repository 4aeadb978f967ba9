export type { ClaimState, DeliveryStore } from '@telnyx-call/core'
export type { IoredisClient, NodeRedisClient, RedisClient } from './redis-client.ts'
export { createRedisStore, type RedisStoreOptions } from './redis-store.ts'
