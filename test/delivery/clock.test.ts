import { setTimeout as sleep } from 'node:timers/promises'
import { createMemoryStore, type DeduplicationOptions } from '@telnyx-call/core'
import t, { type Test } from 'tap'
import { skipWithoutRedis } from '../servers/redis.ts'
import { send } from './connections.ts'
import { connectStoreFor, startStoreServer } from './stores.ts'
import { createTestBed } from './test-bed.ts'

t.setTimeout(60_000)

const CALL = 'v3:timeless'
const STEPS_MS = { '3 s ahead': 3000, 'an hour back': -3_600_000 }
const STORES: Readonly<Record<string, (t: Test) => Promise<DeduplicationOptions>>> = {
  "the guard's own memory": async () => ({}),
  'a memory store': async () => ({ store: createMemoryStore() }),
  Redis: async (t) => {
    const server = await startStoreServer('redis')
    t.teardown(() => server.close())
    return { store: await connectStoreFor(t, server.address) }
  },
}

t.test('D14 the clock steps while a handler runs', async (t) => {
  for (const [storeName, createDeduplication] of Object.entries(STORES)) {
    for (const [stepName, stepMs] of Object.entries(STEPS_MS)) {
      const skip = storeName === 'Redis' && skipWithoutRedis
      t.test(`${stepName}, with ${storeName}`, { skip }, async (t) => {
        const clock = patchClock(t)
        const bed = createTestBed(t)
        const deduplication = await createDeduplication(t)
        const app = await bed.start('express', 600, { deduplication, now: clock.now })
        const deliver = () => send(app.port, bed.sign(CALL, new Date(clock.now())))

        const original = deliver()
        await sleep(200)
        clock.step(stepMs)
        t.equal(await deliver(), 200, 'a copy waits for the run')
        t.equal(await original, 200)
        t.equal(await deliver(), 200, 'a copy that comes later')
        t.equal((await bed.runs(CALL)).length, 1, 'one run')
      })
    }
  }

  t.test('an hour back, as a handler hangs', async (t) => {
    const clock = patchClock(t)
    const bed = createTestBed(t)
    let runs = 0
    let letGo = () => {}
    const hangs = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const handle = async () => {
      runs += 1
      if (runs === 1) await hangs
    }
    const app = await bed.start('koa', handle, { deduplication: { handlingLimitMs: 500 }, now: clock.now })
    const deliver = () => send(app.port, bed.sign(CALL, new Date(clock.now())), { patienceMs: 1200 })

    const original = deliver()
    await sleep(100)
    clock.step(-3_600_000)
    t.equal(await original, 'gave-up')
    t.equal(await deliver(), 200)
    letGo()
    t.equal(runs, 2, 'its time is over when it should be, and a copy is handled')
  })
})

interface Clock {
  readonly now: () => number
  step(byMs: number): void
}

/** Everything in the process that reads `Date.now` reads this one from now on. */
function patchClock(t: Test): Clock {
  const readTrueTime = Date.now
  let offsetMs = 0
  const now = () => readTrueTime() + offsetMs
  Date.now = now
  t.teardown(() => {
    Date.now = readTrueTime
  })
  return {
    now,
    step(byMs) {
      offsetMs += byMs
    },
  }
}
