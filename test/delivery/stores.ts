import type { DeliveryStore } from '@telnyx-call/core'
import type { Test } from 'tap'
import { skipWithoutPostgres, startPostgresServer } from '../servers/postgres.ts'
import { skipWithoutRedis, startRedisServer } from '../servers/redis.ts'

export const STORE_KINDS = ['redis', 'postgres'] as const
export type StoreKind = (typeof STORE_KINDS)[number]

/** A store that processes share, as text for another process. */
export interface StoreAddress {
  readonly kind: StoreKind
  readonly url: string
}

/** A store with a connection of its own. */
export interface StoreConnection {
  readonly store: DeliveryStore
  close(): Promise<void>
}

/** A server of its own for a store. */
export interface StoreServer {
  readonly address: StoreAddress
  close(): Promise<void>
}

/** For tap's option `skip`. */
export const skipWithoutServer: Readonly<Record<StoreKind, string | false>> = {
  redis: skipWithoutRedis,
  postgres: skipWithoutPostgres,
}

export async function startStoreServer(kind: StoreKind): Promise<StoreServer> {
  const server = kind === 'redis' ? await startRedisServer() : await startPostgresServer()
  return { address: { kind, url: server.url }, close: () => server.close() }
}

/** Connects, with the client's own defaults for when the server is away. */
export function connectStore({ kind, url }: StoreAddress): Promise<StoreConnection> {
  return connectors[kind](url)
}

/** The same, closed when the test is over. */
export async function connectStoreFor(t: Test, address: StoreAddress): Promise<DeliveryStore> {
  const { store, close } = await connectStore(address)
  t.teardown(close)
  return store
}

/** Clients are loaded where they are used, so that a process starts fast. */
const connectors: Readonly<Record<StoreKind, (url: string) => Promise<StoreConnection>>> = {
  async redis(url) {
    const [{ createClient }, { createRedisStore }] = await Promise.all([
      import('redis'),
      import('@telnyx-call/redis'),
    ])
    const client = createClient({ url })
    // Without a listener the first lost connection would end the process.
    client.on('error', () => {})
    await client.connect()
    return { store: createRedisStore({ client }), close: () => client.close() }
  },

  async postgres(url) {
    const [{ default: pg }, { createPostgresStore, migrate }] = await Promise.all([
      import('pg'),
      import('@telnyx-call/postgres'),
    ])
    const pool = new pg.Pool({ connectionString: url })
    pool.on('error', () => {})
    await migrate(pool)
    return { store: createPostgresStore({ pool }), close: () => pool.end() }
  },
}
