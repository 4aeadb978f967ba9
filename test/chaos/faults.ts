import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from '../../packages/testing/src/random.ts'
import type { RedisServer } from '../servers/redis.ts'
import type { Fleet } from './fleet.ts'

/** What is to go wrong, in milliseconds since the first call. */
export interface FaultPlan {
  readonly kills: readonly { readonly afterMs: number; readonly place: number }[]
  readonly outage: { readonly afterMs: number; readonly durationMs: number }
}

/** What a plan is made of. */
export interface FaultSettings {
  readonly seed: number
  readonly calls: number
  readonly callsPerSecond: number
  readonly receivers: number
  readonly kills: number
  readonly outageMs: number
}

/** When Redis was away, in milliseconds since 1970. */
export interface Outage {
  readonly fromMs: number
  readonly toMs: number
}

/**
 * The same settings, the same plan. One kill falls somewhere into each of as many equal parts of the run, on every receiver in
 * its turn, so that all frameworks get their share; Redis goes halfway.
 */
export function planFaults(settings: FaultSettings): FaultPlan {
  const { seed, calls, callsPerSecond, receivers, kills, outageMs } = settings
  const random = createRandom('faults', seed)
  const durationMs = (calls * 1000) / callsPerSecond
  return {
    kills: Array.from({ length: kills }, (_, index) => ({
      afterMs: ((index + random()) * durationMs) / kills,
      place: index % receivers,
    })),
    outage: { afterMs: durationMs / 2, durationMs: outageMs },
  }
}

/** Lets it go wrong as planned. It ends when all is up again, also where it is aborted. */
export async function injectFaults(
  plan: FaultPlan,
  {
    fleet,
    redis,
    signal,
  }: { readonly fleet: Fleet; readonly redis: RedisServer; readonly signal: AbortSignal },
): Promise<Outage> {
  const killing = plan.kills.map(async ({ afterMs, place }) => {
    await sleep(afterMs, undefined, { signal })
    await fleet.kill(place)
  })
  const stopping = stopRedis(plan.outage, redis, signal)
  await Promise.allSettled([...killing, stopping])
  await Promise.all(killing)
  return stopping
}

async function stopRedis(
  { afterMs, durationMs }: FaultPlan['outage'],
  redis: RedisServer,
  signal: AbortSignal,
): Promise<Outage> {
  await sleep(afterMs, undefined, { signal })
  const fromMs = Date.now()
  await redis.stop()
  await sleep(durationMs, undefined, { signal })
  await redis.start()
  return { fromMs, toMs: Date.now() }
}
