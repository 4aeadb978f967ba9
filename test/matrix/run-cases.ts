import type { ConformanceCase } from '../conformance/case.ts'
import type { Host } from '../conformance/host.ts'
import { findObstacle } from '../conformance/obstacles.ts'
import { runCase } from '../conformance/run-case.ts'

/** What came of the conformance suite on one host. */
export interface Tally {
  passed: number
  readonly failed: { readonly id: string; readonly message: string }[]
  /** How many cases have nothing to say about the host, by the reason. */
  readonly notRun: Record<string, number>
}

const CASE_TIMEOUT_MILLISECONDS = 20_000

/** Runs cases one after the other. */
export async function runCases(cases: readonly ConformanceCase[], host: Host): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: [], notRun: {} }
  for (const conformanceCase of cases) {
    const obstacle = findObstacle(conformanceCase, host)
    if (obstacle) {
      tally.notRun[obstacle] = (tally.notRun[obstacle] ?? 0) + 1
      continue
    }
    try {
      await endInTime(runCase(conformanceCase, host, { engine: 'auto' }))
      tally.passed += 1
    } catch (error) {
      const { message } = error as Error
      tally.failed.push({ id: conformanceCase.id, message: message.slice(0, 500) })
    }
  }
  return tally
}

async function endInTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(reject, CASE_TIMEOUT_MILLISECONDS, new Error('the case did not end within 20 seconds'))
  })
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
  }
}
