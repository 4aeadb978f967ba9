import t from 'tap'
import { skipWithoutRedis } from '../servers/redis.ts'
import { blockAfterClaim } from './faulty-stores.ts'
import { connectStoreFor, startStoreServer } from './stores.ts'
import { createTestBed } from './test-bed.ts'

t.setTimeout(60_000)

const CALL = 'v3:stored'
const STORE_TIMEOUT_MS = 500

t.test(
  'D7 eight copies of a handled event, each as the event loop is blocked for 600 ms',
  { skip: skipWithoutRedis },
  async (t) => {
    const bed = createTestBed(t)
    const server = await startStoreServer('redis')
    t.teardown(() => server.close())
    const store = await connectStoreFor(t, server.address)
    t.equal(await bed.deliver(await bed.start('express', 0, { deduplication: { store } }), CALL), 200)
    for (let copy = 0; copy < 8; copy += 1) {
      // A guard that has not seen the event has to ask the store.
      const deduplication = { store: blockAfterClaim(store, STORE_TIMEOUT_MS + 100) }
      const app = await bed.start('express', 0, { deduplication })
      t.equal(await bed.deliver(app, CALL, { patienceMs: 20_000 }), 200)
    }
    t.equal((await bed.runs()).length, 1, 'none of them is handled again')
  },
)
