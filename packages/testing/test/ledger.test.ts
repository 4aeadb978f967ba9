import t from 'tap'
import { createTelnyxSimulator, createTestKeys } from '../src/index.ts'
import { answerWith, startCallServer } from './call-server.ts'

const keys = createTestKeys()

t.test('what the application handles is counted, in its handler and afterwards', async (t) => {
  const server = await startCallServer(t, (response, arrival) => {
    if (arrival.callSid !== 'lost') simulator.recordHandled(arrival.callSid)
    answerWith(arrival.callSid === 'refused' ? 503 : 200)(response, arrival)
  })
  const simulator = createTelnyxSimulator({ keys, url: server.url, retryDelaysMs: [1], concurrency: 1 })
  const calls = ['once', 'twice', 'lost', 'refused'].map((CallSid) => ({ CallSid }))
  const ledger = await simulator.deliver(calls)
  t.strictSame(
    ledger.events.map(({ handled }) => handled),
    [1, 1, 0, 2],
  )
  t.strictSame(ledger.unknownCallSids, [])

  const { recordHandled } = simulator
  recordHandled('twice')
  recordHandled('a stranger')
  t.strictSame(
    ledger.repeated.map(({ callSid }) => callSid),
    ['twice', 'refused'],
  )
  t.strictSame(
    ledger.lost.map(({ callSid }) => callSid),
    ['lost'],
  )
  t.strictSame(
    ledger.unacknowledged.map(({ callSid }) => callSid),
    ['refused'],
  )
  t.strictSame(ledger.unknownCallSids, ['a stranger'])

  const { durationMs, ...counts } = ledger.totals
  t.ok(durationMs > 0 && durationMs < 5000)
  t.strictSame(counts, {
    events: 4,
    acknowledged: 3,
    unacknowledged: 1,
    handledOnce: 1,
    lost: 1,
    acknowledgedUnhandled: 1,
    repeated: 2,
    attempts: 5,
    attemptsByKind: { first: 4, retry: 1, duplicate: 0, concurrent: 0 },
    attemptsByAnswer: { 200: 3, 503: 2 },
  })

  const summary = String(ledger).split('\n')
  t.match(summary[0], /^4 events, 5 attempts in \d\.\d s \(\d+ events\/s\)$/)
  t.strictSame(summary.slice(1), [
    'acknowledged: 3, not: 1',
    'handled once: 1, never: 1, more than once: 2',
    'answered 2xx and never handled: 1',
    'attempts: 4 x first, 1 x retry',
    'answers: 3 x 200, 2 x 503',
    'never handled:',
    '  1 x acknowledged (first: 200)',
    'handled more than once:',
    '  1 x application (first: 200)',
    '  1 x retry (first: 503, retry: 503)',
    'not acknowledged:',
    '  1 x attempts-used-up (first: 503, retry: 503)',
    'handled but never delivered: 1',
  ])

  t.match(JSON.parse(JSON.stringify(ledger)), {
    totals: counts,
    lost: [{ callSid: 'lost', handled: 0, cause: 'acknowledged' }],
  })
  t.ok((ledger.events[0]?.attempts[0]?.startedAtMs ?? 0) > Date.now() - 10_000)
})

t.test('an empty ledger', async (t) => {
  const simulator = createTelnyxSimulator({ keys, url: 'http://127.0.0.1:1/' })
  const ledger = await simulator.deliver(0)
  t.strictSame(ledger.events, [])
  t.equal(ledger.totals.durationMs, 0)
  t.equal(String(ledger).split('\n')[0], '0 events, 0 attempts in 0.0 s')
})

t.test('recordHandled takes a CallSid, or fields', async (t) => {
  const simulator = createTelnyxSimulator({ keys, url: 'http://127.0.0.1:1/' })
  const record = simulator.recordHandled as (callSid: unknown) => void
  for (const wrong of [undefined, null, 3]) {
    t.throws(() => record(wrong), { name: 'TypeError', message: /takes the CallSid/ })
  }
})
