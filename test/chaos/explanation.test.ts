import t, { type Test } from 'tap'
import { type Explanation, explainRepeat } from './explanation.ts'
import type { Handling, SettledLine } from './journal.ts'

const OUTAGE = { kind: 'stalled', fromMs: 50_000, toMs: 52_000 } as const
const NO_ANSWER = 'store_timeout'
const NONE = { kills: [], pauses: [], outages: [], stalls: [] }

const kill = (pid: number, atMs: number) =>
  ({ pid, framework: 'koa', client: 'redis', atMs, endedAtMs: atMs + 2 }) as const
const pause = (pid: number, fromMs: number, toMs: number) => ({ pid, fromMs, toMs })

/** One that took 2 s and was committed 10 ms later. */
function handling(pid: number, begunAtMs: number, changes: Partial<Handling> = {}): Handling {
  const handledAtMs = begunAtMs + 2000
  const facts = { exchange: '1', callSid: 'a', framework: 'koa', deduplicated: true } as const
  return { pid, begunAtMs, handledAtMs, settled: settle(pid, handledAtMs + 10), ...facts, ...changes }
}

function settle(pid: number, atMs: number, storeError?: string): SettledLine {
  return { phase: 'settled', exchange: '1', pid, atMs, outcome: 'handled', storeError }
}

const unclaimed = { deduplicated: false, storeError: NO_ANSWER } as const
const unsettled = { settled: undefined } as const

function assertUnexplained(t: Test, explanation: Explanation | undefined): void {
  t.equal(explanation, undefined)
}

t.test('finds no reason where nothing went wrong', async (t) => {
  assertUnexplained(t, explainRepeat(handling(2, 5000), [handling(1, 1000)], NONE))
  assertUnexplained(t, explainRepeat(handling(2, 1100), [handling(1, 1000)], NONE))
  assertUnexplained(t, explainRepeat(handling(2, 5000), [handling(1, 1000, unsettled)], NONE))
  assertUnexplained(t, explainRepeat(handling(2, 5000, unclaimed), [handling(1, 1000)], NONE))
})

t.test('takes a kill for a reason between the last act and the commit alone', async (t) => {
  const killed = handling(1, 1000, unsettled)
  const explain = (earlier: Handling, repeatAtMs: number, ...kills: ReturnType<typeof kill>[]) =>
    explainRepeat(handling(2, repeatAtMs), [earlier], { ...NONE, kills })
  t.match(explain(killed, 4000, kill(1, 3005)), { reason: 'killed before commit', kill: { atMs: 3005 } })
  assertUnexplained(t, explain(killed, 4000, kill(3, 3005)))
  t.comment('the same pid, in an earlier process')
  assertUnexplained(t, explain(killed, 4000, kill(1, 900)))
  t.comment('it was committed before')
  assertUnexplained(t, explain(handling(1, 1000), 4000, kill(1, 3100)))
  t.comment('its lease was not over')
  assertUnexplained(t, explain(killed, 3100, kill(1, 3005)))
})

t.test('takes a kill for a reason while the commit is tried again', async (t) => {
  const uncommitted = handling(1, OUTAGE.fromMs - 1500, {
    settled: settle(1, OUTAGE.fromMs + 1010, NO_ANSWER),
  })
  const explain = (killedAtMs: number) => {
    const faults = { ...NONE, kills: [kill(1, killedAtMs)], outages: [OUTAGE] }
    return explainRepeat(handling(2, 70_000), [uncommitted], faults)
  }
  t.match(explain(OUTAGE.toMs), { reason: 'killed before commit' })
  assertUnexplained(t, explain(OUTAGE.toMs + 5000))
})

