import type { Kill } from './fleet.ts'
import type { Handling } from './journal.ts'
import type { ChaosRun } from './run.ts'
import type { RepeatedEvent } from './verdict.ts'

/** Tells of a run, for the console; times are seconds since its first call. */
export function formatReport(run: ChaosRun): string {
  return [...formatCourse(run), '', ...formatRepeated(run), '', ...formatVerdict(run)].join('\n')
}

function formatCourse(run: ChaosRun): readonly string[] {
  const { settings, startedAtMs, ledger, outage, kills, proxyRecord } = run
  const { cutStatuses, refusedConnections, abandonedAtMs } = proxyRecord
  const { seed, calls, callsPerSecond, receivers } = settings
  const time = createClock(run)
  return [
    `seed ${seed}: ${calls} calls at ${callsPerSecond}/s to ${receivers} receivers, from ${new Date(startedAtMs).toISOString()}`,
    String(ledger),
    `answers of 200: ${formatLatency(run)}`,
    `answers cut on the way: ${cutStatuses.length} (${formatCounts(cutStatuses)})`,
    `requests that the sender gave up before an answer: ${abandonedAtMs.size}`,
    `connections that a receiver refused: ${refusedConnections}`,
    `redis away: ${time(outage.fromMs)} to ${time(outage.toMs)}`,
    `kills: ${kills.length}`,
    ...kills.map((kill) => `  ${formatKill(kill, run)}`),
  ]
}

function formatLatency({ ledger }: ChaosRun): string {
  const durationsMs = ledger.events
    .flatMap(({ attempts }) => attempts)
    .filter(({ answer }) => answer === 200)
    .map(({ durationMs }) => durationMs)
    .sort((one, other) => one - other)
  const quantile = (share: number) =>
    Math.round(durationsMs[Math.floor(share * (durationsMs.length - 1))] ?? 0)
  return `half within ${quantile(0.5)} ms, 99 % within ${quantile(0.99)} ms, all within ${quantile(1)} ms`
}

function formatKill(kill: Kill, run: ChaosRun): string {
  const caught = run.handlings.filter(
    ({ pid, begunAtMs, settled }) => pid === kill.pid && begunAtMs <= kill.endedAtMs && settled === undefined,
  )
  const handledCount = caught.filter(({ handledAtMs }) => handledAtMs !== undefined).length
  return [
    `${createClock(run)(kill.atMs)} pid ${kill.pid} (${kill.framework}, ${kill.client}):`,
    `${caught.length - handledCount} before handled, ${handledCount} between handled and committed`,
  ].join(' ')
}

function formatRepeated(run: ChaosRun): readonly string[] {
  const { repeated } = run.verdict
  const reasons = repeated.flatMap(({ explanations }) => explanations.map(nameReason))
  return [
    `handled more than once: ${repeated.length} events; repeats by reason: ${formatCounts(reasons)}`,
    ...repeated.map((event) => `  ${formatEvent(event, run)}`),
  ]
}

function formatEvent({ callSid, handlings, explanations }: RepeatedEvent, run: ChaosRun): string {
  const reasons = [...new Set(explanations.map(nameReason))].join(', ')
  const course = handlings.map((handling) => formatHandling(handling, run)).join('; ')
  return `${callSid} ${handlings.length} times, ${reasons}: ${course}`
}

function nameReason(explanation: RepeatedEvent['explanations'][number]): string {
  return explanation?.reason ?? 'UNEXPLAINED'
}

function formatHandling(handling: Handling, run: ChaosRun): string {
  const { pid, framework, handledAtMs = 0, deduplicated, storeError, settled } = handling
  const time = createClock(run)
  const head = `pid ${pid} (${framework}) ${time(handledAtMs)}`
  if (!deduplicated) return `${head}, unclaimed (${storeError})`
  if (settled === undefined) {
    const kill = run.kills.find((one) => one.pid === pid && one.endedAtMs >= handledAtMs)
    return `${head}, ${kill ? `killed ${time(kill.atMs)}` : 'never settled'}`
  }
  if (settled.storeError !== undefined) return `${head}, uncommitted (${settled.storeError})`
  return `${head}, ${settled.succeeded ? 'committed' : 'released'} ${time(settled.atMs)}`
}

function formatVerdict({ verdict }: ChaosRun): readonly string[] {
  const { lost, unacknowledged, unknownCallSids, handledOnce, repeated, unexplained, isPassed } = verdict
  return [
    ...lost.map(({ callSid }) => `LOST ${callSid}`),
    ...unacknowledged.map(({ callSid }) => `UNACKNOWLEDGED ${callSid}`),
    ...unknownCallSids.map((callSid) => `NEVER SENT ${callSid}`),
    ...unexplained.map(({ callSid }) => `UNEXPLAINED ${callSid}`),
    [
      `lost: ${lost.length}`,
      `unacknowledged: ${unacknowledged.length}`,
      `never sent: ${unknownCallSids.length}`,
      `handled once: ${handledOnce}`,
      `more than once: ${repeated.length}`,
      `of these unexplained: ${unexplained.length}`,
    ].join(', '),
    isPassed ? 'passed' : 'FAILED',
  ]
}

function createClock({ startedAtMs }: ChaosRun): (atMs: number) => string {
  return (atMs) => `${((atMs - startedAtMs) / 1000).toFixed(3)} s`
}

function formatCounts(values: readonly (string | number)[]): string {
  const counts = new Map<string | number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].map(([value, count]) => `${count} x ${value}`).join(', ') || 'none'
}
