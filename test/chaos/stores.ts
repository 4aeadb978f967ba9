import type { DeduplicationOptions, Delivery } from '@telnyx-call/core'

/** The packages that the receivers reach their store with. */
export type ClientName = 'redis' | 'ioredis' | 'pg'

/** A connection to the store, with the client's own defaults for when it is away. */
export interface StoreConnection {
  /** The guard's option. */
  readonly deduplication: false | DeduplicationOptions
  /** Runs the work of a handler, and notes that the call was handled where it is its own transaction that does so. */
  handle(delivery: Delivery, work: () => Promise<void>): Promise<'handled' | 'duplicate'>
  /** Waits for what was sent. */
  close(): Promise<void>
}

type Connect = (url: string) => Promise<StoreConnection>

/** Each is loaded where it is used, so that a receiver starts fast. */
export const connectStores: Readonly<Record<ClientName, Connect>> = {
  async redis(url) {
    const [{ createClient }, { createRedisStore }] = await Promise.all([
      import('redis'),
      import('@telnyx-call/redis'),
    ])
    const client = createClient({ url })
    // Without a listener the first lost connection would end the process.
    client.on('error', () => {})
    await client.connect()
    return { ...guardedBy({ store: createRedisStore({ client }) }), close: () => client.close() }
  },

  async ioredis(url) {
    const [{ Redis }, { createRedisStore }] = await Promise.all([
      import('ioredis'),
      import('@telnyx-call/redis'),
    ])
    const client = new Redis(url)
    client.on('error', () => {})
    const close = async () => {
      await client.quit()
    }
    return { ...guardedBy({ store: createRedisStore({ client }) }), close }
  },

  async pg(url) {
    const [{ default: pg }, { createPostgresStore }] = await Promise.all([
      import('pg'),
      import('@telnyx-call/postgres'),
    ])
    const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 500, query_timeout: 500 })
    pool.on('error', () => {})
    return { ...guardedBy({ store: createPostgresStore({ pool }) }), close: () => pool.end() }
  },
}

/** The inbox: a row for each call, written in the transaction that notes its event. */
export async function connectInbox(url: string): Promise<StoreConnection> {
  const [{ default: pg }, { handleOnce }] = await Promise.all([import('pg'), import('@telnyx-call/postgres')])
  // Every run holds a connection for as long as it takes, and every copy that waits for it.
  const pool = new pg.Pool({ connectionString: url, max: 60, connectionTimeoutMillis: 5000 })
  pool.on('error', () => {})
  return {
    deduplication: false,
    handle: (delivery, work) =>
      handleOnce(pool, delivery, async (tx) => {
        await work()
        await tx.query('INSERT INTO handled_calls (call_sid) VALUES ($1)', [delivery.call?.CallSid])
      }),
    close: () => pool.end(),
  }
}

function guardedBy(deduplication: DeduplicationOptions): Omit<StoreConnection, 'close'> {
  return {
    deduplication,
    handle: async (_delivery, work) => {
      await work()
      return 'handled'
    },
  }
}
