import type { Explanation, Reason } from './explanation.ts'
import type { Outage } from './faults.ts'
import type { Kill } from './fleet.ts'
import type { Handling } from './journal.ts'
import type { Loss } from './loss.ts'
import type { ChaosRun } from './run.ts'
import type { RepeatedEvent } from './verdict.ts'

/** In the order of the promise: what it excludes comes last. */
const REASONS: readonly Reason[] = [
  'receiver paused',
  'store away',
  'killed before commit',
  'machine stalled',
  'store slow',
]

/** How many events are shown of each reason. Those without one are all shown. */
const SHOWN_EVENTS = 5

/**
 * Tells of a run, for the console; times are seconds since its first call.
 *
 * @param options.shownEvents - how many events are shown of each reason for a repeat. Default 5.
 */
export function formatReport(run: ChaosRun, { shownEvents = SHOWN_EVENTS } = {}): string {
  const sections = [
    formatCourse(run),
    formatFaults(run),
    formatRepeated(run, shownEvents),
    formatLosses(run),
    formatVerdict(run),
  ]
  return sections.map((lines) => lines.join('\n')).join('\n\n')
}

function formatCourse({ settings, startedAtMs, ledger, requests, journal }: ChaosRun): readonly string[] {
  const { seed, calls, callsPerSecond, longestWorkMs, receivers, store, isInbox } = settings
  const shared = isInbox ? 'the inbox on PostgreSQL' : `the guards share ${store}`
  const cut = requests.filter(({ isCut }) => isCut).length
  const refused = requests.reduce((sum, { refusedCount }) => sum + refusedCount, 0)
  const dismissed = formatCounts(journal.dismissed.map(({ reason }) => reason))
  return [
    `seed ${seed}: ${calls} calls at ${callsPerSecond}/s to ${receivers} receivers, handlers of 0 to ${longestWorkMs} ms, ${shared}, from ${new Date(startedAtMs).toISOString()}`,
    String(ledger),
    `answers cut on the way: ${cut}; connections refused by a receiver: ${refused}`,
    `answered without the handler: ${dismissed}`,
    `kept: ${formatCounts(journal.kept.map(({ record }) => record.reason.outcome))}; redelivered: ${formatCounts(journal.redelivered.map(({ result }) => result))}`,
  ]
}

function formatFaults(run: ChaosRun): readonly string[] {
  const { kills, pauses, outages, journal } = run
  const time = createClock(run)
  const periods = (list: readonly { readonly fromMs: number; readonly toMs: number }[]) =>
    list.map(({ fromMs, toMs }) => `${time(fromMs)} for ${toMs - fromMs} ms`)
  const meant = outages.filter(({ kind }) => kind !== 'slow')
  const isMeant = (one: Outage) => meant.some(({ fromMs, toMs }) => one.toMs >= fromMs && one.fromMs <= toMs)
  const own = journal.stalls.filter(
    (stall) =>
      !pauses.some(
        (pause) => pause.pid === stall.pid && pause.toMs >= stall.fromMs && pause.fromMs <= stall.toMs,
      ),
  )
  return [
    `receivers killed: ${kills.length}`,
    ...kills.map((kill) => `  ${formatKill(kill, run)}`),
    `receivers paused: ${pauses.length}`,
    ...periods(pauses).map((period, index) => `  ${period}, pid ${pauses[index]?.pid}`),
    `store stalled or killed: ${meant.length}`,
    ...periods(meant).map((period, index) => `  ${period}, ${meant[index]?.kind}`),
    `store slow of itself: ${outages.filter((one) => one.kind === 'slow' && !isMeant(one)).length} times`,
    `receivers that the machine stalled for 400 ms or longer: ${own.length}`,
  ]
}

function formatKill(kill: Kill, run: ChaosRun): string {
  const caught = run.journal.handlings.filter(
    ({ pid, begunAtMs, settled }) => pid === kill.pid && begunAtMs <= kill.endedAtMs && settled === undefined,
  )
  const handledCount = caught.filter(({ handledAtMs }) => handledAtMs !== undefined).length
  return [
    `${createClock(run)(kill.atMs)} pid ${kill.pid} (${kill.framework}, ${kill.client}):`,
    `${caught.length - handledCount} handlers at work, ${handledCount} done and not committed`,
  ].join(' ')
}

function formatRepeated(run: ChaosRun, shownEvents: number): readonly string[] {
  const { repeated } = run.verdict
  const groups = [undefined, ...REASONS].map((reason) =>
    repeated.filter((event) => getReason(event) === reason),
  )
  return [
    `handled more than once: ${repeated.length}`,
    ...groups.flatMap((events, index) => listEvents(events, index === 0 ? events.length : shownEvents, run)),
  ]
}

function listEvents(events: readonly RepeatedEvent[], shownCount: number, run: ChaosRun): readonly string[] {
  const lines = events.slice(0, shownCount).map((event) => `  ${formatEvent(event, run)}`)
  const moreCount = events.length - lines.length
  return moreCount > 0 ? [...lines, `  and ${moreCount} more for the same reason`] : lines
}

