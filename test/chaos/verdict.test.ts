import type { DeliveryEnd, ExplainedEvent } from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import type { Handling } from './journal.ts'
import { type Evidence, judgeRun } from './verdict.ts'

const OUTAGE = { fromMs: 50_000, toMs: 52_000 }
const NO_ANSWER = 'store_timeout'

const kill = (pid: number, atMs: number) =>
  ({ pid, framework: 'koa', client: 'redis', atMs, endedAtMs: atMs + 2 }) as const

/** One that began, came to its end 20 ms later and was committed 10 ms after that. */
function handling(pid: number, begunAtMs: number, changes: Partial<Handling> = {}): Handling {
  const handledAtMs = begunAtMs + 20
  const settled = settle(handledAtMs + 10)
  const facts = { request: pid, callSid: 'a', deliveryId: 'd', framework: 'koa', deduplicated: true } as const
  return { pid, begunAtMs, handledAtMs, settled, ...facts, ...changes }
}

function settle(atMs: number, changes: { succeeded?: boolean; storeError?: string } = {}) {
  return { phase: 'settled', request: 1, atMs, succeeded: true, ...changes } as const
}

const unclaimed = { deduplicated: false, storeError: NO_ANSWER } as const
const unsettled = { settled: undefined } as const

const event: ExplainedEvent<DeliveryEnd> = {
  index: 0,
  callSid: 'a',
  fields: {},
  attempts: [],
  acknowledged: true,
  finished: true,
  handled: 1,
  cause: 'acknowledged',
}

/** The evidence of a run of one event. */
function judge(handlings: readonly Handling[], changes: Partial<Evidence> = {}) {
  const ledger = { events: [event], lost: [], unacknowledged: [], unknownCallSids: [] }
  return judgeRun({ ledger, handlings, kills: [], outage: OUTAGE, abandonedAtMs: new Map(), ...changes })
}

function reasonsOf(verdict: ReturnType<typeof judge>) {
  return verdict.repeated.flatMap(({ explanations }) => explanations.map((one) => one?.reason))
}

function assertUnexplained(t: Test, verdict: ReturnType<typeof judge>): void {
  t.notOk(verdict.isPassed)
  t.strictSame(
    verdict.unexplained.map(({ callSid }) => callSid),
    ['a'],
  )
}

t.test('passes a call that was handled once', async (t) => {
  const verdict = judge([handling(1, 1000), handling(2, 900, { handledAtMs: undefined, settled: undefined })])
  t.ok(verdict.isPassed)
  t.equal(verdict.handledOnce, 1)
  t.strictSame(verdict.repeated, [])
})

t.test('fails, and names, what was lost, never acknowledged or never sent', async (t) => {
  const none = { events: [event], lost: [], unacknowledged: [], unknownCallSids: [] }
  t.notOk(judge([], { ledger: { ...none, lost: [event] } }).isPassed)
  t.equal(judge([], { ledger: { ...none, lost: [event] } }).lost[0]?.callSid, 'a')
  t.notOk(judge([handling(1, 1000)], { ledger: { ...none, unacknowledged: [event] } }).isPassed)
  t.notOk(judge([handling(1, 1000)], { ledger: { ...none, unknownCallSids: ['b'] } }).isPassed)
})

t.test('fails, and names, what was handled again for no reason', async (t) => {
  assertUnexplained(t, judge([handling(1, 1000), handling(2, 5000)]))
  assertUnexplained(t, judge([handling(1, 1000, unsettled), handling(2, 5000)]))
})

t.test('takes a kill for a reason between handling and commit alone', async (t) => {
  const killed = handling(1, 1000, unsettled)
  const kills = [kill(1, 1025)]
  t.strictSame(reasonsOf(judge([killed, handling(2, 4000)], { kills })), ['receiver killed'])
  assertUnexplained(t, judge([killed, handling(2, 4000)], { kills: [kill(3, 1025)] }))
  t.comment('the same pid, in an earlier process')
  assertUnexplained(t, judge([killed, handling(2, 4000)], { kills: [kill(1, 900)] }))
  t.comment('it was committed before')
  assertUnexplained(t, judge([handling(1, 1000), handling(2, 4000)], { kills: [kill(1, 1100)] }))
  t.comment('its lease was not over')
  assertUnexplained(t, judge([killed, handling(2, 2900)], { kills }))
})

t.test('takes a store that was away for a reason, told from one that was slow', async (t) => {
  const during = OUTAGE.fromMs + 600
  const before = OUTAGE.fromMs - 100
  const uncommitted = { settled: settle(before + 530, { storeError: NO_ANSWER }) }
  t.strictSame(reasonsOf(judge([handling(1, 1000), handling(2, during, unclaimed)])), ['store away'])
  t.strictSame(reasonsOf(judge([handling(1, during, unclaimed), handling(2, 60_000)])), ['store away'])
  t.strictSame(reasonsOf(judge([handling(1, before, uncommitted), handling(2, 60_000)])), ['store away'])
  t.comment('the claim itself was noted')
  assertUnexplained(t, judge([handling(1, before, uncommitted), handling(2, before + 1000)]))
  t.strictSame(reasonsOf(judge([handling(1, 1000), handling(2, 5000, unclaimed)])), ['store slow'])
  t.strictSame(reasonsOf(judge([handling(1, 1000), handling(2, 60_000, unclaimed)])), ['store slow'])
})

t.test('asks of every earlier handling why it did not keep the repeat off', async (t) => {
  const during = handling(2, OUTAGE.fromMs + 600, unclaimed)
  assertUnexplained(t, judge([handling(1, 1000), during, handling(3, 60_000)]))
  const uncommitted = handling(1, 1000, { settled: settle(1530, { storeError: NO_ANSWER }) })
  const verdict = judge([uncommitted, during, handling(3, 60_000)])
  t.strictSame(reasonsOf(verdict), ['store away', 'store away'])
  t.ok(verdict.isPassed)
})

t.test('takes a released claim for a reason where the sender gave that request up before', async (t) => {
  const handlings = [handling(1, 1000, { settled: settle(1030, { succeeded: false }) }), handling(2, 1500)]
  const abandon = (request: number, atMs: number) => ({ abandonedAtMs: new Map([[request, atMs]]) })
  t.strictSame(reasonsOf(judge(handlings, abandon(1, 990))), ['request abandoned'])
  assertUnexplained(t, judge(handlings, abandon(1, 1100)))
  assertUnexplained(t, judge(handlings, abandon(2, 990)))
  assertUnexplained(t, judge(handlings))
})

t.test('takes a lease that was over for a reason', async (t) => {
  const slow = handling(1, 1000, { handledAtMs: 4000, settled: settle(4010) })
  t.strictSame(reasonsOf(judge([slow, handling(2, 3600)])), ['lease over'])
  assertUnexplained(t, judge([slow, handling(2, 2000)]))
  assertUnexplained(t, judge([slow, handling(2, 4500)]))
})
