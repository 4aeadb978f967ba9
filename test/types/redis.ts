/** Compiled by `pnpm check:types`, never run: each `@ts-expect-error` is a negative test. */
import type { DeliveryStore } from '@telnyx-call/core'
import { createRedisStore } from '@telnyx-call/redis'
import { Cluster, Redis } from 'ioredis'
import { Cluster as Cluster5, Redis as Redis5 } from 'ioredis5'
import { createClient, createClientPool, createCluster } from 'redis'
import { createClient as createClient5, createCluster as createCluster5 } from 'redis5'
import { assertType, type Equal } from './equal.ts'

assertType<Equal<ReturnType<typeof createRedisStore>, DeliveryStore>>()

createRedisStore({ client: createClient() })
createRedisStore({ client: createClient({ RESP: 3 }) })
createRedisStore({ client: createClientPool() })
createRedisStore({ client: createCluster({ rootNodes: [] }) })
createRedisStore({ client: createClient5() })
createRedisStore({ client: createCluster5({ rootNodes: [] }) })
createRedisStore({ client: new Redis(), prefix: 'calls:' })
createRedisStore({ client: new Redis5() })
createRedisStore({ client: new Cluster([]) })
createRedisStore({ client: new Cluster5([]) })
// @ts-expect-error -- the client is not optional
createRedisStore({})
// @ts-expect-error -- a URL is no client
createRedisStore({ client: 'redis://127.0.0.1' })
// @ts-expect-error -- unknown option
createRedisStore({ client: createClient(), ttl: 60 })