/** The reason of the last repeat; undefined where one of them has none. */
function getReason({ explanations }: RepeatedEvent): Reason | undefined {
  return explanations.includes(undefined) ? undefined : explanations.at(-1)?.reason
}

function formatEvent({ callSid, handlings, explanations }: RepeatedEvent, run: ChaosRun): string {
  const reasons = explanations.map((explanation) => formatExplanation(explanation, run))
  const course = handlings.map((handling) => formatHandling(handling, run)).join('; ')
  return `${callSid} ${reasons.join(', ')}: ${course}`
}

function formatExplanation(explanation: Explanation | undefined, run: ChaosRun): string {
  const time = createClock(run)
  if (explanation === undefined) return 'UNEXPLAINED'
  const { reason } = explanation
  if (reason === 'store away' || reason === 'store slow') {
    const { kind, fromMs, toMs } = explanation.outage
    return `${reason} (${kind} ${time(fromMs)} to ${time(toMs)})`
  }
  if (reason === 'killed before commit') return `${reason} (${time(explanation.kill.atMs)})`
  const { pid, fromMs, toMs } = explanation.pause
  return `${reason} (pid ${pid} ${time(fromMs)} to ${time(toMs)})`
}

function formatHandling(handling: Handling, run: ChaosRun): string {
  const { pid, exchange, framework, begunAtMs, handledAtMs = 0, deduplicated, storeError, settled } = handling
  const time = createClock(run)
  const claim = deduplicated ? '' : ` unclaimed (${storeError})`
  const head = `pid ${pid} (${framework}, ${exchange})${claim} ${time(begunAtMs)} to ${time(handledAtMs)}`
  if (settled === undefined) {
    const kill = run.kills.find((one) => one.pid === pid && one.endedAtMs >= handledAtMs)
    return `${head}, ${kill ? `killed ${time(kill.atMs)}` : 'never settled'}`
  }
  if (settled.storeError !== undefined) return `${head}, uncommitted (${settled.storeError})`
  return `${head}, ${settled.outcome} ${time(settled.atMs)}`
}

function formatLosses(run: ChaosRun): readonly string[] {
  const { lostByGuard, lostOtherwise } = run.verdict
  return [
    `lost by the guard: ${lostByGuard.length}`,
    ...lostByGuard.map((loss) => `  ${formatLoss(loss, run)}`),
    `lost otherwise: ${lostOtherwise.length}`,
    ...lostOtherwise.map((loss) => `  ${formatLoss(loss, run)}`),
  ]
}

function formatLoss({ event, because }: Loss, run: ChaosRun): string {
  const { callSid } = event
  const time = createClock(run)
  const attempts = run.requests
    .filter((request) => request.callSid === callSid)
    .map(
      ({ atMs, pid, answer, isCut }) => `${time(atMs)} pid ${pid ?? '-'}: ${answer}${isCut ? ' (cut)' : ''}`,
    )
  const runs = run.journal.handlings
    .filter((handling) => handling.callSid === callSid)
    .map(
      ({ pid, begunAtMs, settled }) =>
        `begun ${time(begunAtMs)} pid ${pid}, ${settled?.outcome ?? 'no outcome'}`,
    )
  const kept = run.journal.kept
    .filter((line) => line.callSid === callSid)
    .map(({ pid, atMs, record }) => `kept ${time(atMs)} pid ${pid}, ${record.reason.outcome}`)
  return `${callSid} ${because}: ${[...attempts, ...runs, ...kept].join('; ')}`
}

function formatVerdict({ verdict, settings }: ChaosRun): readonly string[] {
  const { lostByGuard, lostOtherwise, acknowledgedUnhandled, unknownCallSids, isPassed } = verdict
  const { handledOnce, repeated, unexplained } = verdict
  const reasons = repeated.map(getReason)
  return [
    `${settings.calls} calls: ${handledOnce} handled once, ${repeated.length} more than once, ${lostByGuard.length + lostOtherwise.length} never`,
    `lost by the guard: ${lostByGuard.length}; lost because every process that had the call was killed, or none was reached: ${lostOtherwise.length}`,
    `answered 2xx and never handled: ${acknowledgedUnhandled.length}`,
    `handled more than once, by reason: ${REASONS.map((reason) => `${reason} ${reasons.filter((one) => one === reason).length}`).join(', ')}, unexplained ${unexplained.length}`,
    ...(unknownCallSids.length > 0 ? [`handled and never sent: ${unknownCallSids.length}`] : []),
    isPassed ? 'passed' : 'FAILED',
  ]
}

function createClock({ startedAtMs }: ChaosRun): (atMs: number) => string {
  return (atMs) => `${((atMs - startedAtMs) / 1000).toFixed(3)} s`
}

function formatCounts(values: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].map(([value, count]) => `${count} x ${value}`).join(', ') || 'none'
}
