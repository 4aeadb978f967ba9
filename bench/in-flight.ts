import { setImmediate as nextTurn } from 'node:timers/promises'
import { createReceiver, type Receiver, type WebhookRequest } from '@telnyx-call/core'
import { type Ed25519Engine, nodeCrypto } from '@telnyx-call/core/ed25519'
import { formatTable, type Section } from './report.ts'
import { addTask, countRounds, createBench, findQuantile, findRatio, measureInRounds } from './rounds.ts'
import { keys, receiveAndSettle, signCall, toWebhookRequest } from './tasks.ts'

const IN_FLIGHT = [1, 8, 64]
const CALLS = 2048
const ROUNDS = countRounds(11)

const ADAPTIVE = 'adaptive'
const SYNCHRONOUS = 'always synchronous'

/** What the calls of all rounds had of it. */
interface Passage {
  readonly latencies: number[]
  offThread: number
}

/** `receive()` with several requests in flight: when another thread pays. */
export async function compareInFlight(): Promise<Section> {
  const rows: string[][] = []
  for (const inFlight of IN_FLIGHT) rows.push(...(await measurePassages(inFlight)))
  return {
    markdown: `## Requests in flight

receive() and settling of ${CALLS} calls, so many of them in flight at a time, in one process and without sockets. Adaptive is what the engine
nodeCrypto does: it verifies the first request of a turn of the event loop at once, and all others of that turn in libuv's thread pool. Always
synchronous is the same engine without its threads. As with real requests, each call comes by way of the event loop: everybody waits for
setImmediate before a call is received, and latency counts from before that wait. Medians of ${ROUNDS} rounds of each in turn; a ratio above 1 is
more calls per second than always synchronous.

${formatTable(['in flight', 'verification', 'ratio', 'calls/s', 'latency p50, ms', 'p99, ms', 'verified off the main thread'], rows)}`,
  }
}

async function measurePassages(inFlight: number): Promise<string[][]> {
  const bench = createBench(1)
  const passages = new Map<string, Passage>()
  for (const name of [ADAPTIVE, SYNCHRONOUS]) {
    const passage: Passage = { latencies: [], offThread: 0 }
    passages.set(name, passage)
    const engine = createEngine(name, passage)
    const createInput = () => ({
      receiver: createReceiver({ publicKey: keys.publicKey, engine }),
      requests: Array.from({ length: CALLS }, () => toWebhookRequest(signCall())),
    })
    addTask(bench, name, createInput, ({ receiver, requests }) =>
      passThrough(receiver, requests, inFlight, passage),
    )
  }
  const costs = await measureInRounds(bench, ROUNDS, 1)
  return [...passages].map(([name, { latencies, offThread }]) => [
    String(inFlight),
    name,
    (1 / findRatio(costs, name, SYNCHRONOUS)).toFixed(2),
    ((CALLS * 1e6) / findQuantile(costs.get(name))).toFixed(0),
    findQuantile(latencies).toFixed(2),
    findQuantile(latencies, 0.99).toFixed(2),
    `${((offThread / latencies.length) * 100).toFixed(0)} %`,
  ])
}

function createEngine(name: string, passage: Passage): Ed25519Engine {
  const { prepareKey, verify, verifyOffThread } = nodeCrypto
  if (name === SYNCHRONOUS) return { name: SYNCHRONOUS, prepareKey, verify }
  return {
    ...nodeCrypto,
    verifyOffThread(...signed: Parameters<typeof verifyOffThread>) {
      passage.offThread++
      return verifyOffThread(...signed)
    },
  }
}

async function passThrough(
  receiver: Receiver,
  requests: readonly WebhookRequest[],
  inFlight: number,
  passage: Passage,
): Promise<void> {
  const waiting = requests.values()
  const receiveOneByOne = async () => {
    for (const request of waiting) {
      const arrived = performance.now()
      await nextTurn()
      await receiveAndSettle(receiver, request)
      passage.latencies.push(performance.now() - arrived)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, receiveOneByOne))
}
