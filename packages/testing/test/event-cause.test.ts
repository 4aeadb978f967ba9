import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import {
  createTelnyxSimulator,
  createTestKeys,
  type Ledger,
  type TelnyxSimulatorOptions,
} from '../src/index.ts'
import { type Answer, answerWith, startCallServer } from './call-server.ts'

const keys = createTestKeys()
const call = (callSid: string) => ({ CallSid: callSid })

const causesOf = (events: Ledger['lost']) =>
  Object.fromEntries(events.map(({ callSid, cause }) => [callSid, cause]))

/** Answers the attempts of a call one after the other by what its CallSid says, such as `503 timeout 200`. */
const answerByName: Answer = (response, arrival) => {
  const answers = arrival.callSid.split(' ')
  const said = answers[Math.min(arrival.earlier, answers.length - 1)]
  if (said === 'broken') response.destroy()
  else if (said !== 'timeout') answerWith(Number(said))(response, arrival)
}

t.test('why an event was lost, or not acknowledged', async (t) => {
  const server = await startCallServer(t, answerByName)
  const names = [
    ...['200', '503 200', '204', '403', '302', '503 404'],
    ...['timeout', 'broken', '500 429', 'timeout 200'],
  ]
  const deliver = async (options: Partial<TelnyxSimulatorOptions>) =>
    await createTelnyxSimulator({ keys, url: server.url, timeoutMs: 500, ...options }).deliver(
      names.map(call),
    )

  const strict = await deliver({})
  t.strictSame(causesOf(strict.lost), {
    200: 'acknowledged',
    '503 200': 'acknowledged',
    204: 'attempts-used-up',
    403: 'refused',
    302: 'refused',
    '503 404': 'refused',
    timeout: 'attempts-used-up',
    broken: 'attempts-used-up',
    '500 429': 'attempts-used-up',
    'timeout 200': 'acknowledged',
  })
  t.strictSame(
    causesOf(strict.unacknowledged),
    Object.fromEntries(Object.entries(causesOf(strict.lost)).filter(([, cause]) => cause !== 'acknowledged')),
  )
  t.strictSame(
    causesOf(strict.acknowledgedUnhandled),
    {
      200: 'acknowledged',
      '503 200': 'acknowledged',
      204: 'attempts-used-up',
      'timeout 200': 'acknowledged',
    },
    'a 204 is a success too, whatever the policy makes of it',
  )
  t.equal(strict.totals.acknowledgedUnhandled, 4)
  const lines = String(strict).split('\n')
  t.ok(lines.includes('answered 2xx and never handled: 4'))
  t.strictSame(lines.slice(lines.indexOf('never handled:'), lines.indexOf('not acknowledged:')), [
    'never handled:',
    '  1 x acknowledged (first: 200)',
    '  1 x acknowledged (first: 503, retry: 200)',
    '  1 x attempts-used-up (first: 204, retry: 204)',
    '  1 x refused (first: 403)',
    '  1 x refused (first: 302)',
    '  1 x refused (first: 503, retry: 404)',
    '  1 x attempts-used-up (first: timeout, retry: timeout)',
    '  1 x attempts-used-up (first: broken, retry: broken)',
    '  1 x attempts-used-up (first: 500, retry: 429)',
    '  1 x acknowledged (first: timeout, retry: 200)',
  ])
})

t.test('what the policy makes of an answer decides the cause', async (t) => {
  const server = await startCallServer(t, answerWith(204))
  const find = async (policy: TelnyxSimulatorOptions['policy']) => {
    const options = { keys, url: server.url, policy, retryDelaysMs: [1] }
    const { lost, unacknowledged } = await createTelnyxSimulator(options).deliver(1)
    return [...lost, ...unacknowledged].map(({ cause }) => cause)
  }
  t.strictSame(await find('voice-api'), ['acknowledged'])
  t.strictSame(await find('patient'), ['attempts-used-up', 'attempts-used-up'])
})

t.test('an event that never reached the server', async (t) => {
  const absent = createTelnyxSimulator({ keys, url: 'http://127.0.0.1:1/' })
  t.strictSame(causesOf((await absent.deliver([call('a')])).lost), { a: 'unreached' })

  const server = await startCallServer(t)
  const failoverUrl = 'http://127.0.0.1:1/'
  const options = { keys, url: server.url, failoverUrl, brokenConnections: 1 }
  const { lost } = await createTelnyxSimulator(options).deliver(20)
  for (const { cause, attempts } of lost) {
    const isPartial = attempts[0]?.answer === 'cut-in-request'
    t.equal(cause, isPartial ? 'unreached' : 'attempts-used-up')
  }
  t.equal(new Set(lost.map(({ cause }) => cause)).size, 2)
})

