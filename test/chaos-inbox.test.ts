import t from 'tap'
import { assertSmallRun } from './chaos/small-run.ts'
import { skipWithoutPostgres } from './servers/postgres.ts'

t.test('with the inbox, no call is handled twice', { skip: skipWithoutPostgres }, async (t) => {
  const { verdict } = await assertSmallRun(t, { seed: 1, store: 'postgres', isInbox: true })
  t.strictSame(verdict.repeated, [])
})
