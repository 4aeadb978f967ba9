import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTestKeys, sampleCall, signedRequest, type TestKeys } from '@telnyx-call/testing'
import { createRandom, type Random } from '../../packages/testing/src/random.ts'
import { FRAMEWORKS, type Framework } from './apps.ts'
import { type Answer, send } from './connections.ts'
import { type Ledger, writeLedger } from './ledger.ts'
import { type ReceiverProcess, startReceiver } from './receivers.ts'
import { readRuns, waitUntilQuiet } from './run-log.ts'
import type { StoreAddress } from './stores.ts'

export const CALLS = 200
const CALL_INTERVAL_MS = 10
const WORK_MS = 300
/** The kill falls in the middle of the calls. */
const EARLIEST_KILL_MS = 600
const LATEST_KILL_MS = 1400

/** After how many milliseconds a broken or failed attempt is made again, at the other process. */
export const RETRY_POLICIES: readonly (readonly number[])[] = [[0], [100, 1000], [500, 1000]]

/** Two processes with one store, of which one is killed. The seed decides which calls reach it, and when it dies. */
export interface KillPlan {
  readonly seed: number
  readonly store: StoreAddress
  readonly retryDelaysMs: readonly number[]
  /** Where the run leaves a file of its own. */
  readonly folder: string
}

export interface KillRun extends KillPlan {
  /** Of the process that is killed, and of the other one. */
  readonly frameworks: readonly [Framework, Framework]
  readonly killedAtMs: number
  readonly ledger: Ledger
}

interface Sender {
  readonly keys: TestKeys
  readonly retryDelaysMs: readonly number[]
  readonly random: Random
  /** What the sids of its calls begin with: the store may know the calls of other runs. */
  readonly sidPrefix: string
}

/** Delivers 200 calls of 300 ms at 100 a second to two processes, and kills one of them meanwhile. */
export async function runKill(plan: KillPlan): Promise<KillRun> {
  const { seed, store, retryDelaysMs, folder } = plan
  const runId = randomUUID()
  const runsPath = join(folder, `${runId}.jsonl`)
  const random = createRandom('kill', seed, store.kind, ...retryDelaysMs)
  const frameworks = [pickFramework(random), pickFramework(random)] as const
  const killedAtMs = Math.round(EARLIEST_KILL_MS + random() * (LATEST_KILL_MS - EARLIEST_KILL_MS))
  const keys = createTestKeys()
  const start = (framework: Framework) =>
    startReceiver({ framework, store, publicKey: keys.publicKey, runsPath, workMs: WORK_MS })
  const receivers = await Promise.all([start(frameworks[0]), start(frameworks[1])])
  const [victim, survivor] = receivers
  const sender = { keys, retryDelaysMs, random, sidPrefix: `v3:${runId}` }
  try {
    await warmUp(sender, receivers)
    const killed = sleep(killedAtMs).then(() => victim.kill())
    const answers = await deliverCalls(sender, receivers)
    await killed
    // What it is still at counts: the sender may have given up on it.
    await waitUntilQuiet(runsPath)
    await survivor.stop()
    return { ...plan, frameworks, killedAtMs, ledger: writeLedger(answers, await readRuns(runsPath)) }
  } finally {
    await Promise.all([victim.kill(), survivor.kill()])
  }
}

function pickFramework(random: Random): Framework {
  return FRAMEWORKS[Math.floor(random() * FRAMEWORKS.length)] ?? 'fastify'
}

/** The first calls of a process take longest. */
async function warmUp({ keys, sidPrefix }: Sender, receivers: readonly ReceiverProcess[]): Promise<void> {
  const requests = receivers.flatMap(({ port, pid }) =>
    [1, 2, 3].map((index) => {
      const fields = sampleCall('recorded', { CallSid: `${sidPrefix}-warm-up-${pid}-${index}` })
      return send(port, signedRequest({ keys, fields }), { patienceMs: 20_000 })
    }),
  )
  await Promise.all(requests)
}

/** Resolves to the answers to every attempt, by the call. */
async function deliverCalls(
  sender: Sender,
  receivers: readonly [ReceiverProcess, ReceiverProcess],
): Promise<ReadonlyMap<string, readonly Answer[]>> {
  const startedAtMs = performance.now()
  const deliver = async (_: unknown, index: number): Promise<[string, readonly Answer[]]> => {
    const callSid = `${sender.sidPrefix}-${index}`
    const [victim, survivor] = receivers
    const [first, other] = sender.random() < 0.5 ? [victim, survivor] : [survivor, victim]
    await sleep(startedAtMs + index * CALL_INTERVAL_MS - performance.now())
    return [callSid, await deliverCall(sender, callSid, first, other)]
  }
  return new Map(await Promise.all(Array.from({ length: CALLS }, deliver)))
}

async function deliverCall(
  { keys, retryDelaysMs }: Sender,
  callSid: string,
  first: ReceiverProcess,
  other: ReceiverProcess,
): Promise<readonly Answer[]> {
  const attempt = ({ port }: ReceiverProcess) =>
    send(port, signedRequest({ keys, fields: sampleCall('recorded', { CallSid: callSid }) }))
  let answer = await attempt(first)
  const answers = [answer]
  for (const delayMs of retryDelaysMs) {
    if (!isRetried(answer)) break
    await sleep(delayMs)
    answer = await attempt(other)
    answers.push(answer)
  }
  return answers
}

/** As Telnyx documents it: no more attempts after a 2xx, a 3xx, or a 4xx other than 408 and 429. */
function isRetried(answer: Answer): boolean {
  return typeof answer !== 'number' || answer >= 500 || answer === 408 || answer === 429
}
