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
  ['DialCallStatus', 'answered', 'enum'],
  ['Timestamp', 'yesterday', 'format'],
  ['EndTime', '2024-02-30T00:00:00Z', 'format'],
  ...[
    'AccountSid',
    'CallInitiatedAt',
    'CallSid',
    'CallSidLegacy',
    'ConnectionId',
    'From',
    'SequenceNumber',
    'Timestamp',
    'To',
  ].flatMap((field): [string, string | undefined, string][] => [[field, undefined, 'required']]),
  ...['CallInitiatedAt', 'Timestamp'].map((field): [string, string, string] => [field, '', 'required']),
]

t.test('departures from the schema', async (t) => {
  for (const [field, value, rule] of departures) {
    const fields = sampleCall({ [field]: value })
    const reception = await createTestReceiver().receive(createWebhook({ fields }))
    t.equal(reception.outcome, 'accepted')
    const { call, event, schemaErrors } = expectDelivery(reception)
    t.strictSame(
      schemaErrors.map((error) => [error.field, error.rule]),
      [[field, rule]],
      `${field} ${JSON.stringify(value)}`,
    )
    for (const has of [call, event]) t.notOk(Object.hasOwn(has ?? {}, field), 'it is left out')
    const enforcing = createTestReceiver({ schema: 'enforce' })
    t.equal(expectRefusal(await enforcing.receive(createWebhook({ fields }))).code, 'schema_mismatch')
  }
})

t.test('a required text may be empty, as the number of a caller who withholds it', async (t) => {
  for (const field of ['AccountSid', 'CallSid', 'CallSidLegacy', 'ConnectionId', 'From', 'To']) {
    const { call, schemaErrors } = await deliver(sampleCall({ [field]: '' }))
    t.equal(call?.[field as keyof TelnyxCall], '', field)
    t.strictSame(schemaErrors, [])
  }
})

t.test('another status or source makes it another event', async (t) => {
  for (const CallStatus of ['Completed', 'done', 'in progress', ' completed', '', undefined]) {
    const { call, event } = await deliver(sampleCall({ CallStatus }))
    t.strictSame([call, event.type], [undefined, 'unknown'], `${CallStatus}`)
  }
  t.equal((await deliver(sampleCall({ CallStatus: 'initiated' }))).event.type, 'call-initiated')
  for (const CallbackSource of ['texml', 'Call-progress-events', '', undefined]) {
    const { call, event } = await deliver(sampleCall({ CallbackSource }))
    t.equal(call, undefined)
    t.not(event.type, 'call-completed', `${CallbackSource}`)
  }
})

t.test('every departure is told, and none of them with its value', async (t) => {
  const fields = sampleCall({
    From: undefined,
    SequenceNumber: 'Xsecret',
    DialCallStatus: 'Ysecret',
    EndTime: 'Zsecret',
  })
  const { schemaErrors } = await deliver(fields)
  t.strictSame(schemaErrors, [
    { field: 'From', rule: 'required', message: 'must be sent' },
    { field: 'SequenceNumber', rule: 'type', message: 'must be integer' },
    { field: 'DialCallStatus', rule: 'enum', message: 'must be equal to one of the allowed values' },
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
  const enforcing = createTestReceiver({ schema: 'enforce' })
  const refusal = expectRefusal(await enforcing.receive(createWebhook({ body })))
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
