import assert from 'node:assert/strict'
import { migrate } from '@telnyx-call/postgres'
import fc from 'fast-check'
import pg from 'pg'
import { createClient } from 'redis'
import t from 'tap'
import { skipWithoutPostgres, startPostgresServer } from '../servers/postgres.ts'
import { skipWithoutRedis, startRedisServer } from '../servers/redis.ts'
import { DeliveryModel } from './delivery-model.ts'
import { createMemoryStage, createPostgresStage, createRedisStage, SlowLineStage } from './stages.ts'
import { storeCommands } from './store-commands.ts'

t.setTimeout(120_000)

const tokens = ['x', 'y', 'z']
const fewIds = { ids: ['a', 'b', 'c'], tokens, leases: [1, 2, 5], memories: [1, 3, 8] }
// One lease and one time to be remembered, as a guard has them.
const manyIds = { ids: ['a', 'b', 'c', 'd', 'e', 'f'], tokens, leases: [3], memories: [6] }

t.test('the memory store does what the model does', async () => {
  const property = fc.asyncProperty(storeCommands(fewIds), async (commands) => {
    await fc.asyncModelRun(() => ({ model: new DeliveryModel(), real: createMemoryStage() }), commands)
  })
  await fc.assert(property, { numRuns: 2000 })
})

t.test('the memory store forgets what the model forgets where it is full', async () => {
  const maxIds = fc.integer({ min: 1, max: 5 })
  const property = fc.asyncProperty(maxIds, storeCommands(manyIds), async (maxIds, commands) => {
    const setup = () => ({ model: new DeliveryModel(maxIds), real: createMemoryStage(maxIds) })
    await fc.asyncModelRun(setup, commands)
  })
  await fc.assert(property, { numRuns: 2000 })
})

t.test('the Redis store does what the model does', { skip: skipWithoutRedis }, async (t) => {
  const server = await startRedisServer()
  const client = createClient({ url: server.url })
  await client.connect()
  t.teardown(async () => {
    client.destroy()
    await server.close()
  })

  t.test('one verb after the other', async () => {
    const property = fc.asyncProperty(storeCommands(fewIds), (commands) =>
      onEmptyServer(async () => {
        const real = createRedisStage(client)
        await fc.asyncModelRun(() => ({ model: new DeliveryModel(), real }), commands)
      }),
    )
    await fc.assert(property, { numRuns: 300 })
  })

  t.test('with verbs that arrive in any order, late, or twice', async () => {
    const property = fc.asyncProperty(fc.scheduler(), storeCommands(fewIds), (scheduler, commands) =>
      onEmptyServer(async () => {
        const real = new SlowLineStage(client, scheduler)
        await fc.scheduledModelRun(scheduler, () => ({ model: new DeliveryModel(), real }), commands)
        await real.finish()
      }),
    )
    await fc.assert(property, { numRuns: 300 })
  })

  async function onEmptyServer(run: () => Promise<void>): Promise<void> {
    await client.flushAll()
    const startedAt = performance.now()
    await run()
    assert.ok(performance.now() - startedAt < 30_000, 'real time has to be nothing beside minutes')
  }
})

t.test('the PostgreSQL store does what the model does', { skip: skipWithoutPostgres }, async (t) => {
  const server = await startPostgresServer()
  const pool = new pg.Pool({ connectionString: server.url, max: 1 })
  t.teardown(async () => {
    await pool.end()
    await server.close()
  })
  await migrate(pool)
  const property = fc.asyncProperty(storeCommands(fewIds), async (commands) => {
    await pool.query('TRUNCATE telnyx_call_deliveries')
    const startedAt = performance.now()
    const real = createPostgresStage(pool)
    await fc.asyncModelRun(() => ({ model: new DeliveryModel(), real }), commands)
    assert.ok(performance.now() - startedAt < 30_000, 'real time has to be nothing beside minutes')
  })
  await fc.assert(property, { numRuns: 150 })
})
