import { type TelnyxCall, toCallRecord } from '@telnyx-call/core'
import { sampleCall } from '@telnyx-call/testing'
import fc from 'fast-check'
import t from 'tap'
import { deliver } from '../../packages/core/test/webhook.ts'

const names = Object.keys(sampleCall())
/** What makes an ended call, whatever else is sent. */
const ENDED = { CallbackSource: 'call-progress-events', CallStatus: 'completed' }

const json = fc.oneof(
  fc.json(),
  fc
    .record(
      {
        mos: fc.oneof(fc.jsonValue(), fc.constantFrom('4.50', '-1', '1e3')),
        jitter: fc.jsonValue(),
        packet_loss: fc.jsonValue(),
        inbound: fc.oneof(fc.jsonValue(), fc.constant({ mos: '3.90', jitter: 12, packet_count: '7' })),
        outbound: fc.oneof(fc.jsonValue(), fc.constant({ skip_packet_count: '0' })),
      },
      { requiredKeys: [] },
    )
    .map((stats) => JSON.stringify(stats)),
)
const values = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'completed',
    'true',
    'false',
    '0',
    '12',
    '1.5',
    '-3',
    '1e3',
    '',
    'null',
    '2024-01-15T10:30:00Z',
  ),
  json,
)
const fields = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), values)

/** The types that a record's parts may have, whatever was sent. */
const types: Record<string, string> = {
  initiatedAt: 'Date',
  generatedAt: 'Date',
  answeredAt: 'Date',
  startedAt: 'Date',
  endedAt: 'Date',
  occurredAt: 'Date',
  durationSeconds: 'Number',
  sequence: 'Number',
  validated: 'Boolean',
  mos: 'Number',
  jitter: 'Number',
  packetLoss: 'Number',
  packetCount: 'Number',
  skipPacketCount: 'Number',
  inbound: 'Object',
  outbound: 'Object',
  parent: 'Object',
  dial: 'Object',
  recording: 'Object',
  hangup: 'Object',
  shakenStir: 'Object',
  quality: 'Object',
  error: 'Object',
}

function findMisfit(part: object): string | undefined {
  for (const [name, value] of Object.entries(part)) {
    const type = value?.constructor?.name
    if (type !== (types[name] ?? 'String')) return `${name} is ${type}: ${value}`
    if (value instanceof Date && Number.isNaN(value.getTime())) return `${name} is no date`
    const misfit = type === 'Object' ? findMisfit(value) : undefined
    if (misfit) return misfit
  }
  return undefined
}

t.test('a record is made of whatever an authentic form holds, and its parts have their types', async (t) => {
  let partCount = 0
  await fc.assert(
    fc.asyncProperty(fields, async (sent) => {
      const { call } = await deliver({ ...sent, ...ENDED })
      const record = toCallRecord(call as TelnyxCall)
      partCount += Object.keys(record).length
      const misfit = findMisfit(record)
      if (misfit !== undefined) throw new Error(misfit)
    }),
    { numRuns: 700 },
  )
  t.ok(partCount > 200, 'there was something in them')
})

t.test('quality holds the numbers of the JSON, and its text', async (t) => {
  await fc.assert(
    fc.asyncProperty(json, async (raw) => {
      const { call } = await deliver(sampleCall({ CallQualityStats: raw }))
      const parsed = JSON.parse(raw)
      const quality = toCallRecord(call as TelnyxCall).quality
      const inbound = Object(parsed?.inbound)
      const pairs: [unknown, unknown][] = [
        [quality?.mos, toNumber(parsed?.mos) ?? toNumber(inbound.mos)],
        [quality?.jitter, toNumber(parsed?.jitter) ?? toNumber(inbound.jitter)],
        [quality?.packetLoss, toNumber(parsed?.packet_loss) ?? toNumber(inbound.packet_loss)],
        [quality?.inbound?.mos, toNumber(inbound.mos)],
      ]
      return quality?.raw === raw && pairs.every(([own, sent]) => own === sent)
    }),
    { numRuns: 300 },
  )
  t.pass()
})

/** What JSON holds as a number, or as the text of one in decimal digits. */
function toNumber(sent: unknown): number | undefined {
  if (typeof sent === 'string') return /^-?\d{1,15}(\.\d+)?$/.test(sent) ? Number.parseFloat(sent) : undefined
  return typeof sent === 'number' ? sent : undefined
}
