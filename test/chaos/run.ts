import { setMaxListeners } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTelnyxSimulator, createTestKeys, type Ledger } from '@telnyx-call/testing'
import { startRedisServer } from '../servers/redis.ts'
import { type FaultSettings, injectFaults, type Outage, planFaults } from './faults.ts'
import { type Kill, launchFleet } from './fleet.ts'
import { type Handling, readJournals } from './journal.ts'
import { type ProxyRecord, startProxy } from './proxy.ts'
import { judgeRun, type Verdict } from './verdict.ts'

/** What a run is made of. */
export interface ChaosSettings extends FaultSettings {
  /** The share of answers that the proxy breaks in the middle. */
  readonly cutShare: number
}

/** What happened in a run, and what it shows. Times are in milliseconds since 1970. */
export interface ChaosRun {
  readonly settings: ChaosSettings
  readonly startedAtMs: number
  readonly ledger: Ledger
  readonly handlings: readonly Handling[]
  readonly kills: readonly Kill[]
  readonly outage: Outage
  readonly proxyRecord: Readonly<ProxyRecord>
  readonly verdict: Verdict
}

/** Shares of the simulator's faults. It breaks no connections itself: the proxy does. */
const SIMULATOR_FAULTS = {
  duplicates: 0.1,
  // Most of them come when the lease is over, so that nothing but the commit keeps them off.
  maxDuplicateDelayMs: 8000,
  concurrentCopies: 0.1,
  reorderings: 0.1,
  resign: 'sometimes',
  reencodings: 0.5,
} as const

/** Room for the seconds in which Redis is away and every answer takes longer. */
const CONCURRENCY = 200

interface Closable {
  close(): Promise<void>
}

/** Delivers calls while it goes wrong, and judges what came of it. Nothing of it is left, also where it fails. */
export async function runChaos(settings: ChaosSettings, signal?: AbortSignal): Promise<ChaosRun> {
  const folder = await mkdtemp(join(tmpdir(), 'telnyx-call-chaos-'))
  const opened: Closable[] = []
  try {
    return await runIn(folder, settings, opened, signal)
  } finally {
    await Promise.allSettled(opened.map((closable) => closable.close()))
    await rm(folder, { recursive: true })
  }
}

async function runIn(
  folder: string,
  settings: ChaosSettings,
  opened: Closable[],
  callerSignal: AbortSignal | undefined,
): Promise<ChaosRun> {
  const { seed, calls, callsPerSecond, receivers, cutShare } = settings
  const keys = createTestKeys()
  const redis = await startRedisServer({ keepsData: true })
  opened.push(redis)
  const fleet = launchFleet({ redisUrl: redis.url, publicKey: keys.publicKey, seed, folder, size: receivers })
  opened.push(fleet)
  await fleet.ready
  const proxy = await startProxy({ ports: fleet.ports, cutShare, seed })
  opened.push(proxy)
  const { url, failoverUrl } = proxy
  const simulator = createTelnyxSimulator({
    ...SIMULATOR_FAULTS,
    policy: 'patient',
    ...{ keys, url, failoverUrl, seed, callsPerSecond, concurrency: CONCURRENCY },
  })

  const failure = new AbortController()
  const fail = (error: unknown) => failure.abort(error)
  fleet.failure.catch(fail)
  const signal = AbortSignal.any(callerSignal ? [callerSignal, failure.signal] : [failure.signal])
  // Every fault that is yet to come listens to it.
  setMaxListeners(0, signal)
  const startedAtMs = Date.now()
  const delivering = simulator.deliver(calls, { signal })
  const breaking = injectFaults(planFaults(settings), { fleet, redis, signal })
  delivering.catch(fail)
  breaking.catch(fail)
  await Promise.allSettled([delivering, breaking])
  signal.throwIfAborted()
  await fleet.stop()

  const handlings = await readJournals(folder)
  for (const { callSid, handledAtMs } of handlings) {
    if (handledAtMs !== undefined) simulator.recordHandled(callSid)
  }
  const outage = await breaking
  const { abandonedAtMs } = proxy.record
  const evidence = { ledger: simulator.ledger, handlings, kills: fleet.kills, outage, abandonedAtMs }
  return { settings, startedAtMs, ...evidence, proxyRecord: proxy.record, verdict: judgeRun(evidence) }
}
