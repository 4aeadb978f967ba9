import { createMemoryStore } from '@telnyx-call/core'
import t from 'tap'
import { type App, FRAMEWORKS, type GuardedRoutes } from './apps.ts'
import type { Answer } from './connections.ts'
import { createTestBed, type TestBed } from './test-bed.ts'

t.setTimeout(60_000)

const CALLBACK = '/calls'
const FAILOVER = '/calls-failover'
const ONE_GUARD: RoutePlan = [{ paths: [CALLBACK, FAILOVER] }]
const TWO_GUARDS: RoutePlan = [{ paths: [CALLBACK] }, { paths: [FAILOVER] }]

type RoutePlan = readonly Omit<GuardedRoutes, 'options'>[]

t.test('D11 a call comes to the callback and to the failover URL of one process', async (t) => {
  for (const framework of FRAMEWORKS) {
    t.test(framework, async (t) => {
      const bed = createTestBed(t)
      const one = await bed.startRoutes(framework, 50, ONE_GUARD)
      t.strictSame(await deliverToBoth(bed, one, 'v3:one'), [200, 200])
      t.equal((await bed.runs('v3:one')).length, 1, 'one guard on both routes: handled once')

      const deduplication = { store: createMemoryStore() }
      const shared = await bed.startRoutes(framework, 50, TWO_GUARDS, { deduplication })
      t.strictSame(await deliverToBoth(bed, shared, 'v3:shared'), [200, 200])
      t.equal((await bed.runs('v3:shared')).length, 1, 'two guards with one store: handled once')

      const two = await bed.startRoutes(framework, 50, TWO_GUARDS)
      t.strictSame(await deliverToBoth(bed, two, 'v3:two'), [200, 200])
      t.equal((await bed.runs('v3:two')).length, 2, 'two guards that share nothing: handled by each')
    })
  }
})

/** At the same time, so that one of them has to wait for the other. */
function deliverToBoth(bed: TestBed, app: App, callSid: string): Promise<readonly Answer[]> {
  return Promise.all([CALLBACK, FAILOVER].map((path) => bed.deliver(app, callSid, { path })))
}