t.test('takes a pause for a reason where the lease ended in it', async (t) => {
  const paused = handling(1, 1000, { handledAtMs: 5000, settled: settle(1, 5010) })
  const explain = (repeatAtMs: number, fromMs: number, toMs: number, pid = 1) =>
    explainRepeat(handling(2, repeatAtMs), [paused], { ...NONE, pauses: [pause(pid, fromMs, toMs)] })
  t.match(explain(3000, 2000, 4900), { reason: 'receiver paused', pause: { fromMs: 2000 } })
  t.comment('another process')
  assertUnexplained(t, explain(3000, 2000, 4900, 3))
  t.comment('the lease was not over')
  assertUnexplained(t, explain(2200, 2000, 4900))
  t.comment('the pause was over before it began, or came after the commit')
  assertUnexplained(t, explain(3000, 100, 700))
  assertUnexplained(t, explain(9000, 6000, 8000))
  t.comment('it was committed when the repeat began')
  assertUnexplained(t, explain(5300, 2000, 4900))
  t.comment('it went on long before')
  assertUnexplained(t, explain(4000, 2000, 3000))
  t.comment('the store had come back when it was paused')
  const unclaimedPaused = { ...paused, ...unclaimed }
  const pauses = [pause(1, 2000, 4900)]
  t.match(explainRepeat(handling(2, 3000), [unclaimedPaused], { ...NONE, pauses }), {
    reason: 'receiver paused',
  })
  t.comment('a stall that nobody meant')
  const stalls = [pause(1, 2000, 4900)]
  t.match(explainRepeat(handling(2, 3000), [paused], { ...NONE, stalls }), { reason: 'machine stalled' })
})

t.test(
  'excuses no pause of the repeat itself: it has to ask again for a claim that came too late',
  async (t) => {
    const pauses = [pause(2, 900, 4990)]
    assertUnexplained(t, explainRepeat(handling(2, 5000), [handling(1, 1000)], { ...NONE, pauses }))
  },
)

t.test('takes a store that was away for a reason', async (t) => {
  const explain = (earlier: Handling, repeat: Handling) =>
    explainRepeat(repeat, [earlier], { ...NONE, outages: [OUTAGE] })
  const during = OUTAGE.fromMs + 600
  const expected = { reason: 'store away', outage: OUTAGE }
  t.comment('the claim of the repeat')
  t.match(explain(handling(1, 1000), handling(2, during, unclaimed)), expected)
  t.comment('the claim of the earlier one')
  t.match(explain(handling(1, during, unclaimed), handling(2, during + 1500)), expected)
  t.comment('its renewals')
  t.match(explain(handling(1, OUTAGE.fromMs - 100), handling(2, OUTAGE.toMs + 10)), expected)
  t.comment('its commit')
  const uncommitted = handling(1, OUTAGE.fromMs - 1900, {
    settled: settle(1, OUTAGE.fromMs + 600, NO_ANSWER),
  })
  t.match(explain(uncommitted, handling(2, OUTAGE.toMs + 10)), expected)
  t.comment('the store knew better')
  const committed = handling(1, OUTAGE.fromMs - 1500, { settled: settle(1, OUTAGE.toMs + 100) })
  assertUnexplained(t, explain(committed, handling(2, OUTAGE.toMs + 1000)))
  assertUnexplained(t, explain(handling(1, 1000), handling(2, during)))
  t.comment('it was back long ago')
  assertUnexplained(t, explain(uncommitted, handling(2, 60_000)))
})

t.test('holds a process to what it knows itself', async (t) => {
  const repeat = handling(1, OUTAGE.fromMs + 3000, unclaimed)
  assertUnexplained(t, explainRepeat(repeat, [handling(1, OUTAGE.fromMs)], { ...NONE, outages: [OUTAGE] }))
})

t.test('asks of every earlier handling why it did not keep the repeat off', async (t) => {
  const kills = [kill(1, 3005)]
  const killed = handling(1, 1000, unsettled)
  t.match(explainRepeat(handling(3, 4000), [killed], { ...NONE, kills }), { reason: 'killed before commit' })
  assertUnexplained(t, explainRepeat(handling(3, 9000), [killed, handling(2, 4000)], { ...NONE, kills }))
})
