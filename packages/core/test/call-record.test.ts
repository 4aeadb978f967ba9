import { type CallRecord, type TelnyxCall, toCallRecord } from '@telnyx-call/core'
import { type SampleVariant, sampleCall } from '@telnyx-call/testing'
import t from 'tap'
import { deliver } from './webhook.ts'

async function recordOf(fields: Readonly<Record<string, string>>): Promise<CallRecord> {
  const { call } = await deliver(fields)
  return toCallRecord(call as TelnyxCall)
}

const sid = 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'

t.test("the specification's example, whole", async (t) => {
  t.strictSame(await recordOf(sampleCall()), {
    sid,
    accountSid: 'f5586561-8ff0-4291-a51b-c7dfe4139ff9',
    status: 'completed',
    from: '+35319605860',
    to: '+13129457420',
    callerId: 'John Doe',
    connectionId: '1234567890',
    sequence: 3,
    initiatedAt: new Date('2024-01-15T10:30:26.028Z'),
    generatedAt: new Date('2024-01-15T10:30:00Z'),
    answeredAt: new Date('2024-01-15T10:30:15Z'),
    startedAt: new Date('2024-01-15T10:30:00Z'),
    endedAt: new Date('2024-01-15T10:31:00Z'),
    occurredAt: new Date('2024-01-15T10:31:00Z'),
    durationSeconds: 45,
    controlId: sid,
    legId: 'abc123-leg1',
    sessionId: 'session-abc123',
    userId: 'f5586561-8ff0-4291-a51b-c7dfe4139ff9',
    organizationId: 'org-abc123',
    quality: { mos: 4.2, jitter: 10, packetLoss: 0.5, raw: '{"mos":4.2,"jitter":10,"packet_loss":0.5}' },
    parent: { sid: 'v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg' },
    dial: { sid, status: 'completed', durationSeconds: 120 },
    recording: { url: 'https://api.telnyx.com/v2/recordings/abc123.wav', durationSeconds: 90 },
    hangup: { cause: 'normal_clearing', source: 'caller', sipCode: '200' },
    shakenStir: { attestation: 'A', validated: true },
    error: { code: '10001', message: 'Call failed' },
  })
})

const always = [
  'sid',
  'accountSid',
  'status',
  'from',
  'to',
  'connectionId',
  'sequence',
  'initiatedAt',
  'generatedAt',
]
const answeredOnly = [
  ...['answeredAt', 'startedAt', 'endedAt', 'occurredAt', 'durationSeconds', 'quality'],
  ...['controlId', 'legId', 'sessionId', 'userId', 'organizationId'],
]
const caller = ['callerId', 'shakenStir']

/** The keys that each sample's record has; any other is absent. */
const recordKeys: Partial<Record<SampleVariant, readonly string[]>> = {
  minimal: always,
  busy: [...always, ...caller, 'hangup'],
  'no-answer': [...always, ...caller, 'hangup'],
  canceled: [...always, ...caller, 'hangup'],
  failed: [...always, ...caller, 'hangup', 'error'],
  'dial-child': [...always, ...answeredOnly, ...caller, 'hangup', 'parent', 'dial'],
  recorded: [...always, ...answeredOnly, ...caller, 'hangup', 'recording'],
  'non-ascii': [...always, ...answeredOnly, ...caller, 'hangup'],
}

for (const [variant, names] of Object.entries(recordKeys)) {
  t.test(`sample ${variant}: what was not sent is absent`, async (t) => {
    const record = await recordOf(sampleCall(variant as SampleVariant))
    t.strictSame(Object.keys(record).sort(), [...names].sort())
    t.notOk(JSON.stringify(record).includes('null'), 'nothing in it is null')
  })
}

t.test('a group has what was sent of it, and is absent when nothing was', async (t) => {
  const groups: [fields: Record<string, string>, name: keyof CallRecord, group: unknown][] = [
    [{ DialCallSid: 'x' }, 'dial', { sid: 'x' }],
    [{ DialCallStatus: 'busy' }, 'dial', { status: 'busy' }],
    [{ DialCallDuration: '0' }, 'dial', { durationSeconds: 0 }],
    [{ RecordingUrl: 'u' }, 'recording', { url: 'u' }],
    [{ RecordingDuration: '1' }, 'recording', { durationSeconds: 1 }],
    [{ RecordingDuration: 'long' }, 'recording', undefined],
    [{ HangupCause: 'c' }, 'hangup', { cause: 'c' }],
    [{ HangupSource: 's' }, 'hangup', { source: 's' }],
    [{ SipHangupCause: '486' }, 'hangup', { sipCode: '486' }],
    [{ SipHangupCause: 'unspecified' }, 'hangup', undefined],
    [{ SipHangupCause: '4860' }, 'hangup', undefined],
    [{ SipHangupCause: ' 486' }, 'hangup', undefined],
    [{ ShakenStirValidated: 'false' }, 'shakenStir', { validated: false }],
    [{ ShakenStirAttestation: 'C' }, 'shakenStir', { attestation: 'C' }],
    [{ ErrorCode: '1' }, 'error', { code: '1' }],
    [{ ErrorMessage: 'm' }, 'error', { message: 'm' }],
    [{ ParentCallSid: 'p' }, 'parent', { sid: 'p' }],
    [{ ParentCallSidLegacy: 'p' }, 'parent', undefined],
  ]
  for (const [fields, name, group] of groups) {
    const record = await recordOf({ ...sampleCall('minimal'), ...fields })
    t.strictSame(record[name], group, JSON.stringify(fields))
    t.equal(Object.hasOwn(record, name), group !== undefined)
  }
})

