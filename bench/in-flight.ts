import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as waitForEventLoop } from 'node:timers/promises'
import { createReceiver, type Receiver, type WebhookRequest } from '@telnyx-call/core'
import type { EngineChoice } from '@telnyx-call/core/ed25519'
import { sodium } from '@telnyx-call/core/sodium'
import { createTestKeys } from '@telnyx-call/testing'
import { createRequests, receiveAndSettle } from './calls.ts'
import { alwaysSynchronous, createAdaptive } from './engines.ts'
import { createLineChart, type Point } from './line-chart.ts'
import type { Report } from './report.ts'
import { type Measurements, measureInRounds, medianRatio, quantile, quantileOf } from './rounds.ts'

const IN_FLIGHT = [1, 8, 64, 256]
const CALLS = 2048
const ROUNDS = 11
const WARM_UP_ROUNDS = 1

const ALWAYS_SYNCHRONOUS = 'node:crypto, always synchronous'
const ADAPTIVE = 'node:crypto, adaptive'
const SODIUM = 'sodium'

/** Makes the engine for one round, which tells whenever it takes another thread. */
const ENGINES: Readonly<Record<string, (onOffThread: () => void) => EngineChoice>> = {
  [ALWAYS_SYNCHRONOUS]: () => alwaysSynchronous,
  [ADAPTIVE]: createAdaptive,
  [SODIUM]: () => sodium,
}

/** What calls that were received in one go had of it. */
interface Passage {
  readonly callsPerSecond: number
  readonly medianMilliseconds: number
  readonly p99Milliseconds: number
  readonly p99LoopDelayMilliseconds: number
  /** How many were verified on another thread. */
  readonly offThread: number
}

/** A passage a round, by contender. */
type Passages = ReadonlyMap<string, readonly Passage[]>

/** `receive()` with several requests in flight: when another thread pays, and what it does to the event loop. */
export async function benchInFlight(report: Report): Promise<void> {
  const rows: string[][] = []
  const points: Point[] = []
  for (const inFlight of IN_FLIGHT) {
    const passages = await measurePassages(inFlight)
    const rates = select(passages, 'callsPerSecond')
    for (const name of passages.keys()) {
      rows.push([String(inFlight), name, ...describePassages(passages, name)])
      points.push({ series: name, x: inFlight, y: quantile(rates, name, 0.5) })
    }
  }
  report.text(`## Requests in flight

receive() and settling of ${CALLS} calls, so many of them in flight at a time, in one process and without sockets. Adaptive is what
the engine nodeCrypto does: it verifies the first request of a turn of the event loop at once, and all others of that turn in libuv's
thread pool (four threads). Always synchronous is the same engine without its threads. sodium-native verifies on the main thread too, by
other code (libsodium). As with real requests, each call comes by way of the event loop: everybody waits for setImmediate before a call
is received. Latency counts from before that wait, so the time that an event loop is busy with others is in it. The event-loop delay is
what perf_hooks measures between two ticks of a timer of 1 ms: an idle loop has 1 ms or little more, and what is shorter does not show.
Medians of ${ROUNDS} rounds, each contender in turn; a ratio above 1 is more calls per second than always synchronous. The
quietest tenth of the rounds tells more where other work shares the machine, since threads gain only what cores are free.`)
  report.table(
    [
      'in flight',
      'verification',
      'ratio',
      'calls/s',
      'ratio, quietest tenth',
      'calls/s, quietest tenth',
      'latency p50, ms',
      'latency p99, ms',
      'event-loop delay p99, ms',
      'verified off the main thread',
    ],
    rows,
  )
  await report.plot(
    'in-flight',
    'Calls per second over requests in flight, one line for each way to verify',
    createLineChart(points, 'requests in flight', 'calls/s'),
  )
}

async function measurePassages(inFlight: number): Promise<Passages> {
  const keys = createTestKeys()
  const requests = createRequests(keys, CALLS)
  const passages = new Map(Object.keys(ENGINES).map((name) => [name, [] as Passage[]]))
  const contenders = Object.entries(ENGINES).map(([name, createEngine]) => ({
    name,
    run: async () => {
      let offThread = 0
      const engine = createEngine(() => offThread++)
      // One that has seen none of the calls yet.
      const receiver = createReceiver({ publicKey: keys.publicKey, engine })
      const passage = await passThrough(receiver, requests, inFlight)
      passages.get(name)?.push({ ...passage, offThread })
      return passage.callsPerSecond
    },
  }))
  await measureInRounds(contenders, WARM_UP_ROUNDS)
  for (const rounds of passages.values()) rounds.length = 0
  await measureInRounds(contenders, ROUNDS)
  return passages
}

async function passThrough(
  receiver: Receiver,
  requests: readonly WebhookRequest[],
  inFlight: number,
): Promise<Omit<Passage, 'offThread'>> {
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

function select(passages: Passages, measure: keyof Passage): Measurements {
  return new Map([...passages].map(([name, rounds]) => [name, rounds.map((passage) => passage[measure])]))
}

function describePassages(passages: Passages, name: string): string[] {
  const rates = select(passages, 'callsPerSecond')
  const quiet = quantile(rates, name, 0.9)
  const median = (measure: keyof Passage) => quantile(select(passages, measure), name, 0.5)
  return [
    medianRatio(rates, name, ALWAYS_SYNCHRONOUS).toFixed(2),
    median('callsPerSecond').toFixed(0),
    (quiet / quantile(rates, ALWAYS_SYNCHRONOUS, 0.9)).toFixed(2),
    quiet.toFixed(0),
    median('medianMilliseconds').toFixed(2),
    median('p99Milliseconds').toFixed(2),
    median('p99LoopDelayMilliseconds').toFixed(2),
    `${((median('offThread') / CALLS) * 100).toFixed(0)} %`,
  ]
}
