import t from 'tap'
import { createTestReceiver, createWebhook, signedAtSeconds } from './webhook.ts'

async function receiveAt(nowMilliseconds: number, toleranceSeconds = 300): Promise<string> {
  const receiver = createTestReceiver({ now: () => nowMilliseconds, toleranceSeconds })
  const reception = await receiver.receive(createWebhook())
  return reception.outcome === 'refused' ? reception.refusal.code : reception.outcome
}

/** How many milliseconds after the signing second it is received. */
const edges: [milliseconds: number, toleranceSeconds: number, outcome: string][] = [
  [0, 300, 'accepted'],
  [300_000, 300, 'accepted'],
  [300_999, 300, 'accepted'],
  [301_000, 300, 'timestamp_too_old'],
  [-300_000, 300, 'accepted'],
  [-300_001, 300, 'timestamp_in_future'],
  [-301_000, 300, 'timestamp_in_future'],
  [1_999, 1, 'accepted'],
  [2_000, 1, 'timestamp_too_old'],
  [-1_000, 1, 'accepted'],
  [-1_001, 1, 'timestamp_in_future'],
  [86_400_000, 86_400, 'accepted'],
  [86_401_000, 86_400, 'timestamp_too_old'],
]

t.test('the edges of the window', async (t) => {
  for (const [milliseconds, toleranceSeconds, outcome] of edges) {
    const received = await receiveAt(signedAtSeconds * 1000 + milliseconds, toleranceSeconds)
    t.equal(received, outcome, `${milliseconds} ms, tolerance ${toleranceSeconds} s`)
  }
})

t.test('a clock that tells no time lets nothing in', async (t) => {
  for (const now of [Number.NaN, undefined, 'noon', {}, Promise.resolve(signedAtSeconds * 1000)]) {
    const receiver = createTestReceiver({ now: () => now as number })
    const reception = await receiver.receive(createWebhook({ timestamp: 1 })).catch(() => undefined)
    t.not(reception?.outcome, 'accepted', String(now))
  }
})

t.test('the timestamp header', async (t) => {
  const now = signedAtSeconds * 1000
  const codes: [timestamp: string, outcome: string][] = [
    [`00${signedAtSeconds}`, 'accepted'],
    ['0', 'timestamp_too_old'],
    ['1', 'timestamp_too_old'],
    ['999999999999', 'timestamp_in_future'],
    [`000${signedAtSeconds}`, 'malformed_timestamp'],
    [String(now), 'malformed_timestamp'],
    ['', 'malformed_timestamp'],
    [` ${signedAtSeconds}`, 'malformed_timestamp'],
    [`${signedAtSeconds}\n`, 'malformed_timestamp'],
    [`+${signedAtSeconds}`, 'malformed_timestamp'],
    [`-${signedAtSeconds}`, 'malformed_timestamp'],
    [`${signedAtSeconds}.0`, 'malformed_timestamp'],
    ['1e9', 'malformed_timestamp'],
    ['0x65a50a24', 'malformed_timestamp'],
    ['١٧٠٥٣١٤٦٦٠', 'malformed_timestamp'],
    [`${signedAtSeconds}, ${signedAtSeconds}`, 'malformed_timestamp'],
  ]
  for (const [timestamp, outcome] of codes) {
    const reception = await createTestReceiver().receive(createWebhook({ timestamp }))
    t.equal(reception.outcome === 'refused' ? reception.refusal.code : reception.outcome, outcome, timestamp)
  }
})
