import type { ExplainedEvent } from '@telnyx-call/testing'
import t from 'tap'
import type { Evidence } from './evidence.ts'
import type { Handling } from './journal.ts'
import { judgeRun } from './verdict.ts'
import { pickWorkMs } from './work.ts'

const CALL_SID = 'a'
const WORK_MS = pickWorkMs(CALL_SID, 4000)

type LostEvent = ExplainedEvent<'attempts-used-up'>

function event(handled: number): LostEvent {
  const facts = { index: 0, callSid: CALL_SID, fields: {}, attempts: [], finished: true }
  return { ...facts, acknowledged: false, handled, cause: 'attempts-used-up' }
}

const request = (number: number, pid: number | undefined, atMs: number) =>
  ({ number, callSid: CALL_SID, atMs, refusedCount: 0, ...(pid !== undefined && { pid }) }) as const
const kill = (pid: number, atMs: number) =>
  ({ pid, framework: 'koa', client: 'redis', atMs, endedAtMs: atMs + 2 }) as const

function handling(pid: number, begunAtMs: number): Handling {
  const [exchange, handledAtMs] = [String(pid), begunAtMs + 20]
  const settled = { phase: 'settled', exchange, pid, atMs: handledAtMs, outcome: 'handled' } as const
  const facts = { callSid: CALL_SID, framework: 'koa', deduplicated: true } as const
  return { pid, exchange, begunAtMs, handledAtMs, settled, ...facts }
}

/** The verdict on a run of one event. */
function judge(handlings: readonly Handling[], changes: Partial<Evidence> = {}) {
  const one = event(handlings.length)
  const lost = handlings.length === 0 ? [one] : []
  const ledger = { events: [one], lost, acknowledgedUnhandled: [], unknownCallSids: [] }
  const journal = { handlings, dismissed: [], kept: [], stalls: [] }
  const faults = { requests: [], kills: [], pauses: [], outages: [] }
  return judgeRun({ isInbox: false, longestWorkMs: 4000, ledger, journal, ...faults, ...changes })
}

t.test('passes a call that was handled once', async (t) => {
  const verdict = judge([handling(1, 1000)])
  t.ok(verdict.isPassed)
  t.equal(verdict.handledOnce, 1)
})

t.test('fails, and names, what was handled again for no reason', async (t) => {
  const verdict = judge([handling(1, 1000), handling(2, 5000)])
  t.notOk(verdict.isPassed)
  t.equal(verdict.unexplained[0]?.callSid, CALL_SID)
})

t.test('passes what was handled again for a reason, but not with the inbox', async (t) => {
  const outages = [{ kind: 'stalled', fromMs: 900, toMs: 1500 }] as const
  const handlings = [handling(1, 1000), { ...handling(2, 1600), deduplicated: false }]
  t.ok(judge(handlings, { outages }).isPassed)
  t.equal(judge(handlings, { outages }).repeated.length, 1)
  t.notOk(judge(handlings, { outages, isInbox: true }).isPassed)
})

t.test('excuses nothing but kills where nothing else was done', async (t) => {
  const handlings = [handling(1, 1000), { ...handling(2, 1600), deduplicated: false }]
  const slow = [{ kind: 'slow', fromMs: 900, toMs: 1500 }] as const
  t.notOk(judge(handlings, { outages: slow }).isPassed)
  t.ok(judge(handlings, { outages: slow, pauses: [{ pid: 3, fromMs: 1, toMs: 2 }] }).isPassed)
  const { settled, ...killed } = handling(1, 1000)
  t.ok(judge([killed, handling(2, 2100)], { kills: [kill(1, 1021)] }).isPassed)
})

t.test('fails for what was answered and never handled, or handled and never sent', async (t) => {
  const ledger = {
    events: [event(0)],
    lost: [event(0)],
    acknowledgedUnhandled: [event(0)],
    unknownCallSids: [],
  }
  const kills = [kill(1, 1100)]
  const verdict = judge([], { ledger, kills, requests: [request(1, 1, 1000)] })
  t.match(verdict.lostByGuard[0], { because: /answered with a 2xx/ })
  t.notOk(verdict.isPassed)
  const unknown = { events: [event(1)], lost: [], acknowledgedUnhandled: [], unknownCallSids: ['b'] }
  t.notOk(judge([handling(1, 1000)], { ledger: unknown }).isPassed)
})

t.test('blames the guard for what a process that lived on had', async (t) => {
  const dismissed = [
    { phase: 'dismissed', exchange: '2', pid: 2, atMs: 2000, reason: 'delivery_in_progress' },
  ] as const
  const requests = [request(1, 1, 1000), request(2, 2, 1100)]
  const verdict = judge([], {
    requests,
    kills: [kill(1, 1100)],
    journal: { handlings: [], dismissed, kept: [], stalls: [] },
  })
  t.match(verdict.lostByGuard, [{ because: 'process 2 lived on (delivery_in_progress)' }])
  t.notOk(verdict.isPassed)
})

t.test('blames nobody where no process was reached, or all were killed while they had it', async (t) => {
  t.match(judge([], { requests: [request(1, undefined, 1000)] }).lostOtherwise, [{ isByGuard: false }])
  const requests = [request(1, 1, 1000), request(2, 2, 1100)]
  const verdict = judge([], { requests, kills: [kill(1, 1100), kill(2, 1100 + WORK_MS)] })
  t.match(verdict.lostOtherwise, [{ because: /while they had it: 1 and 2/ }])
  t.ok(verdict.isPassed)
})

t.test('blames the guard for what was kept and never handled', async (t) => {
  const record = {
    version: 1,
    keptAt: '',
    reason: { outcome: 'failed' },
    headers: {},
    bodyBase64: '',
  } as const
  const kept = [{ phase: 'kept', pid: 1, atMs: 1050, name: '1', callSid: CALL_SID, record }] as const
  const requests = [request(1, 1, 1000)]
  const verdict = judge([], {
    requests,
    kills: [kill(1, 1100)],
    journal: { handlings: [], dismissed: [], kept, stalls: [] },
  })
  t.match(verdict.lostByGuard, [{ because: /it was kept/ }])
})

t.test('blames the guard for what a process had for too long before it was killed', async (t) => {
  const requests = [request(1, 1, 1000), request(2, 2, 1100)]
  const kills = [kill(1, 1100), kill(2, 1100 + WORK_MS + 4500)]
  t.match(judge([], { requests, kills }).lostByGuard, [{ because: /process 2 had it for/ }])
  t.comment('it was paused for a part of that')
  t.ok(judge([], { requests, kills, pauses: [{ pid: 2, fromMs: 1200, toMs: 2200 }] }).isPassed)
  t.notOk(judge([], { requests, kills, pauses: [{ pid: 3, fromMs: 1200, toMs: 2200 }] }).isPassed)
  t.comment('a pid that was used again')
  t.notOk(judge([], { requests, kills: [kill(1, 1100), kill(2, 900)] }).isPassed)
})
