import { createPublicKey, verify } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import {
  type CallFields,
  createTelnyxSimulator,
  createTestKeys,
  type LedgerEvent,
  sampleCall,
  sampleEvent,
  signedRequest,
} from '../src/index.ts'
import { type Arrival, answerWith, readForm, startCallServer } from './call-server.ts'

const keys = createTestKeys()

const answersOf = ({ attempts }: LedgerEvent) => attempts.map(({ answer }) => answer)
const call = (callSid: string): CallFields => sampleCall('busy', { CallSid: callSid })

function isSigned({ headers, body }: Arrival): boolean {
  const x = Buffer.from(keys.publicKey, 'base64').toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  const signature = Buffer.from(String(headers['telnyx-signature-ed25519']), 'base64')
  return verify(null, Buffer.concat([Buffer.from(`${headers['telnyx-timestamp']}|`), body]), key, signature)
}

t.test('a plain simulator brings each made-up call once, signed, on connections kept alive', async (t) => {
  const server = await startCallServer(t)
  const simulator = createTelnyxSimulator({ keys, url: server.url, concurrency: 4 })
  const ledger = await simulator.deliver(60)

  t.equal(ledger, simulator.ledger)
  t.equal(server.arrivals.length, 60)
  t.ok(server.arrivals.every(isSigned), 'each is signed')
  t.ok(server.connections() <= 4, 'no more than four connections')
  t.equal(new Set(server.arrivals.map(({ callSid }) => callSid)).size, 60, 'each call has a CallSid')
  const statuses = new Set(server.arrivals.map((arrival) => readForm(arrival).CallStatus))
  t.strictSame([...statuses].sort(), ['busy', 'canceled', 'completed', 'failed', 'no-answer'])
  for (const arrival of server.arrivals) {
    const { CallSid, CallSidLegacy, CallControlId = CallSid } = readForm(arrival)
    t.match(CallSid, /^v3:[\w-]{54}$/)
    t.ok(CallSid === CallSidLegacy && CallSid === CallControlId)
  }
  for (const event of ledger.events) {
    t.strictSame(answersOf(event), [200])
    t.ok(event.acknowledged)
  }
})

t.test('one place keeps the order; a second delivery goes on where the first ended', async (t) => {
  const server = await startCallServer(t)
  const simulator = createTelnyxSimulator({ keys, url: server.url, concurrency: 1 })
  await simulator.deliver(20)
  const { events } = await simulator.deliver(20)
  t.equal(events.length, 40)
  t.strictSame(
    server.arrivals.map(({ callSid }) => callSid),
    events.map(({ callSid }) => callSid),
  )
  t.strictSame(
    events.map(({ index }) => index),
    Array.from({ length: 40 }, (_, index) => index),
  )
})

t.test('the fields of calls come from an iterable, or from an asynchronous one', async (t) => {
  const server = await startCallServer(t)
  const simulator = createTelnyxSimulator({ keys, url: server.url, concurrency: 1 })
  const first = { CallSid: 'one', From: '+1 555' }
  await simulator.deliver([first, call('two')])
  await simulator.deliver(
    (async function* () {
      yield call('three')
      await sleep(5)
      yield call('four')
    })(),
  )
  t.strictSame(
    simulator.ledger.events.map(({ callSid }) => callSid),
    ['one', 'two', 'three', 'four'],
  )
  t.equal(server.arrivals[0]?.body.toString(), 'CallSid=one&From=%2B1+555')
  t.strictSame(simulator.ledger.events[0]?.fields, first)
})

t.test('calls are taken as there is room, so an endless source is no trouble', async (t) => {
  const server = await startCallServer(t, () => {})
  const simulator = createTelnyxSimulator({ keys, url: server.url, concurrency: 3 })
  const stop = new AbortController()
  let taken = 0
  function* endless() {
    for (;;) {
      taken += 1
      yield call(`call-${taken}`)
    }
  }
  const delivery = simulator.deliver(endless(), { signal: stop.signal })
  while (server.arrivals.length < 3) await sleep(5)
  t.ok(taken <= 4, 'one waits beside the three under way')
  stop.abort()
  await t.rejects(delivery, { name: 'AbortError' })
})

t.test('an answer that does not come in time breaks the connection', async (t) => {
  const silent = await startCallServer(t, () => {})
  const slow = await startCallServer(t, (response) => {
    response.writeHead(200)
    response.write('the beginning of an answer')
  })
  for (const server of [silent, slow]) {
    const simulator = createTelnyxSimulator({ keys, url: server.url, timeoutMs: 60, retryDelaysMs: [10] })
    const { events, totals } = await simulator.deliver([call('late')])
    t.strictSame(events.map(answersOf), [['timeout', 'timeout']])
    for (const { durationMs } of events[0]?.attempts ?? []) t.ok(durationMs >= 55 && durationMs < 2000)
    t.strictSame(totals.attemptsByAnswer, { timeout: 2 })
    await Promise.all(server.arrivals.map(({ closed }) => closed))
    t.strictSame(
      server.arrivals.map(({ isAnswered }) => isAnswered),
      [false, false],
    )
  }
})

