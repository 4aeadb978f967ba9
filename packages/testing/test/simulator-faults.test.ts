import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import {
  createTelnyxSimulator,
  createTestKeys,
  type Ledger,
  type LedgerEvent,
  sampleCall,
  type TelnyxSimulatorOptions,
} from '../src/index.ts'
import { type Arrival, answerWith, readForm, startCallServer } from './call-server.ts'

const keys = createTestKeys()
const quick = {
  keys,
  policy: 'patient',
  retryDelaysMs: [5, 5, 5, 5, 5],
  maxDuplicateDelayMs: 40,
  maxReorderingDelayMs: 60,
} as const

const kindsOf = ({ attempts }: LedgerEvent) => attempts.map(({ kind }) => kind)
const signatureOf = ({ headers }: Arrival) => headers['telnyx-signature-ed25519']

function sum(ledger: Ledger, kind: string): number {
  return ledger.events.flatMap(({ attempts }) => attempts).filter((attempt) => attempt.kind === kind).length
}

t.test('duplicates follow an acknowledgement, to either URL', async (t) => {
  const server = await startCallServer(t)
  const failover = await startCallServer(t)
  const options = { ...quick, url: server.url, failoverUrl: failover.url, duplicates: 1 }
  const ledger = await createTelnyxSimulator(options).deliver(20)
  for (const event of ledger.events) {
    t.strictSame(kindsOf(event), ['first', 'duplicate'])
    const [first, duplicate] = event.attempts
    t.ok((duplicate?.startedAtMs ?? 0) >= (first?.startedAtMs ?? 0))
    t.ok((duplicate?.startedAtMs ?? 0) < (first?.startedAtMs ?? 0) + 1000)
  }
  t.equal(server.arrivals.length + failover.arrivals.length, 40)
  t.ok(server.arrivals.length > 20 && failover.arrivals.length > 0, 'some to each')

  const deaf = await startCallServer(t, answerWith(500))
  const unheard = await createTelnyxSimulator({ ...quick, url: deaf.url, duplicates: 1 }).deliver(2)
  t.equal(sum(unheard, 'duplicate'), 0, 'a call that was never acknowledged has no duplicate')
})

t.test('concurrent copies come at the same moment, and one answer of 200 is enough', async (t) => {
  const waiting = new Map<string, () => void>()
  const server = await startCallServer(t, (response, arrival) => {
    const release = waiting.get(arrival.callSid)
    if (release === undefined) waiting.set(arrival.callSid, () => answerWith(503)(response, arrival))
    else {
      answerWith(200)(response, arrival)
      release()
    }
  })
  const ledger = await createTelnyxSimulator({ ...quick, url: server.url, concurrentCopies: 1 }).deliver(20)
  for (const event of ledger.events) {
    t.strictSame(kindsOf(event), ['first', 'concurrent'])
    t.strictSame(event.attempts.map(({ answer }) => answer).sort(), [200, 503])
    t.ok(event.acknowledged)
  }
})

t.test('a share is a probability', async (t) => {
  const server = await startCallServer(t)
  const options = {
    ...quick,
    url: server.url,
    duplicates: 0.3,
    concurrentCopies: 0.2,
    brokenConnections: 0.1,
  }
  const ledger = await createTelnyxSimulator(options).deliver(400)
  const { attemptsByKind, attempts, attemptsByAnswer } = ledger.totals
  t.ok(attemptsByKind.duplicate > 80 && attemptsByKind.duplicate < 160, `${attemptsByKind.duplicate} of 120`)
  t.ok(
    attemptsByKind.concurrent > 50 && attemptsByKind.concurrent < 110,
    `${attemptsByKind.concurrent} of 80`,
  )
  const cut = attempts - (attemptsByAnswer[200] ?? 0)
  t.ok(cut > attempts * 0.05 && cut < attempts * 0.15, `${cut} of ${attempts} cut`)
  t.equal(ledger.unacknowledged.length, 0)
})

t.test('reordering lets later calls overtake', async (t) => {
  const server = await startCallServer(t)
  const options = { ...quick, url: server.url, reorderings: 0.5, concurrency: 1 }
  const { events } = await createTelnyxSimulator(options).deliver(40)
  const sids = events.map(({ callSid }) => callSid)
  const order = server.arrivals.map(({ callSid }) => sids.indexOf(callSid))
  t.equal(order.length, 40)
  const overtaken = order.filter((index, position) => order.slice(0, position).some((other) => other > index))
  t.ok(overtaken.length >= 5, `${overtaken.length} were overtaken`)
  t.ok(overtaken.length <= 30, 'the others kept their order')
})

