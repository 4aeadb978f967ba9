export type { ClaimState, DeliveryStore } from '@telnyx-call/core'
export { type HandleOnceOptions, handleOnce } from './inbox.ts'
export { migrate } from './migrate.ts'
export type {
  ClientOf,
  PostgresClient,
  PostgresPool,
  PostgresResult,
  PostgresRunner,
} from './postgres-client.ts'
export { createPostgresStore, type PostgresStoreOptions } from './postgres-store.ts'
