/**
 * `pnpm fuzz`: 50,000 requests over raw sockets to every adapter in turn: good, forged, stale, malformed, oversized, pipelined, cut anywhere. Prints
 * what came of them; exits 1 where anything was thrown unheard, left unsettled, wrongly handled or wrongly answered, or memory grew.
 */
import { parseArgs } from 'node:util'
import { formatFuzz } from './report.ts'
import { runFuzz } from './run.ts'
import type { Adapter } from './server.ts'
import { judgeFuzz } from './verdict.ts'

const ADAPTERS: readonly Adapter[] = ['express', 'koa', 'fastify']

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '50000' },
    seed: { type: 'string', default: '1' },
    adapter: { type: 'string' },
  },
})
for (const adapter of ADAPTERS) {
  if (values.adapter !== undefined && values.adapter !== adapter) continue
  const requests = Math.ceil(Number(values.requests) / (values.adapter === undefined ? ADAPTERS.length : 1))
  const run = await runFuzz({ adapter, seed: Number(values.seed), requests })
  const verdict = judgeFuzz(run)
  console.log(formatFuzz(run, verdict))
  if (!verdict.isPassed) process.exitCode = 1
}
