import t from 'tap'
import { formatReport } from './chaos/report.ts'
import { runChaos } from './chaos/run.ts'
import { skipWithoutRedis } from './servers/redis.ts'

t.test(
  'no call is lost, and none is handled again for no recorded reason',
  {
    skip: skipWithoutRedis,
    timeout: 120_000,
  },
  async (t) => {
    const run = await runChaos({
      seed: 1,
      calls: 300,
      callsPerSecond: 50,
      receivers: 3,
      kills: 3,
      outageMs: 1500,
      cutShare: 0.05,
    })
    t.comment(formatReport(run))
    const { lost, unacknowledged, unknownCallSids, unexplained, handledOnce, repeated, isPassed } =
      run.verdict
    t.strictSame(lost, [])
    t.strictSame(unacknowledged, [])
    t.strictSame(unknownCallSids, [])
    t.strictSame(unexplained, [])
    t.ok(isPassed)
    t.equal(handledOnce + repeated.length, 300)
    t.equal(run.kills.length, 3)
    t.strictSame(run.kills.map(({ framework }) => framework).sort(), ['express', 'fastify', 'koa'])
    t.ok(run.proxyRecord.cutStatuses.length > 0, 'answers were cut')
    t.ok(
      run.handlings.some(({ deduplicated }) => !deduplicated),
      'calls were taken while the store was away',
    )
  },
)
