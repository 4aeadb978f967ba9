import type { DeliveryStore } from '@telnyx-call/core'
import { createRedisStore, type RedisClient } from '@telnyx-call/redis'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import type { RedisServer } from '../servers/redis.ts'
import type { StageStore } from './stage-store.ts'
import { pause } from './wire.ts'

const PATIENCE_MILLISECONDS = 5000

/** A client of one of the packages, connected, and how it is closed. */
interface OpenClient {
  readonly client: RedisClient
  close(): void
}

export const openClient = {
  redis: async (url: string): Promise<OpenClient> => {
    const client = createClient({ url })
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  ioredis: async (url: string): Promise<OpenClient> => {
    const client = new Redis(url, { lazyConnect: true })
    client.on('error', () => {})
    await client.connect()
    return { client, close: () => client.disconnect() }
  },
} satisfies Record<string, (url: string) => Promise<OpenClient>>

/** The store on a real server, which has to be running, with a client of its own for every application. */
export function createRedisStageStore(server: RedisServer, clientName: keyof typeof openClient): StageStore {
  const prefix = `${clientName}:${crypto.randomUUID()}:`
  const opened: { store: DeliveryStore; close: () => void }[] = []
  let isStopped = false
  return {
    open: async () => {
      const { client, close } = await openClient[clientName](server.url)
      const store = createRedisStore({ client, prefix })
      opened.push({ store, close })
      return store
    },
    goDown: async () => {
      await server.stop()
      isStopped = true
    },
    stall: server.freeze,
    recover: async () => {
      server.thaw()
      if (isStopped) await server.start()
      isStopped = false
      for (const { store } of opened) await waitForAnswer(store)
    },
    close: async () => {
      for (const { close } of opened) close()
    },
  }
}

/** A client takes a moment to find out that its server is there again. */
async function waitForAnswer(store: DeliveryStore): Promise<void> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS
  for (;;) {
    const claim = await Promise.race([
      (async () => store.claim(crypto.randomUUID(), crypto.randomUUID(), 1000))().catch(() => undefined),
      pause(500).then(() => undefined),
    ])
    if (claim !== undefined) return
    if (Date.now() > deadline) throw new Error('the store does not answer again')
  }
}
