import { drawChart, formatTable, type Section } from './report.ts'
import { countRounds, findQuantile, findRatio, type Measurements } from './rounds.ts'
import { type Round, type RunningServer, startServer } from './running-server.ts'
import { SIDES } from './sides.ts'

const FRAMEWORKS = ['fastify', 'koa', 'express']
const ADAPTER = 'adapter'
const ROUNDS = countRounds(20)

/** What the rounds of one framework measured, by side. */
type Comparison = ReadonlyMap<string, readonly Round[]>

/** Each adapter beside hand-written handlers and other libraries in the same framework, over loopback sockets. */
export async function compareAdapters(): Promise<Section> {
  const comparisons: Comparison[] = []
  for (const framework of FRAMEWORKS) comparisons.push(await compareSides(framework))
  const rounds = comparisons.flatMap((comparison) => [...comparison.values()].flat())
  const clientShare = Math.max(...rounds.map((round) => round.clientShare))
  const rates = comparisons.map((comparison) => select(comparison, 'requestsPerSecond'))
  const times = comparisons.map((comparison) => select(comparison, 'processorTimeUs'))
  const latencies = comparisons.map((comparison) => select(comparison, 'p99Ms'))
  return {
    charts: { 'peers.svg': await drawRates(rates) },
    markdown: `## Adapters beside hand-written handlers and other libraries

Every side answers 200 with the call's CallSid. The adapter verifies with node:crypto, or with sodium-native; it judges method, content type,
encoding, size and header formats, validates 38 fields, types and freezes the call, and claims and settles the delivery. By hand: read
the body, check the window, verify with node:crypto and a prepared key, decode the form. ${ROUNDS} rounds of some 0.25 s over 16 connections, each side
in turn; all values are medians. The client took at most ${clientShare.toFixed(2)} of one core.

Microseconds of the server's processor time for a request, all its threads together, and in brackets that side's over the adapter's: 2 is
twice as much. Where cores are scarce this is what counts.

${formatSides(times, (measured, side) => {
  const time = findQuantile(measured.get(side))
  return `${time.toFixed(0)} (${findRatio(measured, side, ADAPTER).toFixed(2)})`
})}
Requests per second, and in brackets the adapter's over that side's: 2 is twice as many as that side.

${formatSides(rates, (measured, side) => {
  const rate = findQuantile(measured.get(side))
  return `${rate.toFixed(0)} (${findRatio(measured, ADAPTER, side).toFixed(2)})`
})}
![Requests per second of each side in each framework](peers.svg)

The slowest hundredth of the answers took at least so many milliseconds:

${formatSides(latencies, (measured, side) => findQuantile(measured.get(side)).toFixed(1))}
What they do not do of the adapter's work, or do otherwise:

${Object.entries(SIDES)
  .flatMap(([name, { leavesOut }]) => (leavesOut ? [`- ${name}: ${leavesOut}\n`] : []))
  .join('')}`,
  }
}

async function compareSides(framework: string): Promise<Comparison> {
  const servers: RunningServer[] = []
  const rounds = new Map(Object.keys(SIDES).map((side) => [side, [] as Round[]]))
  try {
    for (const side of Object.keys(SIDES)) servers.push(await startServer(framework, side))
    for (let round = 0; round < ROUNDS; round++) {
      for (const { side, measureRound } of servers) rounds.get(side)?.push(await measureRound())
    }
    return rounds
  } finally {
    for (const server of servers) server.end()
  }
}

function select(comparison: Comparison, measure: keyof Round): Measurements {
  return new Map([...comparison].map(([side, rounds]) => [side, rounds.map((round) => round[measure])]))
}

function formatSides(
  measured: readonly Measurements[],
  formatCell: (measured: Measurements, side: string) => string,
): string {
  const rows = Object.keys(SIDES).map((side) => [side, ...measured.map((ofOne) => formatCell(ofOne, side))])
  return formatTable(['', ...FRAMEWORKS], rows)
}

function drawRates(rates: readonly Measurements[]): Promise<string> {
  const sides = Object.keys(SIDES)
  const values = rates.flatMap((measured, index) =>
    sides.map((side) => ({ framework: FRAMEWORKS[index], side, rate: findQuantile(measured.get(side)) })),
  )
  return drawChart({
    data: { values },
    mark: 'bar',
    width: 480,
    height: { step: 11 },
    encoding: {
      y: { field: 'side', type: 'nominal', sort: sides, title: null, axis: { labelLimit: 0 } },
      yOffset: { field: 'framework', sort: FRAMEWORKS },
      x: { field: 'rate', type: 'quantitative', title: 'requests per second' },
      color: { field: 'framework', type: 'nominal', sort: FRAMEWORKS, title: null },
    },
  })
}
