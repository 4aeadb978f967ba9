/** Compiled by `pnpm check:types`, never run: each `@ts-expect-error` is a negative test. */
import type { DeliveryStore } from '@telnyx-call/core'
import { createPostgresStore, handleOnce, migrate } from '@telnyx-call/postgres'
import pg from 'pg'
import { assertType, type Equal } from './equal.ts'

const pool = new pg.Pool()

assertType<Equal<ReturnType<typeof createPostgresStore>, DeliveryStore>>()

createPostgresStore({ pool })
createPostgresStore({ pool: new pg.Client(), table: 'telnyx.calls' })
// @ts-expect-error -- the pool is not optional
createPostgresStore({})
// @ts-expect-error -- it takes no address
createPostgresStore({ pool: 'postgres://127.0.0.1' })
// @ts-expect-error -- unknown option
createPostgresStore({ pool, prefix: 'calls' })

migrate(pool)
migrate(new pg.Client(), { table: 'calls' })

handleOnce(pool, { id: 'an event' }, async (tx) => {
  assertType<Equal<typeof tx, pg.PoolClient>>()
})
handleOnce(pool, undefined, () => {}, { table: 'calls', rememberMs: 1000 })
assertType<Equal<Awaited<ReturnType<typeof handleOnce>>, 'handled' | 'duplicate'>>()
// @ts-expect-error -- a client has no transaction of its own to give out
handleOnce(new pg.Client(), { id: 'an event' }, async () => {})
// @ts-expect-error -- a delivery, not its id
handleOnce(pool, 'an event', async () => {})