t.test('a connection that the server refuses or breaks is an attempt that failed', async (t) => {
  const breaking = await startCallServer(t, (response) => response.destroy())
  const halfway = await startCallServer(t, (response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('half', () => response.destroy())
  })
  const refusing = { url: 'http://127.0.0.1:1/' }
  const cases = [
    [breaking, 'broken'],
    [halfway, 'broken'],
    [refusing, 'unreachable'],
  ] as const
  for (const [{ url }, failure] of cases) {
    const simulator = createTelnyxSimulator({ keys, url, retryDelaysMs: [1] })
    const ledger = await simulator.deliver(2)
    t.strictSame(ledger.events.map(answersOf), [
      [failure, failure],
      [failure, failure],
    ])
    t.equal(ledger.unacknowledged.length, 2)
  }
})

t.test('a kept connection that the server breaks is broken, not unreachable', async (t) => {
  const server = await startCallServer(t, (response, arrival) => {
    if (arrival.callSid === 'good') answerWith(200)(response, arrival)
    else response.destroy()
  })
  const simulator = createTelnyxSimulator({ keys, url: server.url, concurrency: 1, retryDelaysMs: [] })
  const { events } = await simulator.deliver([call('good'), call('bad')])
  t.strictSame(events.map(answersOf), [[200], ['broken']])
  t.equal(server.connections(), 1)
})

t.test('retries keep to their schedule and take turns between the two URLs', async (t) => {
  const server = await startCallServer(t, answerWith(500))
  const failover = await startCallServer(t, answerWith(500))
  const retryDelaysMs = [30, 60, 90]
  const options = { keys, url: server.url, failoverUrl: new URL(failover.url), retryDelaysMs }
  const ledger = await createTelnyxSimulator(options).deliver(1)
  const attempts = ledger.events[0]?.attempts ?? []
  t.strictSame(
    attempts.map(({ url }) => url),
    [server.url, failover.url, server.url, failover.url],
  )
  t.equal(server.arrivals.length, 2)
  t.equal(failover.arrivals.length, 2)
  for (const [position, delayMs] of retryDelaysMs.entries()) {
    const before = attempts[position]
    const pauseMs = (attempts[position + 1]?.startedAtMs ?? 0) - (before?.startedAtMs ?? 0)
    t.ok(pauseMs >= delayMs - 2 && pauseMs < delayMs + 2000, `${pauseMs} ms after a delay of ${delayMs}`)
  }
  t.match(ledger, { totals: { unacknowledged: 1, attempts: 4, attemptsByKind: { first: 1, retry: 3 } } })
})

t.test('without retries there is one attempt', async (t) => {
  const server = await startCallServer(t, answerWith(503))
  const { totals } = await createTelnyxSimulator({ keys, url: server.url, retryDelaysMs: [] }).deliver(3)
  t.match(totals, { attempts: 3, acknowledged: 0, unacknowledged: 3 })
})

t.test('callsPerSecond holds the pace, concurrency the number under way', async (t) => {
  let underWay = 0
  let most = 0
  const server = await startCallServer(t, (response) => {
    underWay += 1
    most = Math.max(most, underWay)
    setTimeout(() => {
      underWay -= 1
      response.end()
    }, 20)
  })
  const paced = createTelnyxSimulator({ keys, url: server.url, callsPerSecond: 100 })
  const startedAt = performance.now()
  await paced.deliver(31)
  t.ok(performance.now() - startedAt >= 300, 'the last starts after 300 ms')

  most = 0
  await createTelnyxSimulator({ keys, url: server.url, concurrency: 2 }).deliver(10)
  t.equal(most, 2)
})

t.test('headers are added to every request', async (t) => {
  const server = await startCallServer(t)
  const headers = { authorization: 'Bearer abc' }
  await createTelnyxSimulator({ keys, url: server.url, headers }).deliver(1)
  t.equal(server.arrivals[0]?.headers.authorization, 'Bearer abc')
})

