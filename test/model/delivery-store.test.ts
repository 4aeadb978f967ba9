import assert from 'node:assert/strict'
import fc from 'fast-check'
import { createClient } from 'redis'
import t from 'tap'
import { skipWithoutRedis, startRedisServer } from '../servers/redis.ts'
import { DeliveryModel } from './delivery-model.ts'
import { createMemoryStage, createRedisStage, SlowLineStage } from './stages.ts'
import { storeCommands } from './store-commands.ts'

t.setTimeout(120_000)

const fewIds = { ids: ['a', 'b', 'c'], leases: [1, 2, 5], ttls: [1, 3, 8] }
// One lease and one time to live, as a receiver has them.
const manyIds = { ids: ['a', 'b', 'c', 'd', 'e', 'f'], leases: [3], ttls: [6] }

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
