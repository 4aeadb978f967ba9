import type { Report } from './report.ts'
import { type Measurements, measureInRounds, medianRatio, quantile } from './rounds.ts'
import {
  describeClient,
  type LoadedServer,
  poolLatencies,
  putUnderLoad,
  withServers,
} from './running-server.ts'

const ADAPTIVE = 'adapter'
const SYNCHRONOUS = 'adapter, always synchronous'
const SIDES = [ADAPTIVE, SYNCHRONOUS] as const
const CONNECTIONS = [1, 8, 64, 256]
const PLOTTED_CONNECTIONS = 64
const ROUNDS = 12
const SECONDS_PER_ROUND = 0.4

/** What the thread pool does for throughput and latency, from a lone request to many. */
export async function benchConnections(report: Report): Promise<void> {
  const rows: string[][] = []
  const loaded: LoadedServer[] = []
  let plotted: Measurements = new Map()
  await withServers(
    SIDES.map((side) => ({ framework: 'express', side })),
    async (running) => {
      for (const connections of CONNECTIONS) {
        const servers = await putUnderLoad(running, connections, SECONDS_PER_ROUND)
        const rates = await measureInRounds(servers, ROUNDS)
        const latencies = poolLatencies(servers)
        rows.push([String(connections), ...describeRates(rates), ...describeLatencies(latencies)])
        loaded.push(...servers)
        if (connections === PLOTTED_CONNECTIONS) plotted = latencies
      }
    },
  )

  report.text(`## Connections

The Express adapter with the engine 'nodeCrypto', which verifies a lone request at once and several in the thread pool, beside the
same with an engine that always verifies at once. Each connection has one request on its way. ${ROUNDS} rounds of some
${SECONDS_PER_ROUND} s in turn; latencies in ms, of all rounds together. The pool's second core is the one that the client runs on.
${describeClient(loaded)}
`)
  report.table(
    [
      'connections',
      'ratio',
      'adaptive, requests/s',
      'synchronous, requests/s',
      'adaptive, p50',
      'p99',
      'synchronous, p50',
      'p99',
    ],
    rows,
  )
  await plotLatencies(report, plotted)
}

function describeRates(rates: Measurements): string[] {
  return [
    medianRatio(rates, ADAPTIVE, SYNCHRONOUS).toFixed(2),
    ...SIDES.map((side) => quantile(rates, side, 0.5).toFixed(0)),
  ]
}

function describeLatencies(latencies: Measurements): string[] {
  return SIDES.flatMap((side) => [0.5, 0.99].map((share) => quantile(latencies, side, share).toFixed(2)))
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
