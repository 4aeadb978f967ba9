import t from 'tap'
import { formatFuzz } from './fuzz/report.ts'
import { runFuzz } from './fuzz/run.ts'
import type { Adapter } from './fuzz/server.ts'
import { judgeFuzz } from './fuzz/verdict.ts'

const ADAPTERS: readonly Adapter[] = ['express', 'koa', 'fastify']
const REQUESTS = 500

for (const adapter of ADAPTERS) {
  t.test(`${REQUESTS} requests of all kinds to ${adapter}`, { timeout: 120_000 }, async (t) => {
    const run = await runFuzz({ adapter, seed: 1, requests: REQUESTS })
    const verdict = judgeFuzz(run)
    t.comment(formatFuzz(run, verdict))
    t.strictSame(verdict.strays, [])
    t.strictSame([verdict.unsettled, verdict.oddlySettled], [0, 0])
    t.strictSame(verdict.forgedHandled, [])
    t.strictSame(verdict.lost, [])
    t.strictSame(verdict.repeated, [])
    t.strictSame(verdict.oddAnswers, [])
    t.ok(verdict.isPassed)
    t.ok(run.tally.due.size > REQUESTS / 4, 'many of the requests were good')
    t.ok(run.tally.cut > 10 && run.tally.pipelined > 10, 'some were pipelined, and some were cut')
  })
}
