import t from 'tap'
import { assertSmallRun } from './chaos/small-run.ts'
import { skipWithoutRedis } from './servers/redis.ts'

t.test(
  'the guard loses no call, and lets none be handled again for no recorded reason',
  { skip: skipWithoutRedis },
  async (t) => {
    const { journal } = await assertSmallRun(t, { seed: 1, store: 'redis', isInbox: false })
    t.ok(
      journal.handlings.some(({ deduplicated }) => !deduplicated),
      'calls were taken while the store was away',
    )
  },
)
