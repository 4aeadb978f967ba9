/** Compiled by `pnpm check:types`, never run: each `@ts-expect-error` is a negative test. */
import type { DeliveryStore } from '@telnyx-call/core'
import { createRedisStore } from '@telnyx-call/redis'
import { Cluster, Redis } from 'ioredis'
import { Cluster as Cluster5, Redis as Redis5 } from 'ioredis5'
import { createClient, createClientPool, createCluster, createSentinel, RESP_TYPES } from 'redis'
import * as redis5 from 'redis5'
import { assertType, type Equal } from './equal.ts'

const mapping = { [RESP_TYPES.BLOB_STRING]: Buffer }
const mapping5 = { [redis5.RESP_TYPES.BLOB_STRING]: Buffer }

assertType<Equal<ReturnType<typeof createRedisStore>, DeliveryStore>>()

createRedisStore({ client: createClient() })
createRedisStore({ client: createClient({ RESP: 2 }).withTypeMapping(mapping) })
createRedisStore({ client: createClientPool() })
createRedisStore({ client: createCluster({ rootNodes: [] }) })
createRedisStore({ client: createSentinel({ name: 'main', sentinelRootNodes: [] }) })
createRedisStore({ client: redis5.createClient() })
createRedisStore({ client: redis5.createClient({ RESP: 3 }).withTypeMapping(mapping5) })
createRedisStore({ client: redis5.createClientPool() })
createRedisStore({ client: redis5.createCluster({ rootNodes: [] }) })
createRedisStore({ client: redis5.createSentinel({ name: 'main', sentinelRootNodes: [] }) })
createRedisStore({ client: new Redis() })
createRedisStore({ client: new Cluster([]) })
createRedisStore({ client: new Redis5() })
createRedisStore({ client: new Cluster5([]), prefix: 'calls:' })
// @ts-expect-error -- the client is not optional
createRedisStore({})
// @ts-expect-error -- it takes no address
createRedisStore({ client: 'redis://127.0.0.1:6379' })
// @ts-expect-error -- a promise of a client is none
createRedisStore({ client: createClient().connect() })
// @ts-expect-error -- unknown option
createRedisStore({ client: createClient(), keyPrefix: 'calls:' })
