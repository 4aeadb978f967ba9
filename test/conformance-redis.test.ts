import t from 'tap'
import { conformanceCases } from './conformance/cases/index.ts'
import { allHosts } from './conformance/hosts/index.ts'
import { findObstacle } from './conformance/obstacles.ts'
import { runCase } from './conformance/run-case.ts'
import { createRedisStageStore } from './conformance/stores.ts'
import { skipWithoutRedis, startRedisServer } from './servers/redis.ts'

t.setTimeout(300_000)

const strays: unknown[] = []
process.on('unhandledRejection', (reason) => strays.push(reason))
process.on('uncaughtExceptionMonitor', (error) => strays.push(error))

const deliveryCases = conformanceCases.filter((each) => 'usesStore' in each && each.usesStore)

t.test('deliveries whose store is a real Redis', { skip: skipWithoutRedis }, async (t) => {
  t.ok(deliveryCases.length >= 20, `${deliveryCases.length} cases`)
  const server = await startRedisServer()
  t.teardown(() => server.close())
  for (const clientName of ['redis', 'ioredis'] as const) {
    for (const deliveryCase of deliveryCases) {
      for (const host of allHosts) {
        if (findObstacle(deliveryCase, host)) continue
        await t.test(`${deliveryCase.id}, ${clientName}, ${host.name}`, async (t) => {
          const store = createRedisStageStore(server, clientName)
          t.teardown(() => store.close())
          await runCase(deliveryCase, host, { store })
        })
      }
    }
  }
  t.strictSame(strays, [], 'no rejection and no exception went unhandled')
})
