import t from 'tap'
import {
  createTelnyxSimulator,
  createTestKeys,
  type Ledger,
  type TelnyxSimulatorOptions,
} from '../src/index.ts'
import { startCallServer } from './call-server.ts'

const keys = createTestKeys()

const faults = {
  keys,
  policy: 'patient',
  retryDelaysMs: [3, 3, 3, 3],
  duplicates: 0.3,
  maxDuplicateDelayMs: 10,
  concurrentCopies: 0.3,
  reorderings: 0.3,
  maxReorderingDelayMs: 10,
  brokenConnections: 0.3,
  reencodings: 0.5,
} as const

/** All that a seed decides, and nothing that depends on time. */
function readOutcome({ events }: Ledger) {
  return events.map(({ callSid, fields, attempts }) => ({
    callSid,
    fields,
    attempts: attempts.map(({ kind, url, answer, resigned }) => ({ kind, url, answer, resigned })),
  }))
}

t.test('the same seed brings the same calls and faults, at whatever pace', async (t) => {
  const { url } = await startCallServer(t)
  const failoverUrl = url.replace('/calls', '/failover')
  const run = async (options: Partial<TelnyxSimulatorOptions>) =>
    readOutcome(await createTelnyxSimulator({ url, failoverUrl, ...faults, ...options }).deliver(60))

  const first = await run({ seed: 7 })
  t.strictSame(await run({ seed: 7 }), first)
  t.strictSame(await run({ seed: 7, concurrency: 1, callsPerSecond: 1000 }), first)
  const other = await run({ seed: 8 })
  t.strictNotSame(
    other.map(({ attempts }) => attempts),
    first.map(({ attempts }) => attempts),
  )
  const sids = new Set([...first, ...other].map(({ callSid }) => callSid))
  t.equal(sids.size, 120, 'other calls too')
})

t.test('the plan belongs to the position of a call, whoever made its fields', async (t) => {
  const { url } = await startCallServer(t)
  const simulate = () => createTelnyxSimulator({ url, ...faults })
  const madeUp = readOutcome(await simulate().deliver(30))
  const given = readOutcome(
    await simulate().deliver(Array.from({ length: 30 }, (_, index) => ({ CallSid: String(index) }))),
  )
  t.strictSame(
    given.map(({ attempts }) => attempts),
    madeUp.map(({ attempts }) => attempts),
  )
})

t.test('one fault more leaves the others where they were', async (t) => {
  const { url } = await startCallServer(t)
  const findDuplicates = async (concurrentCopies: number) => {
    const ledger = await createTelnyxSimulator({ url, ...faults, concurrentCopies }).deliver(40)
    return ledger.events.map(({ attempts }) => attempts.some(({ kind }) => kind === 'duplicate'))
  }
  const plain = await findDuplicates(0)
  t.ok(plain.includes(true) && plain.includes(false))
  t.strictSame(await findDuplicates(1), plain)
})

t.test('the policies send the same first attempts, and fail the same of them', async (t) => {
  const { url } = await startCallServer(t)
  const findFirstAnswers = async (options: Partial<TelnyxSimulatorOptions>) => {
    const ledger = await createTelnyxSimulator({
      url,
      ...faults,
      retryDelaysMs: undefined,
      ...options,
    }).deliver(30)
    return ledger.events.map(({ attempts: [first] }) => first?.answer)
  }
  const strict = await findFirstAnswers({ policy: 'strict' })
  t.ok(new Set(strict).size > 1)
  t.strictSame(await findFirstAnswers({ policy: 'strict', concurrency: 1 }), strict)
  t.strictSame(await findFirstAnswers({ policy: 'voice-api', retryDelaysMs: [3, 3, 3] }), strict)
})
