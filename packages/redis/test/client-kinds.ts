import type { RedisClient } from '@telnyx-call/redis'
import * as ioredis6 from 'ioredis'
import * as ioredis5 from 'ioredis5'
import * as redis6 from 'redis'
import * as redis5 from 'redis5'

/** A connected client, and the end of its connections. */
export interface Connection {
  readonly client: RedisClient
  close(): unknown
}

/** A way to set up a client. */
export interface ClientKind {
  readonly name: string
  connect(url: string): Promise<Connection>
}

/** The clients that the store is made for, in every set-up that changes how they send or what they answer. */
export const clientKinds: readonly ClientKind[] = [
  { name: 'redis 6', connect: (url) => openNodeRedis(redis6.createClient({ url })) },
  { name: 'redis 6 with RESP 2', connect: (url) => openNodeRedis(redis6.createClient({ url, RESP: 2 })) },
  {
    name: 'redis 6 with buffers',
    connect: async (url) => {
      const client = redis6.createClient({ url })
      const connection = await openNodeRedis(client)
      return { ...connection, client: client.withTypeMapping({ [redis6.RESP_TYPES.BLOB_STRING]: Buffer }) }
    },
  },
  {
    name: 'redis 6 in a pool',
    connect: (url) => openNodeRedis(redis6.createClientPool({ url }, { minimum: 2, maximum: 4 })),
  },
  { name: 'redis 5', connect: (url) => openNodeRedis(redis5.createClient({ url })) },
  { name: 'redis 5 with RESP 3', connect: (url) => openNodeRedis(redis5.createClient({ url, RESP: 3 })) },
  {
    name: 'redis 5 with buffers',
    connect: async (url) => {
      const client = redis5.createClient({ url })
      const connection = await openNodeRedis(client)
      return { ...connection, client: client.withTypeMapping({ [redis5.RESP_TYPES.BLOB_STRING]: Buffer }) }
    },
  },
  {
    name: 'redis 5 in a pool',
    connect: (url) => openNodeRedis(redis5.createClientPool({ url }, { minimum: 2, maximum: 4 })),
  },
  { name: 'ioredis 6', connect: async (url) => openIoredis(new ioredis6.Redis(url)) },
  {
    name: 'ioredis 6 with automatic pipelines',
    connect: async (url) => openIoredis(new ioredis6.Redis(url, { enableAutoPipelining: true })),
  },
  { name: 'ioredis 5', connect: async (url) => openIoredis(new ioredis5.Redis(url)) },
]

/** The same, for a cluster: each takes the address of one node. */
export const clusterKinds: readonly ClientKind[] = [
  { name: 'redis 6', connect: (url) => openNodeRedis(redis6.createCluster({ rootNodes: [{ url }] })) },
  { name: 'redis 5', connect: (url) => openNodeRedis(redis5.createCluster({ rootNodes: [{ url }] })) },
  { name: 'ioredis 6', connect: async (url) => openIoredis(new ioredis6.Cluster([url])) },
  { name: 'ioredis 5', connect: async (url) => openIoredis(new ioredis5.Cluster([url])) },
]

/** What the clients, pools and clusters of both majors of `redis` have in common. */
export type NodeRedis = RedisClient & {
  on(event: 'error', listener: () => void): unknown
  connect(): Promise<unknown>
  destroy(): unknown
}

export async function openNodeRedis(client: NodeRedis): Promise<Connection> {
  // Without a listener a broken connection would end the process.
  client.on('error', () => {})
  await client.connect()
  return { client, close: () => client.destroy() }
}

export type Ioredis = RedisClient & {
  on(event: 'error', listener: () => void): unknown
  disconnect(): void
}

export function openIoredis(client: Ioredis): Connection {
  client.on('error', () => {})
  return { client, close: () => client.disconnect() }
}
