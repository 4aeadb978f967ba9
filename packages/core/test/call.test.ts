import type { CompletedCall, TelnyxCall } from '@telnyx-call/core'
import { sampleCall, sampleVariants } from '@telnyx-call/testing'
import t from 'tap'
import { createTestReceiver, createWebhook, deliver, expectDelivery, expectRefusal } from './webhook.ts'

const finalVariants = sampleVariants.filter((name) => !['initiated', 'ringing', 'answered'].includes(name))

for (const variant of finalVariants) {
  t.test(`sample call ${variant}`, async (t) => {
    const fields = sampleCall(variant)
    const { call, schemaErrors } = await deliver(fields)
    const expected: Record<string, unknown> = { ...fields, SequenceNumber: Number(fields.SequenceNumber) }
    if (fields.ShakenStirValidated !== undefined) {
      expected.ShakenStirValidated = fields.ShakenStirValidated === 'true'
    }
    t.strictSame({ ...call }, expected, 'every field under its own name, two with another type')
    t.strictSame(schemaErrors, [])
    t.ok(Object.isFrozen(call))
    t.ok(Object.isFrozen(schemaErrors))
  })
}

/** A value of a field, and what becomes of it on the call. */
const conversions: [field: string, value: string, converted: unknown][] = [
  ['SequenceNumber', '0', 0],
  ['SequenceNumber', '007', 7],
  ['SequenceNumber', '999999999999999', 999_999_999_999_999],
  ['ShakenStirValidated', 'true', true],
  ['ShakenStirValidated', 'false', false],
  ['CallDuration', '45', '45'],
  ['SipHangupCause', '0x10', '0x10'],
  ['CallerId', 'true', 'true'],
  ['HangupCause', ' ', ' '],
]

t.test('only the two fields change their type', async (t) => {
  for (const [field, value, converted] of conversions) {
    const { call, schemaErrors } = await deliver(sampleCall({ [field]: value }))
    t.equal(call?.[field as keyof TelnyxCall], converted, `${field} ${value}`)
    t.strictSame(schemaErrors, [])
  }
})

/** A value that departs from the schema, and by which rule. */
const departures: [field: string, value: string | undefined, rule: string][] = [
  ...['', '-1', '+1', ' 3', '3 ', '3.0', '1e3', '0x10', '1000000000000000', 'three', '٣', 'NaN'].map(
    (value): [string, string, string] => ['SequenceNumber', value, value === '' ? 'required' : 'type'],
  ),
  ...['True', 'TRUE', '1', '0', 'yes', ' true', 'null'].map((value): [string, string, string] => [
    'ShakenStirValidated',
    value,
    'type',
  ]),
  ...['Completed', 'done', 'in progress', 'initiated', ' completed'].map(
    (value): [string, string, string] => ['CallStatus', value, 'enum'],
  ),
  ['DialCallStatus', 'answered', 'enum'],
  ['CallbackSource', 'texml', 'enum'],
  ['Timestamp', 'yesterday', 'format'],
  ['EndTime', '2024-02-30T00:00:00Z', 'format'],
  ...[
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
  ].flatMap((field): [string, string | undefined, string][] => [
    [field, undefined, 'required'],
    [field, '', 'required'],
  ]),
]

t.test('departures from the schema', async (t) => {
  for (const [field, value, rule] of departures) {
    const fields = sampleCall({ [field]: value })
    const { schemaErrors } = await deliver(fields)
    t.strictSame(
      schemaErrors.map((error) => [error.field, error.rule]),
      [[field, rule]],
      `${field} ${JSON.stringify(value)}`,
    )
    const refused = await createTestReceiver({ otherEvents: 'refuse' }).receive(createWebhook({ fields }))
    t.equal(expectRefusal(refused).code, 'schema_mismatch')
  }
})

t.test('every departure is told, and none of them with its value', async (t) => {
  const fields = sampleCall({
    From: undefined,
    SequenceNumber: 'Xsecret',
    CallStatus: 'Ysecret',
    EndTime: 'Zsecret',
  })
  const { schemaErrors } = await deliver(fields)
  t.strictSame(schemaErrors, [
    { field: 'From', rule: 'required', message: 'must be sent' },
    { field: 'CallStatus', rule: 'enum', message: 'must be equal to one of the allowed values' },
    { field: 'SequenceNumber', rule: 'type', message: 'must be integer' },
    { field: 'EndTime', rule: 'format', message: 'must match format "date-time"' },
  ])
})

t.test('an empty optional value counts as not sent', async (t) => {
  const { call, fields, schemaErrors } = await deliver(
    sampleCall({ CallerId: '', EndTime: '', ShakenStirValidated: '', DialCallStatus: '' }),
  )
  for (const name of ['CallerId', 'EndTime', 'ShakenStirValidated', 'DialCallStatus']) {
    t.notOk(Object.hasOwn(call ?? {}, name), `no ${name}`)
    t.equal(fields[name], '', 'the form has it as it was sent')
  }
  t.strictSame(schemaErrors, [])
})

t.test('unknown fields stay in the form', async (t) => {
  const { call, fields, schemaErrors } = await deliver(
    sampleCall({ Codec: 'PCMU', callsid: 'x', toString: 'x' }),
  )
  t.match(fields, { Codec: 'PCMU', callsid: 'x', toString: 'x' })
  for (const name of ['Codec', 'callsid', 'toString']) t.notOk(Object.hasOwn(call ?? {}, name))
  t.strictSame(schemaErrors, [])
})

t.test('a field of the specification comes once', async (t) => {
  const body = `${new URLSearchParams(sampleCall('minimal'))}&To=other&To=third&Unknown=1&Unknown=2&CallerId=&CallerId=x`
  const { call, schemaErrors } = await deliver(body)
  t.equal(call?.To, '+13129457420', 'the first value is taken')
  t.strictSame(schemaErrors, [
    { field: 'To', rule: 'repeated', message: 'must be sent once' },
    { field: 'CallerId', rule: 'repeated', message: 'must be sent once' },
  ])
  const refusal = expectRefusal(await createTestReceiver().receive(createWebhook({ body })))
  t.match(refusal.detail, /To must be sent once \(repeated\); CallerId must be sent once \(repeated\)/)
})

t.test('a field of completed calls is kept whatever the status', async (t) => {
  const fields = sampleCall('busy', { HangupCause: 'user_busy' })
  const delivery = expectDelivery(await createTestReceiver().receive(createWebhook({ fields })))
  t.equal((delivery.call as unknown as CompletedCall).HangupCause, 'user_busy')
})

t.test('the errors of one delivery outlive the next', async (t) => {
  const one = await deliver(sampleCall({ To: undefined }))
  const other = await deliver(sampleCall({ From: undefined }))
  t.strictSame(
    [one, other].map(({ schemaErrors }) => schemaErrors.map(({ field }) => field)),
    [['To'], ['From']],
  )
})