t.test('a broken connection of each kind, as the server sees it', async (t) => {
  const server = await startCallServer(t, (response) => {
    response.writeHead(200)
    response.write('the beginning', () => setTimeout(() => response.end('the end'), 60))
  })
  const simulator = createTelnyxSimulator({
    ...quick,
    url: server.url,
    brokenConnections: 1,
    resign: 'never',
  })
  const fields = sampleCall()
  const form = new URLSearchParams(fields).toString()
  const seen: string[] = []
  for (let number = 0; number < 6; number += 1) {
    server.arrivals.length = 0
    await simulator.deliver([{ ...fields, CallSid: `v3:${number}` }])
    await Promise.all(server.arrivals.map(({ closed }) => closed))
    await sleep(10)
    const answers = simulator.ledger.events[number]?.attempts.map(({ answer }) => answer) ?? []
    t.equal(answers.length, 6)
    t.equal(answers.at(-1), 200, 'the last is left whole')

    const parts = server.arrivals.filter(({ isWhole }) => !isWhole)
    const unanswered = server.arrivals.filter(({ isWhole, isAnswered }) => isWhole && !isAnswered)
    t.equal(server.arrivals.length, 6)
    t.equal(parts.length, answers.filter((answer) => answer === 'cut-in-request').length)
    for (const { body } of parts) t.ok(body.length > 0 && body.length < form.length)
    t.equal(unanswered.length, 5 - parts.length)
    seen.push(...answers.map(String))
  }
  t.strictSame([...new Set(seen)].sort(), ['200', 'cut-before-answer', 'cut-in-answer', 'cut-in-request'])
})

t.test('a server that does not answer can be cut before that, or runs into the timeout', async (t) => {
  const server = await startCallServer(t, () => {})
  const options = { ...quick, url: server.url, brokenConnections: 1, timeoutMs: 80 }
  const { events } = await createTelnyxSimulator(options).deliver(8)
  const answers = new Set(events.flatMap(({ attempts }) => attempts.map(({ answer }) => answer)))
  t.strictSame([...answers].sort(), ['cut-before-answer', 'cut-in-request', 'timeout'])
})

t.test('a server that is not there is unreachable, whatever was planned', async (t) => {
  const options = { ...quick, url: 'http://127.0.0.1:1/', brokenConnections: 1 }
  const { totals } = await createTelnyxSimulator(options).deliver(5)
  t.strictSame(totals.attemptsByAnswer, { unreachable: 30 })
})

t.test('strict breaks the first attempt alone, since the second is the last', async (t) => {
  const server = await startCallServer(t)
  const { events } = await createTelnyxSimulator({ keys, url: server.url, brokenConnections: 1 }).deliver(20)
  for (const { attempts } of events) {
    t.match(attempts[0]?.answer, /^cut-/)
    t.strictSame(
      attempts.slice(1).map(({ answer }) => answer),
      [200],
    )
  }
})

t.test('a final answer to either of two concurrent copies is final for both', async (t) => {
  const server = await startCallServer(t, (response, arrival) =>
    answerWith(arrival.earlier === 0 ? 503 : 403)(response, arrival),
  )
  const ledger = await createTelnyxSimulator({ keys, url: server.url, concurrentCopies: 1 }).deliver(5)
  for (const event of ledger.events) t.strictSame(kindsOf(event), ['first', 'concurrent'])
  t.strictSame(
    ledger.lost.map(({ cause }) => cause),
    Array.from({ length: 5 }, () => 'refused'),
  )
})

/** Delivers calls that are refused at first, and come again more than a second later. */
async function redeliver(t: Test, resign?: TelnyxSimulatorOptions['resign']) {
  const server = await startCallServer(t, (response, arrival) =>
    answerWith(arrival.earlier < 3 ? 500 : 200)(response, arrival),
  )
  const options = { keys, url: server.url, retryDelaysMs: [1010, 5, 5], reencodings: 0.5 }
  const ledger = await createTelnyxSimulator({ ...options, resign }).deliver(12)
  return ledger.events.map((event) => {
    const [first, ...retries] = server.arrivals.filter(({ callSid }) => callSid === event.callSid)
    const isNew = retries.map((retry) => secondOf(retry) > secondOf(first))
    const isSame = retries.map(
      (retry) => first?.body.equals(retry.body) && signatureOf(retry) === signatureOf(first),
    )
    for (const retry of retries) t.strictSame(readForm(retry), { ...event.fields }, 'always the same fields')
    t.strictSame(
      event.attempts.slice(1).map(({ resigned }) => resigned),
      isNew,
    )
    return { isNew, isSame, bodies: [first, ...retries].map((arrival) => String(arrival?.body)) }
  })
}

const secondOf = (arrival: Arrival | undefined) => Number(arrival?.headers['telnyx-timestamp'])

t.test('a redelivery is signed again, or the same byte for byte', async (t) => {
  const [always, never, sometimes] = await Promise.all([
    redeliver(t, 'always'),
    redeliver(t, 'never'),
    redeliver(t),
  ])
  for (const { isNew, isSame } of always) {
    t.strictSame(isNew, [true, true, true])
    t.strictSame(isSame, [false, false, false])
  }
  for (const { isNew, isSame } of never) {
    t.strictSame(isNew, [false, false, false])
    t.strictSame(isSame, [true, true, true])
  }
  const mixed = sometimes.flatMap(({ isNew }) => isNew)
  for (const { isNew, isSame } of sometimes) {
    t.strictSame(
      isSame,
      isNew.map((value) => !value),
    )
  }
  t.ok(mixed.includes(true) && mixed.includes(false))

  const spaces = always.flatMap(({ bodies }) => bodies.map((body) => /John(\+|%20)Doe/.exec(body)?.[1]))
  t.ok(spaces.includes('+') && spaces.includes('%20'), 'a space is written in both ways')
})
