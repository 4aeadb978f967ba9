import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as waitForEventLoop } from 'node:timers/promises'
import { createReceiver, type Receiver, type ReceiverOptions, type WebhookRequest } from '@telnyx-call/core'
import { nodeCrypto } from '@telnyx-call/core/ed25519'
import { createTestKeys, type TestKeys } from '@telnyx-call/testing'
import { createRequests, receiveAndSettle } from './calls.ts'
import { createLineChart, type Point } from './line-chart.ts'
import type { Report } from './report.ts'
import { type Measurements, measureInRounds, medianRatio, quantile, quantileOf } from './rounds.ts'

const IN_FLIGHT = [1, 8, 64, 256]
const CALLS = 2048
const ROUNDS = 15
const WARM_UP_ROUNDS = 2

const ALWAYS_SYNCHRONOUS = 'node:crypto, always synchronous'
const ADAPTIVE = "node:crypto, adaptive ('nodeCrypto')"
const SODIUM = "sodium-native ('sodium')"

const ENGINES: Readonly<Record<string, ReceiverOptions['engine']>> = {
  [ALWAYS_SYNCHRONOUS]: {
    name: 'alwaysSynchronous',
    prepareKey: nodeCrypto.prepareKey,
    verify: nodeCrypto.verify,
  },
  [ADAPTIVE]: 'nodeCrypto',
  [SODIUM]: 'sodium',
}

/** What calls that were received in one go had of it. */
interface Passage {
  readonly callsPerSecond: number
  readonly medianMilliseconds: number
  readonly p99Milliseconds: number
  readonly p99LoopDelayMilliseconds: number
}

/** `receive()` with several requests in flight: when another thread pays, and what it does to the event loop. */
export async function benchInFlight(report: Report): Promise<void> {
  const rows: string[][] = []
  const points: Point[] = []
  for (const inFlight of IN_FLIGHT) {
    const passages = await measurePassages(inFlight)
    const rates = select(passages, 'callsPerSecond')
    for (const name of passages.keys()) {
      rows.push(describePassages(passages, rates, inFlight, name))
      points.push({ series: name, x: inFlight, y: quantile(rates, name, 0.5) })
    }
  }
  report.text(`## Requests in flight

receive() and settling of ${CALLS} calls, so many of them in flight at a time, in one process and without sockets. Adaptive is what
the engine nodeCrypto does: a lone request is verified at once, others in libuv's thread pool (four threads). Always synchronous is the
same engine without its threads. sodium-native verifies on the main thread too, by other code (libsodium). As with real requests,
each call comes by way of the event loop: before it is received, everybody waits for setImmediate in the same way. Latency
counts from there, so the wait for an event loop that is busy is in it. The event-loop delay is what perf_hooks measures between two
ticks of a timer of 1 ms: an idle loop has 1 ms or little more, and what is shorter does not show.
Medians of ${ROUNDS} rounds, each contender in turn; a ratio above 1 is more calls per second than always synchronous.
`)
  report.table(
    [
      'in flight',
      'verification',
      'ratio',
      'calls/s',
      'latency p50, ms',
      'latency p99, ms',
      'event-loop delay p99, ms',
    ],
    rows,
  )
  await report.plot(
    'in-flight',
    'Calls per second over requests in flight, one line for each way to verify',
    createLineChart(points, 'requests in flight', 'calls/s'),
  )
}

/** Every round's passage, by contender. */
async function measurePassages(inFlight: number): Promise<ReadonlyMap<string, readonly Passage[]>> {
  const keys = createTestKeys()
  const requests = createRequests(keys, CALLS)
  const passages = new Map(Object.keys(ENGINES).map((name) => [name, [] as Passage[]]))
  const contenders = Object.entries(ENGINES).map(([name, engine]) => ({
    name,
    run: async () => {
      const passage = await passThrough(createFreshReceiver(keys, engine), requests, inFlight)
      passages.get(name)?.push(passage)
      return passage.callsPerSecond
    },
  }))
  await measureInRounds(contenders, WARM_UP_ROUNDS)
  for (const warmUps of passages.values()) warmUps.length = 0
  await measureInRounds(contenders, ROUNDS)
  return passages
}

/** One that has seen none of the calls yet. */
function createFreshReceiver({ publicKey }: TestKeys, engine: ReceiverOptions['engine']): Receiver {
  return createReceiver({ publicKey, ...(engine && { engine }) })
}

async function passThrough(
  receiver: Receiver,
  requests: readonly WebhookRequest[],
  inFlight: number,
): Promise<Passage> {
  const latencies: number[] = []
  const waiting = requests.values()
  const receiveOneByOne = async () => {
    for (const request of waiting) {
      const arrived = performance.now()
      await waitForEventLoop()
      await receiveAndSettle(receiver, request)
      latencies.push(performance.now() - arrived)
    }
  }
  const loopDelay = monitorEventLoopDelay({ resolution: 1 })
  loopDelay.enable()
  const started = performance.now()
  await Promise.all(Array.from({ length: inFlight }, receiveOneByOne))
  const seconds = (performance.now() - started) / 1000
  loopDelay.disable()
  return {
    callsPerSecond: requests.length / seconds,
    medianMilliseconds: quantileOf(latencies, 0.5),
    p99Milliseconds: quantileOf(latencies, 0.99),
    p99LoopDelayMilliseconds: loopDelay.percentile(99) / 1e6,
  }
}

function select(passages: ReadonlyMap<string, readonly Passage[]>, measure: keyof Passage): Measurements {
  return new Map([...passages].map(([name, rounds]) => [name, rounds.map((passage) => passage[measure])]))
}

function describePassages(
  passages: ReadonlyMap<string, readonly Passage[]>,
  rates: Measurements,
  inFlight: number,
  name: string,
): string[] {
  const median = (measure: keyof Passage) => quantile(select(passages, measure), name, 0.5)
  return [
    String(inFlight),
    name,
    medianRatio(rates, name, ALWAYS_SYNCHRONOUS).toFixed(2),
    median('callsPerSecond').toFixed(0),
    median('medianMilliseconds').toFixed(2),
    median('p99Milliseconds').toFixed(2),
    median('p99LoopDelayMilliseconds').toFixed(2),
  ]
}
