import type { RedisClient } from '@telnyx-call/redis'

/** The packages that the receivers reach Redis with. */
export type ClientName = 'redis' | 'ioredis'

/** A connection to Redis with the client's own defaults for when Redis is away. */
export interface RedisConnection {
  readonly client: RedisClient
  /** Waits for what was sent. */
  close(): Promise<void>
}

/** Each is loaded where it is used, so that a receiver starts fast. */
export const connectClients: Readonly<Record<ClientName, (url: string) => Promise<RedisConnection>>> = {
  async redis(url) {
    const { createClient } = await import('redis')
    const client = createClient({ url })
    // Without a listener the first lost connection would end the process.
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.close() }
  },

  async ioredis(url) {
    const { Redis } = await import('ioredis')
    const client = new Redis(url)
    client.on('error', () => {})
    return {
      client,
      close: async () => {
        await client.quit()
      },
    }
  },
}
