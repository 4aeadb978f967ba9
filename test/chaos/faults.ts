import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom, type Random } from '../../packages/testing/src/random.ts'
import type { Fleet } from './fleet.ts'
import type { ChaosSettings } from './settings.ts'
import type { StoreServer } from './store-server.ts'

/** What is to go wrong, in milliseconds since the first call. */
export interface FaultPlan {
  readonly kills: readonly { readonly afterMs: number; readonly place: number }[]
  readonly pauses: readonly {
    readonly afterMs: number
    readonly place: number
    readonly durationMs: number
  }[]
  readonly outages: readonly {
    readonly afterMs: number
    readonly kind: OutageKind
    readonly durationMs: number
  }[]
}

/** `'stalled'`: the store held its connections and answered nothing. `'killed'`: it was gone. */
type OutageKind = 'stalled' | 'killed'

/** When the store was away, in milliseconds since 1970. */
export interface Outage {
  /** `'slow'`: nobody meant it, and whoever asked had to wait for about as long as the guards do. */
  readonly kind: OutageKind | 'slow'
  readonly fromMs: number
  readonly toMs: number
}

/**
 * Kills are so far apart where the run is long enough for it: the handler (4 s), its lease (1 s), and the time until somebody looks. Under
 * the strict policy a call has two attempts. Were the processes of both killed while they have the call, nothing could save it.
 */
const LEAST_KILL_DISTANCE_MS = 7000

/**
 * The same settings, the same plan. One fault of each kind falls somewhere into each of as many equal parts of the run. Kills go to
 * every receiver in its turn, so that all frameworks get their share.
 */
export function planFaults(settings: ChaosSettings): FaultPlan {
  const { seed, calls, callsPerSecond, receivers } = settings
  const random = createRandom('faults', seed)
  const runMs = (calls * 1000) / callsPerSecond
  const kinds = [
    ...Array<OutageKind>(settings.storeKills).fill('killed'),
    ...Array<OutageKind>(settings.storeStalls).fill('stalled'),
  ].sort(() => random() - 0.5)
  const killTimes = spread(settings.kills, runMs, random, LEAST_KILL_DISTANCE_MS)
  return {
    kills: killTimes.map((afterMs, index) => ({ afterMs, place: index % receivers })),
    pauses: spread(settings.pauses, runMs, random).map((afterMs) => ({
      afterMs,
      place: Math.floor(random() * receivers),
      durationMs: 1000 + random() * 4000,
    })),
    outages: spread(kinds.length, runMs, random, 5000).map((afterMs, index) => ({
      afterMs,
      kind: kinds[index] ?? 'stalled',
      durationMs: 200 + random() * 2300,
    })),
  }
}

/** Times, one in each of `count` equal parts. They are `distanceMs` apart, or as far as the parts are long. */
function spread(count: number, runMs: number, random: Random, distanceMs = 0): readonly number[] {
  const partMs = runMs / count
  const freeMs = Math.max(0, partMs - distanceMs)
  return Array.from(
    { length: count },
    (_, index) => index * partMs + Math.min(partMs, 1000) / 2 + random() * freeMs,
  )
}

/** Who is to suffer, and until when. */
export interface Victims {
  readonly fleet: Fleet
  readonly server: StoreServer
  readonly signal: AbortSignal
}

/** Lets it go wrong as planned. It ends when all is up again, also where it is aborted. */
export async function injectFaults(plan: FaultPlan, victims: Victims): Promise<readonly Outage[]> {
  const { fleet, signal } = victims
  const killing = plan.kills.map(async ({ afterMs, place }) => {
    await sleep(afterMs, undefined, { signal })
    await fleet.kill(place)
  })
  const pausing = plan.pauses.map(async ({ afterMs, place, durationMs }) => {
    await sleep(afterMs, undefined, { signal })
    await fleet.pause(place, durationMs)
  })
  const breaking = breakStore(plan.outages, victims)
  await Promise.allSettled([...killing, ...pausing, breaking])
  await Promise.all([...killing, ...pausing])
  return breaking
}

async function breakStore(
  outages: FaultPlan['outages'],
  { server, signal }: Victims,
): Promise<readonly Outage[]> {
  const startedAtMs = performance.now()
  const recorded: Outage[] = []
  for (const { afterMs, kind, durationMs } of outages) {
    await sleep(Math.max(0, startedAtMs + afterMs - performance.now()), undefined, { signal })
    const fromMs = Date.now()
    if (kind === 'stalled') server.freeze()
    else await server.kill()
    await sleep(durationMs, undefined, { signal })
    if (kind === 'stalled') server.thaw()
    else await server.start()
    recorded.push({ kind, fromMs, toMs: Date.now() })
  }
  return recorded
}
