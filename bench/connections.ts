import type { Report } from './report.ts'
import { type Measurements, measureInRounds, medianRatio, quantile } from './rounds.ts'
import {
  describeClient,
  type LoadedServer,
  poolLatencies,
  putUnderLoad,
  withServers,
} from './running-server.ts'
import type { Side } from './sides.ts'

const ADAPTIVE = 'adapter'
const SYNCHRONOUS = 'adapter, always synchronous'
const THREAD_POOL = 'adapter, always thread pool'
const SIDES = [ADAPTIVE, SYNCHRONOUS, THREAD_POOL] as const
const CONNECTIONS = [1, 8, 64, 256]
const PLOTTED_CONNECTIONS = 64
const ROUNDS = 5
const SECONDS_PER_ROUND = 1

/** What the thread pool does for throughput and latency, from a lone request to many. */
export async function benchConnections(report: Report): Promise<void> {
  const rows: string[][] = []
  const loaded: LoadedServer[] = []
  let plotted: Measurements = new Map()
  await withServers(
    SIDES.map((side) => ({ framework: 'fastify', side })),
    async (running) => {
      for (const connections of CONNECTIONS) {
        const servers = await putUnderLoad(running, connections, SECONDS_PER_ROUND)
        const rates = await measureInRounds(servers, ROUNDS)
        const latencies = poolLatencies(servers)
        rows.push(
          ...SIDES.map((side) => [`${connections}, ${side}`, ...describeSide(side, rates, latencies)]),
        )
        loaded.push(...servers)
        if (connections === PLOTTED_CONNECTIONS) plotted = latencies
      }
    },
  )

  report.text(`## Connections

The Fastify adapter with the engine 'nodeCrypto', which verifies the first request of a turn of the event loop at once and the
others of that turn in the thread pool; the same with an engine that always verifies at once, and with one that always does in the pool.
Each connection has one request on its way. ${ROUNDS} rounds of some ${SECONDS_PER_ROUND} s in turn; the ratio is to the one that always verifies at
once; latencies in ms, of all rounds together. The pool's second core is the one that the client runs on. ${describeClient(loaded)}
`)
  report.table(['connections, engine', 'ratio', 'requests/s', 'p50', 'p99'], rows)
  await plotLatencies(report, plotted)
}

function describeSide(side: Side, rates: Measurements, latencies: Measurements): string[] {
  return [
    medianRatio(rates, side, SYNCHRONOUS).toFixed(2),
    quantile(rates, side, 0.5).toFixed(0),
    quantile(latencies, side, 0.5).toFixed(2),
    quantile(latencies, side, 0.99).toFixed(2),
  ]
}

function plotLatencies(report: Report, latencies: Measurements): Promise<void> {
  const shares = Array.from({ length: 200 }, (_, index) => index / 200)
  const values = SIDES.flatMap((side) =>
    shares.map((share) => ({ side, share, latency: quantile(latencies, side, share) })),
  )
  return report.plot('latency', `Distribution of latencies over ${PLOTTED_CONNECTIONS} connections`, {
    data: { values },
    mark: 'line',
    width: 480,
    height: 280,
    encoding: {
      x: {
        field: 'latency',
        type: 'quantitative',
        scale: { type: 'log', nice: false },
        title: `latency over ${PLOTTED_CONNECTIONS} connections, ms`,
      },
      y: { field: 'share', type: 'quantitative', axis: { format: '%' }, title: 'answered by then' },
      color: { field: 'side', type: 'nominal', sort: [...SIDES], title: null, legend: { labelLimit: 0 } },
    },
  })
}
