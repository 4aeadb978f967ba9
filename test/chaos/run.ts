import { setMaxListeners } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  createTelnyxSimulator,
  createTestKeys,
  type Ledger,
  type TelnyxSimulator,
} from '@telnyx-call/testing'
import { makeCalls } from './calls.ts'
import type { Evidence } from './evidence.ts'
import { injectFaults, type Outage, planFaults } from './faults.ts'
import { type Fleet, launchFleet } from './fleet.ts'
import { createInboxTables, readHandledCalls } from './inbox-table.ts'
import { type Journal, readJournals } from './journal.ts'
import { type ReverseProxy, startProxy } from './proxy.ts'
import type { ChaosSettings } from './settings.ts'
import { type StoreServer, startStoreServer } from './store-server.ts'
import { StoreWatch } from './store-watch.ts'
import { judgeRun, type Verdict } from './verdict.ts'

/** What happened in a run, and what it shows. Times are in milliseconds since 1970. */
export interface ChaosRun extends Evidence {
  readonly settings: ChaosSettings
  readonly startedAtMs: number
  readonly ledger: Ledger
  readonly journal: Journal
  readonly verdict: Verdict
}

/** Shares of the simulator's faults. It breaks no connections itself: the proxy does. */
const SIMULATOR_FAULTS = {
  policy: 'strict',
  duplicates: 0.1,
  // Many come when every lease is over, so that nothing but the commit keeps them off.
  maxDuplicateDelayMs: 3000,
  concurrentCopies: 0.1,
  reorderings: 0.1,
  resign: 'sometimes',
  reencodings: 0.5,
} as const

/** Room for the seconds in which every attempt takes as long as the sender waits. */
const CONCURRENCY = 500

/** Until the copies that were sent away have seen what became of the runs that they were sent away for. */
const WATCHING_MS = 3000

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
  const { isInbox, longestWorkMs } = settings
  const bed = await openTestBed(folder, settings, opened)
  const { server, fleet, proxy, watch, simulator } = bed
  const startedAtMs = Date.now()
  const meantOutages = await deliverAndBreak(settings, bed, callerSignal)
  await fleet.stop()
  await watch.close()

  const journal = await readJournals(folder)
  for (const callSid of await readHandled(settings, server.url, journal)) simulator.recordHandled(callSid)
  const { kills, pauses } = fleet
  const evidence = {
    ...{ isInbox, longestWorkMs, journal, kills, pauses },
    ledger: simulator.ledger,
    requests: proxy.requests,
    outages: [...meantOutages, ...watch.slow],
  }
  return { settings, startedAtMs, ...evidence, verdict: judgeRun(evidence) }
}

interface TestBed {
  readonly server: StoreServer
  readonly fleet: Fleet
  readonly proxy: ReverseProxy
  readonly watch: StoreWatch
  readonly simulator: TelnyxSimulator
}

async function openTestBed(folder: string, settings: ChaosSettings, opened: Closable[]): Promise<TestBed> {
  const { seed, callsPerSecond, store, isInbox, longestWorkMs, receivers: size, cutShare } = settings
  const keys = createTestKeys()
  const server = await startStoreServer[store]()
  opened.push(server)
  if (store === 'postgres') await createInboxTables(server.url)
  const shared = { store, isInbox, longestWorkMs, storeUrl: server.url, publicKey: keys.publicKey }
  const fleet = launchFleet({ ...shared, folder, size })
  opened.push(fleet)
  await fleet.ready
  const proxy = await startProxy({ receivers: fleet.receivers, cutShare, seed })
  opened.push(proxy)
  const watch = new StoreWatch(server)
  opened.push(watch)
  watch.start()
  const { url, failoverUrl } = proxy
  const simulator = createTelnyxSimulator({
    ...SIMULATOR_FAULTS,
    ...{ keys, url, failoverUrl, seed, callsPerSecond, concurrency: CONCURRENCY },
  })
  return { server, fleet, proxy, watch, simulator }
}

/** @returns when the store was away. By then, all faults are over, and those who watch have seen it. */
async function deliverAndBreak(
  settings: ChaosSettings,
  { server, fleet, simulator }: TestBed,
  callerSignal: AbortSignal | undefined,
): Promise<readonly Outage[]> {
  const failure = new AbortController()
  const fail = (error: unknown) => failure.abort(error)
  fleet.failure.catch(fail)
  const signal = AbortSignal.any(callerSignal ? [callerSignal, failure.signal] : [failure.signal])
  // Every fault that is yet to come listens to it.
  setMaxListeners(0, signal)
  const delivering = simulator.deliver(makeCalls(settings.calls, settings.seed), { signal })
  const breaking = injectFaults(planFaults(settings), { fleet, server, signal })
  delivering.catch(fail)
  breaking.catch(fail)
  await Promise.allSettled([delivering, breaking])
  await sleep(WATCHING_MS, undefined, { signal })
  return breaking
}

/** The CallSids of what was handled, as often as it was. With the inbox, the rows in the database are what counts. */
async function readHandled(
  { isInbox }: ChaosSettings,
  storeUrl: string,
  { handlings }: Journal,
): Promise<readonly string[]> {
  if (isInbox) return readHandledCalls(storeUrl)
  return handlings.flatMap(({ callSid, handledAtMs }) => (handledAtMs === undefined ? [] : [callSid]))
}
