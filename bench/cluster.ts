import type { Report } from './report.ts'
import { measureInRounds, medianRatio, quantile } from './rounds.ts'
import {
  describeClient,
  poolLatencies,
  putUnderLoad,
  type ServerChoice,
  withServers,
} from './running-server.ts'
import type { Side } from './sides.ts'

const SIDES: readonly Side[] = ['adapter, always synchronous', 'adapter', 'adapter, sodium']
const CHOICES: readonly ServerChoice[] = SIDES.flatMap((side) =>
  [1, 2].map((workers) => ({ framework: 'fastify', side, workers })),
)
const CONNECTIONS = 64
const ROUNDS = 8
const SECONDS_PER_ROUND = 0.4

/** The adapter in workers of `node:cluster`, by engine. */
export async function benchCluster(report: Report): Promise<void> {
  await withServers(CHOICES, async (running) => {
    const servers = await putUnderLoad(running, CONNECTIONS, SECONDS_PER_ROUND)
    const rates = await measureInRounds(servers, ROUNDS)
    const latencies = poolLatencies(servers)
    const base = servers[0]?.name ?? ''

    report.text(`## Cluster

The Fastify adapter in one and two workers of node:cluster, over ${CONNECTIONS} connections. The client competes for the cores: with
two workers, three processes share them. ${ROUNDS} rounds of some ${SECONDS_PER_ROUND} s in turn; the ratio is to ${base};
latencies in ms, of all rounds together. ${describeClient(servers)}
`)
    report.table(
      ['engine, workers', 'ratio', 'requests/s', 'p50', 'p99'],
      servers.map(({ name }) => [
        name,
        medianRatio(rates, name, base).toFixed(2),
        quantile(rates, name, 0.5).toFixed(0),
        quantile(latencies, name, 0.5).toFixed(2),
        quantile(latencies, name, 0.99).toFixed(2),
      ]),
    )
  })
}