t.test('aborting breaks attempts, waits and pauses, and deliver rejects with the reason', async (t) => {
  const hanging = await startCallServer(t, () => {})
  const failing = await startCallServer(t, answerWith(500))
  const good = await startCallServer(t)
  const reason = new Error('enough')
  const startedAt = performance.now()
  const cases = [
    [hanging, 50, {}, { aborted: 50 }],
    [failing, 60, { retryDelaysMs: [60_000] }, { 500: 60 }],
    [good, 1, { callsPerSecond: 0.01 }, { 200: 1 }],
    [good, 1, { reorderings: 1, maxReorderingDelayMs: 600_000 }, {}],
  ] as const
  for (const [server, arrivals, options, answers] of cases) {
    const simulator = createTelnyxSimulator({ keys, url: server.url, ...options })
    const stop = new AbortController()
    const delivery = simulator.deliver(60, { signal: stop.signal })
    while (server.arrivals.length < arrivals) await sleep(5)
    await sleep(30)
    stop.abort(reason)
    await t.rejects(delivery, reason)
    t.strictSame(simulator.ledger.totals.attemptsByAnswer, answers)
  }
  t.ok(performance.now() - startedAt < 5000)

  const simulator = createTelnyxSimulator({ keys, url: good.url })
  await t.rejects(simulator.deliver(1, { signal: AbortSignal.abort(reason) }), reason)
  t.strictSame(simulator.ledger.events, [], 'nothing was taken')
})

t.test('what is wrong with the calls rejects, and nothing goes on', async (t) => {
  const server = await startCallServer(t)
  const simulator = createTelnyxSimulator({ keys, url: server.url })
  const deliver = simulator.deliver as (calls: unknown) => Promise<unknown>
  const wrong: [unknown, RegExp][] = [
    [-1, /whole number of calls/],
    [1.5, /whole number of calls/],
    ['calls', /a number of calls, or an iterable/],
    [undefined, /a number of calls, or an iterable/],
    [null, /a number of calls, or an iterable/],
    [sampleCall(), /a number of calls, or an iterable/],
    [[sampleCall({ CallSid: undefined })], /with its CallSid/],
    [[sampleCall({ CallSid: '' })], /with its CallSid/],
    [[undefined], /with its CallSid/],
    [[{ CallSid: 'x', SequenceNumber: 3 }], /SequenceNumber must be a string/],
    [[call('twice'), call('twice')], /An event of CallSid twice was passed twice/],
  ]
  for (const [calls, message] of wrong) await t.rejects(deliver(calls), { name: 'TypeError', message })

  const failing = (async function* () {
    yield call('before')
    throw new Error('the source failed')
  })()
  await t.rejects(simulator.deliver(failing), { message: 'the source failed' })

  const headers = { 'x-broken': 'a\nb' }
  const broken = createTelnyxSimulator({ keys, url: server.url, headers })
  await t.rejects(broken.deliver(3), { code: 'ERR_INVALID_CHAR' })

  const delivery = simulator.deliver(1)
  await t.rejects(simulator.deliver(1), { message: /already delivering/ })
  await delivery
})

t.test('a request of its own is sent as it is, and signed as often as a form would be', async (t) => {
  const server = await startCallServer(t, answerWith(503))
  const bytes = Buffer.from([0, 0xff, 0x0a])
  const bodies: Readonly<Record<string, Parameters<typeof signedRequest>[0]>> = {
    json: { keys, json: sampleEvent('json', { id: 'json' }) },
    bytes: { keys, body: bytes, headers: { 'content-type': 'application/octet-stream' } },
  }
  let built = 0
  const simulator = createTelnyxSimulator({
    keys,
    url: server.url,
    concurrency: 1,
    resign: 'never',
    createRequest({ CallSid = '' }) {
      built += 1
      return signedRequest(bodies[CallSid] ?? { keys })
    },
  })
  await simulator.deliver([{ CallSid: 'json' }, { CallSid: 'bytes' }])
  const [json, jsonAgain, first, again] = server.arrivals
  t.equal(json?.headers['content-type'], 'application/json')
  t.match(JSON.parse(String(json?.body)), { data: { id: 'json', event_type: 'call.hangup' } })
  t.strictSame(first?.body, bytes)
  t.ok(server.arrivals.every(isSigned), 'each is signed')
  t.strictSame([jsonAgain?.headers, again?.body], [json?.headers, bytes], 'repeated byte for byte')
  t.equal(built, 2)
})

t.test('each attempt that has ended is passed on, with its event and the body of the answer', async (t) => {
  const server = await startCallServer(t, (response, arrival) => {
    answerWith(503 - arrival.earlier)(response, arrival)
  })
  const seen: unknown[] = []
  const simulator = createTelnyxSimulator({
    keys,
    url: server.url,
    onAttempt: ({ kind, answer }, { callSid, finished }, body) =>
      seen.push([callSid, kind, answer, finished, Buffer.from(body).toString()]),
  })
  await simulator.deliver([call('a')])
  t.strictSame(seen, [
    ['a', 'first', 503, false, 'an answer'],
    ['a', 'retry', 502, false, 'an answer'],
  ])

  const stopping = createTelnyxSimulator({
    keys,
    url: server.url,
    onAttempt() {
      throw new Error('the listener failed')
    },
  })
  await t.rejects(stopping.deliver(3), { message: 'the listener failed' })
})