t.test('an event whose delivery is not over', async (t) => {
  const server = await startCallServer(t, () => {})
  const simulator = createTelnyxSimulator({ keys, url: server.url })
  const stop = new AbortController()
  const delivery = simulator.deliver([call('a')], { signal: stop.signal })
  while (server.arrivals.length === 0) await sleep(5)
  t.strictSame(causesOf(simulator.ledger.lost), { a: 'unfinished' })
  t.match(String(simulator.ledger), '1 x unfinished (no attempt)')
  simulator.recordHandled('a')
  simulator.recordHandled('a')
  t.match(simulator.ledger.repeated, [{ cause: 'unfinished', finished: false }])
  stop.abort()
  await t.rejects(delivery)
  t.strictSame(causesOf(simulator.ledger.unacknowledged), { a: 'unfinished' })
  t.match(String(simulator.ledger), '1 x unfinished (first: aborted)')
})

t.test('why an event was handled more than once', async (t) => {
  const handling: Answer = (response, arrival) => {
    simulator.recordHandled(arrival.callSid)
    answerByName(response, arrival)
  }
  const server = await startCallServer(t, handling)
  const base = { keys, url: server.url, timeoutMs: 500, maxDuplicateDelayMs: 5 }
  let simulator = createTelnyxSimulator(base)
  const find = async (options: Partial<TelnyxSimulatorOptions>, ...names: string[]) => {
    simulator = createTelnyxSimulator({ ...base, ...options })
    const { repeated } = await simulator.deliver(names.map(call))
    return repeated.map(({ cause, handled }) => [cause, handled])
  }

  t.strictSame(await find({}, '200', '403'), [])
  t.strictSame(await find({}, 'timeout 200', '503 200', 'broken'), [
    ['retry', 2],
    ['retry', 2],
    ['retry', 2],
  ])
  t.strictSame(await find({ duplicates: 1 }, '200', '200 403'), [
    ['duplicate', 2],
    ['duplicate', 2],
  ])
  t.strictSame(await find({ concurrentCopies: 1 }, '200'), [['concurrent', 2]])
  t.strictSame(await find({ concurrentCopies: 1, duplicates: 1 }, '200 200 200'), [['several', 3]])

  t.comment('the application alone: handled more often than it reached the server')
  simulator = createTelnyxSimulator(base)
  const ledger = await simulator.deliver([call('200')])
  simulator.recordHandled('200')
  t.match(ledger.repeated, [{ cause: 'application', handled: 2 }])
  t.match(String(ledger), 'handled more than once:\n  1 x application (first: 200)')
})

t.test('an attempt that did not reach the server explains no repeat', async (t) => {
  const server = await startCallServer(t, (response, arrival) => {
    simulator.recordHandled(arrival.callSid)
    simulator.recordHandled(arrival.callSid)
    answerWith(200)(response, arrival)
  })
  const options = { keys, url: 'http://127.0.0.1:1/', failoverUrl: server.url }
  const simulator = createTelnyxSimulator(options)
  const { repeated } = await simulator.deliver(1)
  t.match(repeated, [{ cause: 'application', attempts: [{ answer: 'unreachable' }, { answer: 200 }] }])
})

t.test('events alike share a line of the summary, which names ten courses at most', async (t) => {
  const server = await startCallServer(t, (response, arrival) => {
    answerWith(Number(arrival.callSid.split('/')[0]))(response, arrival)
  })
  const statuses = Array.from({ length: 13 }, (_, index) => 400 + index).filter((status) => status !== 408)
  const simulator = createTelnyxSimulator({ keys, url: server.url })
  const ledger = await simulator.deliver(
    [1, 2].flatMap((copy) => statuses.map((status) => call(`${status}/${copy}`))),
  )
  const lines = String(ledger).split('\n')
  const start = lines.indexOf('never handled:')
  t.equal(lines[start + 1], '  2 x refused (first: 400)')
  t.equal(lines[start + 11], '  and 2 other courses')
  t.equal(lines[start + 12], 'not acknowledged:')
  t.equal(ledger.lost.length, 24, 'the ledger has all')
})
