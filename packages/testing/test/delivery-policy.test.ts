import { readFile } from 'node:fs/promises'
import t, { type Test } from 'tap'
import { deliveryPolicies, interpretAnswer } from '../src/delivery-policy.ts'
import {
  type AttemptAnswer,
  createTelnyxSimulator,
  createTestKeys,
  type PolicyName,
  type TelnyxSimulatorOptions,
} from '../src/index.ts'
import { readSimulatorOptions } from '../src/simulator-options.ts'
import { type Answer, answerWith, startCallServer } from './call-server.ts'

const keys = createTestKeys()

/** What a server does with every attempt, and what the simulator then says of it. */
const servers: readonly (readonly [name: string, answer: Answer, said: AttemptAnswer])[] = [
  ...[200, 201, 204, 301, 302, 307, 400, 403, 404, 408, 413, 422, 429, 499, 500, 503, 599].map(
    (status) => [`answers ${status}`, answerWith(status), status] as const,
  ),
  ['never answers', () => {}, 'timeout'],
  ['breaks the connection', (response) => response.destroy(), 'broken'],
]

/** The answers that bring a call again, until its attempts are used up, and those that acknowledge it. */
const rules: Readonly<
  Record<PolicyName, { retried: readonly AttemptAnswer[]; acknowledged: readonly number[] }>
> = {
  strict: {
    retried: [201, 204, 408, 429, 500, 503, 599, 'timeout', 'broken'],
    acknowledged: [200],
  },
  'voice-api': {
    retried: [408, 429, 500, 503, 599, 'timeout', 'broken'],
    acknowledged: [200, 201, 204],
  },
  patient: {
    retried: servers.map(([, , said]) => said).filter((said) => said !== 200),
    acknowledged: [200],
  },
}

const attemptLimits: Readonly<Record<PolicyName, number>> = { strict: 2, 'voice-api': 6, patient: 6 }

/** All but 'strict' have to wait between attempts; their own delays are tested below. */
const delays: Readonly<Record<PolicyName, readonly number[] | undefined>> = {
  strict: undefined,
  'voice-api': [1, 1, 1, 1, 1],
  patient: [1, 1, 1, 1, 1],
}

for (const policy of ['strict', 'voice-api', 'patient'] as const) {
  const { retried, acknowledged } = rules[policy]
  for (const [name, answer, said] of servers) {
    t.test(`${policy}: a server that ${name}`, async (t) => {
      const server = await startCallServer(t, answer)
      const timeoutMs = said === 'timeout' ? 60 : undefined
      const options = { keys, url: server.url, policy, timeoutMs, retryDelaysMs: delays[policy] }
      const ledger = await createTelnyxSimulator(options).deliver(2)
      const count = retried.includes(said) ? attemptLimits[policy] : 1
      for (const event of ledger.events) {
        t.strictSame(
          event.attempts.map((attempt) => attempt.answer),
          Array(count).fill(said),
        )
        t.equal(
          event.acknowledged,
          acknowledged.some((status) => status === said),
        )
        t.ok(event.finished)
      }
      t.equal(server.arrivals.length, 2 * count)
    })
  }

  t.test(`${policy}: a server that is not there`, async (t) => {
    const options = { keys, url: 'http://127.0.0.1:1/', policy, retryDelaysMs: delays[policy] }
    const { totals } = await createTelnyxSimulator(options).deliver(1)
    t.strictSame(totals.attemptsByAnswer, { unreachable: attemptLimits[policy] })
  })

  t.test(`${policy}: an answer that is not retried ends the retries too`, async (t) => {
    const server = await startCallServer(t, (response, arrival) =>
      answerWith([503, 404, 200][arrival.earlier] ?? 200)(response, arrival),
    )
    const options = { keys, url: server.url, policy, retryDelaysMs: [1, 1, 1] }
    const [event] = (await createTelnyxSimulator(options).deliver(1)).events
    const answers = policy === 'patient' ? [503, 404, 200] : [503, 404]
    t.strictSame(
      event?.attempts.map((attempt) => attempt.answer),
      answers,
    )
  })
}

t.test('strict is the default: one reattempt, at once, at the failover URL', async (t) => {
  const server = await startCallServer(t, answerWith(503))
  const failover = await startCallServer(t, answerWith(503))
  const options = { keys, url: server.url, failoverUrl: failover.url, concurrency: 1 }
  const { events } = await createTelnyxSimulator(options).deliver(5)
  for (const { callSid, attempts } of events) {
    t.match(attempts, [
      { kind: 'first', url: server.url, answer: 503 },
      { kind: 'retry', url: failover.url, answer: 503 },
    ])
    t.equal(attempts.length, 2)
    t.equal(failover.arrivals.filter((arrival) => arrival.callSid === callSid).length, 1)
  }
  t.comment('with one place, so that an attempt that queued would come after the next call')
  const order = [...server.arrivals, ...failover.arrivals].sort((one, other) => one.atMs - other.atMs)
  t.strictSame(
    order.map(({ callSid }) => callSid),
    events.flatMap(({ callSid }) => [callSid, callSid]),
  )
})

