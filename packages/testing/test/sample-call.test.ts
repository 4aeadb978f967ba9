import t from 'tap'
import { sampleCall, sampleVariants } from '../src/index.ts'

// Written out here once more, from the specification's tables and not from the samples.
const requiredFields = [
  'AccountSid',
  'CallInitiatedAt',
  'CallSid',
  'CallSidLegacy',
  'CallStatus',
  'CallbackSource',
  'ConnectionId',
  'From',
  'SequenceNumber',
  'Timestamp',
  'To',
]
const completedOnlyFields = [
  'AnsweredTime',
  'CallControlId',
  'CallLegId',
  'CallQualityStats',
  'CallSessionId',
  'EndTime',
  'HangupCause',
  'OccurredAt',
  'OrganizationId',
  'StartTime',
  'UserId',
]
const exampleCall = {
  AccountSid: 'f5586561-8ff0-4291-a51b-c7dfe4139ff9',
  CallInitiatedAt: '2024-01-15T10:30:26.028Z',
  CallSid: 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ',
  CallSidLegacy: 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ',
  CallStatus: 'completed',
  CallbackSource: 'call-progress-events',
  ConnectionId: '1234567890',
  From: '+35319605860',
  SequenceNumber: '3',
  Timestamp: '2024-01-15T10:30:00Z',
  To: '+13129457420',
  AnsweredTime: '2024-01-15T10:30:15Z',
  CallControlId: 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ',
  CallDuration: '45',
  CallLegId: 'abc123-leg1',
  CallQualityStats: '{"mos":4.2,"jitter":10,"packet_loss":0.5}',
  CallSessionId: 'session-abc123',
  CallerId: 'John Doe',
  DialCallDuration: '120',
  DialCallSid: 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ',
  DialCallSidLegacy: 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ',
  DialCallStatus: 'completed',
  EndTime: '2024-01-15T10:31:00Z',
  ErrorCode: '10001',
  ErrorMessage: 'Call failed',
  HangupCause: 'normal_clearing',
  HangupSource: 'caller',
  OccurredAt: '2024-01-15T10:31:00Z',
  OrganizationId: 'org-abc123',
  ParentCallSid: 'v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg',
  ParentCallSidLegacy: 'v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg',
  RecordingDuration: '90',
  RecordingUrl: 'https://api.telnyx.com/v2/recordings/abc123.wav',
  ShakenStirAttestation: 'A',
  ShakenStirValidated: 'true',
  SipHangupCause: '200',
  StartTime: '2024-01-15T10:30:00Z',
  UserId: 'f5586561-8ff0-4291-a51b-c7dfe4139ff9',
}

const statuses: Record<(typeof sampleVariants)[number], string> = {
  completed: 'completed',
  busy: 'busy',
  'no-answer': 'no-answer',
  canceled: 'canceled',
  failed: 'failed',
  'dial-child': 'completed',
  recorded: 'completed',
  minimal: 'completed',
  'non-ascii': 'completed',
  initiated: 'initiated',
  ringing: 'ringing',
  answered: 'in-progress',
}

t.test("the default is the specification's example", async (t) => {
  t.strictSame(sampleCall(), exampleCall)
  t.strictSame(sampleCall('completed'), exampleCall)
  t.equal(Object.keys(sampleCall()).length, 38)
})

for (const variant of sampleVariants) {
  t.test(`variant ${variant}`, async (t) => {
    const fields = sampleCall(variant)
    for (const name of requiredFields) t.hasOwnProp(fields, name)
    for (const [name, value] of Object.entries(fields)) t.type(value, 'string', name)
    t.equal(fields.CallStatus, statuses[variant])

    if (fields.CallStatus !== 'completed') {
      for (const name of [...completedOnlyFields, 'RecordingUrl', 'DialCallSid'])
        t.notOk(Object.hasOwn(fields, name), `no ${name}`)
    }
    if (variant !== 'completed') {
      const { CallInitiatedAt = '', Timestamp = '', EndTime = Timestamp } = fields
      t.ok(Date.parse(CallInitiatedAt) < Date.parse(Timestamp), 'initiated before it was reported')
      t.ok(Date.parse(EndTime) <= Date.parse(Timestamp), 'ended before it was reported')
    }
  })
}

t.test('what each variant is there to show', async (t) => {
  t.strictSame(Object.keys(sampleCall('minimal')).sort(), [...requiredFields].sort())
  t.match(sampleCall('failed'), { ErrorCode: '10001', ErrorMessage: 'Call failed' })
  t.match(sampleCall('dial-child'), {
    ParentCallSid: /^v3:/,
    DialCallStatus: 'completed',
    DialCallSid: /^v3:/,
  })
  t.match(sampleCall('recorded'), { RecordingUrl: /^https:/, RecordingDuration: '45', CallDuration: '45' })
  t.match(sampleCall('non-ascii'), { CallerId: 'Zoë Müller 東京' })
  t.match(sampleCall('answered'), { Codec: 'PCMU', SamplingRate: '8000', CallDuration: '0' })
  t.notOk(Object.hasOwn(sampleCall('dial-child'), 'RecordingUrl'), 'no RecordingUrl')
  t.notOk(Object.hasOwn(sampleCall('recorded'), 'ErrorCode'), 'no ErrorCode')
})

t.test('overrides set and remove fields, and leave the next sample alone', async (t) => {
  const changed = sampleCall({ From: '+15550100', CallerId: undefined, Added: 'yes' })
  t.match(changed, { From: '+15550100', Added: 'yes', To: '+13129457420' })
  t.notOk(Object.hasOwn(changed, 'CallerId'), 'no CallerId')

  t.equal(sampleCall('busy', { SequenceNumber: '7' }).SequenceNumber, '7')
  t.notOk(Object.hasOwn(sampleCall('minimal', { To: undefined }), 'To'), 'no To')

  changed.To = 'elsewhere'
  t.strictSame(sampleCall(), exampleCall)
})

t.test('an unknown variant is a TypeError that names the known ones', async (t) => {
  const attempt = sampleCall as (variant: string) => unknown
  const message = (name: string) =>
    `There is no sample call "${name}". The variants are: ${sampleVariants.join(', ')}.`
  for (const name of ['complete', '', 'toString', '__proto__']) {
    t.throws(() => attempt(name), { name: 'TypeError', message: message(name) })
  }
})
