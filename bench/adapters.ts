import type { Report } from './report.ts'
import { type Measurements, measureInRounds, medianRatio, quantile } from './rounds.ts'
import {
  collectProcessorTimes,
  describeClient,
  type LoadedServer,
  putUnderLoad,
  withServers,
} from './running-server.ts'
import type { Framework } from './servers/index.ts'
import { PEERS, type Side } from './sides.ts'

const FRAMEWORKS = ['fastify', 'koa', 'express'] as const
const ADAPTER = 'adapter'
const SYNCHRONOUS = 'adapter, always synchronous'
const BY_HAND = 'by hand'
const SIDES: readonly Side[] = [
  ADAPTER,
  SYNCHRONOUS,
  'adapter, sodium',
  BY_HAND,
  'by hand, tweetnacl',
  'telnyx, JSON',
  '@hookflo/tern',
  'standardwebhooks, HMAC',
  'stripe, HMAC',
]
const CONNECTIONS = 16
const ROUNDS = 10
const ROUNDS_BESIDE_BY_HAND = 30
const SECONDS_PER_ROUND = 0.2

interface Comparison {
  readonly framework: Framework
  readonly servers: readonly LoadedServer[]
  readonly rates: Measurements
  /** More rounds of the adapter and the hand-written handler, since these are closest. */
  readonly ratesBesideByHand: Measurements
}

/** Each adapter beside hand-written handlers and other libraries in the same framework, over loopback sockets. */
export async function benchAdapters(report: Report): Promise<void> {
  const comparisons: Comparison[] = []
  for (const framework of FRAMEWORKS) comparisons.push(await compareSides(framework))

  report.text(`## Adapters beside hand-written handlers and other libraries

Every side answers 200 with the call's CallSid. The adapter verifies with node:crypto; it judges method, content type, encoding,
size and header formats, validates 38 fields, types and freezes the call, and claims and settles the delivery. By hand: read the
body, check the window, verify with node:crypto and a prepared key, decode the form. Requests per second over ${CONNECTIONS}
connections, made anew each round, and in brackets the adapter's over that side's: 1 is as many, 2 is twice as many as that side.
Medians of ${ROUNDS} rounds of some ${SECONDS_PER_ROUND} s in turn, ${ROUNDS_BESIDE_BY_HAND} more for the ratio to the handler by
hand. ${describeClient(comparisons.flatMap(({ servers }) => servers))}
`)
  report.table(
    ['', ...FRAMEWORKS],
    SIDES.map((side) => [side, ...comparisons.map((comparison) => describeRate(comparison, side))]),
  )
  report.text(
    `On one core alone, the synchronous adapter's requests per second over those by hand: ${comparisons
      .map(({ framework, ratesBesideByHand }) => {
        return `${framework} ${medianRatio(ratesBesideByHand, SYNCHRONOUS, BY_HAND).toFixed(2)}`
      })
      .join(', ')}.`,
  )
  report.text(`Microseconds of the server's processor time for a request, all its threads together, and in brackets that side's over the
adapter's: 2 is twice as much. Where cores are scarce this is what counts, and where they are not, the rate.`)
  report.table(
    ['', ...FRAMEWORKS],
    SIDES.map((side) => [side, ...comparisons.map((comparison) => describeTime(comparison, side))]),
  )
  await plotRates(report, comparisons)
  report.text(`What they do not do of the adapter's work, or do otherwise:

${Object.entries(PEERS)
  .map(([name, { leavesOut }]) => `- ${name}: ${leavesOut}`)
  .join('\n')}`)
}

function compareSides(framework: Framework): Promise<Comparison> {
  const choices = SIDES.map((side) => ({ framework, side }))
  return withServers(choices, async (running) => {
    const servers = await putUnderLoad(running, CONNECTIONS, SECONDS_PER_ROUND)
    const closest = servers.filter(({ name }) => [ADAPTER, SYNCHRONOUS, BY_HAND].includes(name))
    return {
      framework,
      servers,
      rates: await measureInRounds(servers, ROUNDS),
      ratesBesideByHand: await measureInRounds(closest, ROUNDS_BESIDE_BY_HAND),
    }
  })
}

function describeRate({ rates, ratesBesideByHand }: Comparison, side: Side): string {
  const rate = quantile(rates, side, 0.5).toFixed(0)
  const ratio = medianRatio(side === BY_HAND ? ratesBesideByHand : rates, ADAPTER, side)
  return `${rate} (${ratio.toFixed(2)})`
}

function describeTime({ servers }: Comparison, side: Side): string {
  const times = collectProcessorTimes(servers)
  return `${quantile(times, side, 0.5).toFixed(0)} (${medianRatio(times, side, ADAPTER).toFixed(2)})`
}

function plotRates(report: Report, comparisons: readonly Comparison[]): Promise<void> {
  const values = comparisons.flatMap(({ framework, rates }) =>
    SIDES.map((side) => ({ framework, side, rate: quantile(rates, side, 0.5) })),
  )
  return report.plot('peers', 'Requests per second of each side in each framework', {
    data: { values },
    mark: 'bar',
    width: 480,
    height: { step: 11 },
    encoding: {
      y: { field: 'side', type: 'nominal', sort: [...SIDES], title: null, axis: { labelLimit: 0 } },
      yOffset: { field: 'framework', sort: [...FRAMEWORKS] },
      x: { field: 'rate', type: 'quantitative', title: 'requests per second' },
      color: { field: 'framework', type: 'nominal', sort: [...FRAMEWORKS], title: null },
    },
  })
}