t.test('the delays of each policy', async (t) => {
  const readDelays = (options: Partial<TelnyxSimulatorOptions>) =>
    readSimulatorOptions({ keys, url: 'http://127.0.0.1/', ...options }).retryDelaysMs
  t.strictSame(readDelays({}), [0])
  t.strictSame(readDelays({ policy: 'strict', timeoutMs: 120_000 }), [0])
  t.strictSame(readDelays({ policy: 'patient' }), [500, 1000, 2000, 4000, 8000])
  t.strictSame(readDelays({ policy: 'patient', timeoutMs: 120_000 }), [500, 1000, 2000, 4000, 8000])

  for (const timeoutMs of [1, 2000, 4833, 4834, 9000, 29_500, 30_000, 120_000]) {
    const delaysMs = readDelays({ policy: 'voice-api', timeoutMs })
    const wholeMs = delaysMs.reduce((sum, delayMs) => sum + delayMs + timeoutMs, timeoutMs)
    t.ok(delaysMs.length === 0 || wholeMs <= 60_000, `${timeoutMs} ms: ${wholeMs} ms in all`)
    t.strictSame(delaysMs, [1000, 2000, 4000, 8000, 16_000].slice(0, delaysMs.length))
  }
  const count = (timeoutMs: number) => readDelays({ policy: 'voice-api', timeoutMs }).length
  t.strictSame([2000, 4833, 4834, 9000, 29_500, 29_501].map(count), [5, 5, 4, 4, 1, 0])
  t.strictSame(
    readDelays({ policy: 'voice-api', retryDelaysMs: [70_000] }),
    [70_000],
    'an explicit list stands',
  )
})

for (const [policy, delayMs] of [
  ['voice-api', 1000],
  ['patient', 500],
] as const) {
  t.test(`${policy} waits ${delayMs} ms before its first reattempt`, async (t) => {
    const server = await startCallServer(t, (response, arrival) =>
      answerWith(arrival.earlier === 0 ? 503 : 200)(response, arrival),
    )
    const { events } = await createTelnyxSimulator({ keys, url: server.url, policy }).deliver(1)
    assertPause(
      t,
      events[0]?.attempts.map(({ startedAtMs }) => startedAtMs),
      delayMs,
    )
  })
}

function assertPause(t: Test, [first = 0, second = 0]: readonly number[] = [], delayMs: number): void {
  const pauseMs = second - first
  t.ok(pauseMs >= delayMs - 2 && pauseMs < delayMs + 1500, `${pauseMs} ms`)
}

t.test('delays of one’s own change how often a call comes, and not after which answers', async (t) => {
  const unavailable = await startCallServer(t, answerWith(503))
  const missing = await startCallServer(t, answerWith(404))
  const count = async (url: string, retryDelaysMs: number[]) =>
    (await createTelnyxSimulator({ keys, url, retryDelaysMs }).deliver(1)).totals.attempts
  t.equal(await count(unavailable.url, [1, 0, 1]), 4)
  t.equal(await count(unavailable.url, []), 1)
  t.equal(await count(missing.url, [1, 0, 1]), 1)
})

t.test('the README’s table says what the policies do', async (t) => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const rows = [...readme.matchAll(/^\|(.+)\|$/gm)].map(([, row = '']) =>
    row.split('|').map((cell) => cell.trim()),
  )
  const cellsOf = (label: string) => rows.find(([first]) => first?.startsWith(label))?.slice(1)
  const policies = ['strict', 'voice-api', 'patient'] as const
  const samples = [
    ['200', 200],
    ['any other 2xx', 204],
    ['3xx', 302],
    ['408, 429, 5xx', 503],
    ['any other 4xx', 404],
    ['no whole answer', 'timeout'],
  ] as const
  for (const [label, answer] of samples) {
    const words = { acknowledged: 'acknowledged', retried: 'sent again', refused: '**given up**' }
    const meanings = policies.map((name) => words[interpretAnswer(answer, deliveryPolicies[name])])
    t.strictSame(cellsOf(label), meanings, label)
  }
  const schedules = cellsOf('attempts after the first') ?? []
  for (const [index, name] of policies.entries()) {
    const seconds = deliveryPolicies[name].retryDelaysMs.map((delayMs) => delayMs / 1000)
    const list = `${seconds.slice(0, -1).join(', ')} and ${seconds.at(-1)} s`
    t.match(schedules[index], name === 'strict' ? '1, at once' : `${seconds.length}: after ${list}`)
  }
})
