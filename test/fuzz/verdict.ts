import { fitMemoryTrend, type MemoryTrend } from './memory-trend.ts'
import type { FuzzRun } from './run.ts'

/** What is wrong with a run; every list is empty where nothing is. */
export interface FuzzVerdict {
  readonly strays: readonly string[]
  /** Accepted and never settled. */
  readonly unsettled: number
  readonly oddlySettled: number
  /** CallSids that were handled though nobody good sent them. */
  readonly forgedHandled: readonly string[]
  /** CallSids of good requests that were never handled. */
  readonly lost: readonly string[]
  /** CallSids that were handled more than once. */
  readonly repeated: readonly string[]
  readonly oddAnswers: readonly string[]
  readonly memory: MemoryTrend
  readonly isGrowing: boolean
  readonly isPassed: boolean
}

const LARGEST_GROWTH_SHARE = 0.15
/** In shorter runs the process is still growing to its size. */
const REQUESTS_FOR_TREND = 5000

export function judgeFuzz({ settings, tally, report, handledCounts, samples }: FuzzRun): FuzzVerdict {
  const { strays, oddlySettled } = report
  const unsettled = report.accepted - report.settled
  const handled = [...handledCounts]
  const forgedHandled = handled.map(([callSid]) => callSid).filter((callSid) => !tally.possible.has(callSid))
  const repeated = handled.filter(([, runs]) => runs > 1).map(([callSid]) => callSid)
  const lost = [...tally.due].filter((callSid) => !handledCounts.has(callSid))
  const { oddAnswers } = tally
  const memory = fitMemoryTrend(samples)
  const isGrowing = settings.requests >= REQUESTS_FOR_TREND && memory.growthShare > LARGEST_GROWTH_SHARE
  const faults = [strays, forgedHandled, lost, repeated, oddAnswers].flat().length
  const isPassed = faults === 0 && unsettled === 0 && oddlySettled === 0 && !isGrowing
  return {
    strays,
    unsettled,
    oddlySettled,
    forgedHandled,
    lost,
    repeated,
    oddAnswers,
    memory,
    isGrowing,
    isPassed,
  }
}