t.test('quality keeps what it can read of the JSON, and the text in any case', async (t) => {
  const texts: Record<string, object> = {
    '{"mos":4.2,"jitter":10,"packet_loss":0.5}': { mos: 4.2, jitter: 10, packetLoss: 0.5 },
    '{"mos":0,"jitter":0,"packet_loss":0}': { mos: 0, jitter: 0, packetLoss: 0 },
    '{"jitter":1}': { jitter: 1 },
    '{"mos":"4.20","jitter":"10","packet_loss":1}': { mos: 4.2, jitter: 10, packetLoss: 1 },
    '{"mos":"good","jitter":"","packet_loss":"1e3"}': {},
    '{"mos":" 4.2","jitter":"4.","packet_loss":"0x1"}': {},
    '{"mos":"-1","jitter":"1234567890123456","packet_loss":".5"}': { mos: -1 },
    '{"packet_count":7}': { packetCount: 7 },
    '{"inbound":{},"outbound":{}}': {},
    '{"inbound":null,"outbound":[1]}': {},
    '{"inbound":"4.2","outbound":4.2}': {},
    '{"inbound":{"mos":"none"},"outbound":{"mos":"3.9"}}': { outbound: { mos: 3.9 } },
    '{"mos":4.2,"inbound":{"mos":"3.1","jitter":"9"}}': {
      mos: 4.2,
      jitter: 9,
      inbound: { mos: 3.1, jitter: 9 },
    },
    '{"mos":null,"jitter":[1],"packet_loss":{}}': {},
    '{"MOS":4.2,"packetLoss":1,"extra":2}': {},
    '{"__proto__":{"mos":1}}': {},
    '{"mos":1e999,"jitter":-1e999}': {},
    '{}': {},
    '{': {},
    null: {},
    '[]': {},
    '[4.2]': {},
    '"x"': {},
    '4.2': {},
    true: {},
    'not JSON': {},
    ' ': {},
  }
  for (const [raw, stats] of Object.entries(texts)) {
    const { quality } = await recordOf(sampleCall({ CallQualityStats: raw }))
    t.strictSame(quality, { ...stats, raw }, raw)
  }
})

t.test('B12: quality statistics with both directions, numbers as text', async (t) => {
  const raw = JSON.stringify({
    inbound: {
      mos: '4.50',
      jitter_max_variance: '12.10',
      jitter_packet_count: '20',
      packet_count: '1500',
      skip_packet_count: '3',
    },
    outbound: { packet_count: '1498', skip_packet_count: '0' },
  })
  const inbound = {
    mos: 4.5,
    jitterMaxVariance: 12.1,
    jitterPacketCount: 20,
    packetCount: 1500,
    skipPacketCount: 3,
  }
  const { quality } = await recordOf(sampleCall('minimal', { CallQualityStats: raw }))
  t.strictSame(quality, { ...inbound, inbound, outbound: { packetCount: 1498, skipPacketCount: 0 }, raw })
})

t.test('B14: a SIP code that is unspecified, as of calls that came in, is absent', async (t) => {
  const fields = { SipHangupCause: 'unspecified', HangupCause: 'normal_clearing', CallDuration: '600' }
  const record = await recordOf(sampleCall('minimal', fields))
  t.strictSame(record.hangup, { cause: 'normal_clearing' })
  t.equal(record.durationSeconds, 600)
})

t.test('seconds are decimal digits, with a fraction perhaps', async (t) => {
  const texts: Record<string, number | undefined> = {
    45: 45,
    0: 0,
    '007': 7,
    1.5: 1.5,
    '12.000': 12,
    999999999999999: 999_999_999_999_999,
    1000000000000000: undefined,
    '-1': undefined,
    '+1': undefined,
    '1e3': undefined,
    '0x10': undefined,
    ' 3': undefined,
    '3 ': undefined,
    '.5': undefined,
    '5.': undefined,
    '1:30': undefined,
    NaN: undefined,
    Infinity: undefined,
  }
  for (const [text, seconds] of Object.entries(texts)) {
    const record = await recordOf(sampleCall({ CallDuration: text }))
    t.equal(record.durationSeconds, seconds, text)
    t.equal(Object.hasOwn(record, 'durationSeconds'), seconds !== undefined)
  }
})

t.test('a call taken as it was: what it lacks, its record lacks', async (t) => {
  const ended = { CallbackSource: 'call-progress-events', CallStatus: 'busy' }
  t.strictSame(await recordOf(ended), { status: 'busy' })
  const { sid, accountSid, ...rest } = await recordOf(sampleCall('minimal'))
  t.strictSame(await recordOf(sampleCall('minimal', { CallSid: undefined, AccountSid: undefined })), rest)
})

t.test('a call taken as it was: what cannot be read is absent', async (t) => {
  const record = await recordOf(
    sampleCall({ Timestamp: 'soon', EndTime: 'late', SequenceNumber: 'third', ShakenStirValidated: 'maybe' }),
  )
  for (const name of ['generatedAt', 'endedAt', 'sequence'])
    t.notOk(Object.hasOwn(record, name), `no ${name}`)
  t.strictSame(record.shakenStir, { attestation: 'A' })
})

t.test('a withheld number is empty, as it was sent, and an empty name of a caller is absent', async (t) => {
  const record = await recordOf(sampleCall('minimal', { From: '', CallerId: '' }))
  t.strictSame(record, { ...(await recordOf(sampleCall('minimal'))), from: '' })
})
