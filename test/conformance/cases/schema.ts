import assert from 'node:assert/strict'
import { type SampleOverrides, sampleCall, sampleEvent } from '@telnyx-call/testing'
import type { ConformanceCase } from '../case.ts'
import { accepted, acknowledged, refused } from '../expectations.ts'
import { calling, sending, signed } from '../requests.ts'

const required = Object.keys(sampleCall('minimal')).filter(
  (name) => name !== 'CallStatus' && name !== 'CallbackSource',
)

/**
 * A call that departs from the schema, by default and enforced: it reaches the handler without the field that departs, which schemaErrors
 * names; or it is refused, and the refusal names the field.
 */
function departing(id: string, overrides: SampleOverrides, rule: string, ...words: readonly string[]) {
  const [field = ''] = Object.keys(overrides)
  const cases: readonly ConformanceCase[] = [
    {
      id,
      request: calling(overrides),
      expect: accepted(({ call, schemaErrors }) => {
        assert.equal(Object.hasOwn(call ?? {}, field), false)
        assert.deepEqual(
          schemaErrors.map((error) => [error.field, error.rule]),
          [[field, rule]],
        )
        const [{ message } = { message: '' }] = schemaErrors
        for (const word of words) assert.match(message, new RegExp(word))
      }),
    },
    {
      id: `${id}.enforce`,
      options: { schema: 'enforce' },
      request: calling(overrides),
      expect: refused('schema_mismatch', field, rule, ...words),
    },
  ]
  return cases
}

const missing = required.flatMap((name) =>
  departing(`schema.missing.${name}`, { [name]: undefined }, 'required'),
)

const badSequences = (
  [
    ['hex', '0x10'],
    ['exponent', '1e3'],
    ['space-before', ' 3'],
    ['space-behind', '3 '],
    ['fraction', '3.0'],
    ['minus', '-1'],
    ['plus', '+3'],
    ['word', 'three'],
    ['separator', '1_000'],
    ['infinity', 'Infinity'],
    ['full-width', '３'],
    ['too-long', '9'.repeat(400)],
  ] as const
).flatMap(([name, SequenceNumber]) =>
  departing(`schema.sequence-number.${name}`, { SequenceNumber }, 'type', 'integer'),
)

const goodSequences: ConformanceCase[] = (
  [
    ['0', 0],
    ['007', 7],
    ['999999', 999_999],
  ] as const
).map(([SequenceNumber, value]) => ({
  id: `schema.sequence-number.${SequenceNumber}`,
  options: { schema: 'enforce' },
  request: calling({ SequenceNumber }),
  expect: accepted(({ call }) => assert.equal(call?.SequenceNumber, value)),
}))

const goodBooleans: ConformanceCase[] = (
  [
    ['true', true],
    ['false', false],
  ] as const
).map(([ShakenStirValidated, value]) => ({
  id: `schema.boolean.${ShakenStirValidated}`,
  options: { schema: 'enforce' },
  request: calling({ ShakenStirValidated }),
  expect: accepted(({ call }) => assert.equal(call?.ShakenStirValidated, value)),
}))

const badBooleans = ['TRUE', 'True', '1', 'yes', ' true'].flatMap((ShakenStirValidated) =>
  departing(
    `schema.boolean.${ShakenStirValidated.replace(' ', 'space-and-')}`,
    { ShakenStirValidated },
    'type',
    'boolean',
  ),
)

const goodDates: ConformanceCase[] = (
  [
    ['rfc-3339', '2024-01-15T10:30:00Z'],
    ['rfc-3339-fraction', '2024-01-15T10:30:26.028731Z'],
    ['rfc-3339-offset', '2024-01-15T12:30:00+02:00'],
    ['rfc-3339-space', '2021-04-28 21:51:18.731479Z'],
    ['rfc-2822', 'Mon, 15 Jan 2024 10:30:00 +0000'],
    ['rfc-2822-gmt', 'Mon, 15 Jan 2024 10:30:00 GMT'],
    ['rfc-2822-one-digit-day', 'Fri, 5 Jan 2024 10:30:00 -0500'],
    ['leap-day', '2024-02-29T00:00:00Z'],
  ] as const
).map(([name, Timestamp]) => ({
  id: `schema.date.${name}`,
  options: { schema: 'enforce' },
  request: calling({ Timestamp }),
  expect: accepted(({ call }) => assert.equal(call?.Timestamp, Timestamp)),
}))

const badDates = (
  [
    ['no-such-day', '2024-02-30T10:30:00Z'],
    ['no-leap-year', '2023-02-29T10:30:00Z'],
    ['no-such-month', '2024-13-01T10:30:00Z'],
    ['no-such-hour', '2024-01-15T25:30:00Z'],
    ['no-time', '2024-01-15'],
    ['no-zone', '2024-01-15T10:30:00'],
    ['unix-seconds', '1705314600'],
    ['word', 'yesterday'],
    ['american', '01/15/2024 10:30:00'],
    ['rfc-2822-no-such-day', 'Mon, 32 Jan 2024 10:30:00 +0000'],
    ['words-behind', '2024-01-15T10:30:00Z and more'],
  ] as const
).flatMap(([name, Timestamp]) => departing(`schema.date.${name}`, { Timestamp }, 'format', 'date-time'))

const reported: readonly ConformanceCase[] = [
  {
    id: 'schema.report.delivers',
    options: { schema: 'report' },
    request: calling({ SequenceNumber: 'three', From: undefined }),
    expect: accepted(({ call, schemaErrors }) => {
      assert.equal(call?.CallStatus, 'completed')
      const failed = schemaErrors.map(({ field, rule }) => `${field} ${rule}`).sort()
      assert.deepEqual(failed, ['From required', 'SequenceNumber type'])
      assert.ok(!JSON.stringify(schemaErrors).includes('three'), 'names fields and rules, never a value')
    }),
  },
  {
    id: 'schema.report.repeated',
    request: sending({ body: `${new URLSearchParams(sampleCall('minimal'))}&CallSid=second` }),
    expect: accepted(({ schemaErrors }) => {
      assert.deepEqual(
        schemaErrors.map(({ field, rule }) => ({ field, rule })),
        [{ field: 'CallSid', rule: 'repeated' }],
      )
    }),
  },
  {
    id: 'schema.report.other-event',
    options: { events: ['call-answered'] },
    request: sending({ fields: sampleEvent('call-answered', { Timestamp: 'yesterday', To: undefined }) }),
    expect: accepted(({ event, schemaErrors }) => {
      assert.equal(event.type, 'call-answered')
      assert.equal('To' in event || 'Timestamp' in event, false)
      assert.deepEqual(
        schemaErrors.map(({ field, rule }) => ({ field, rule })),
        [
          { field: 'To', rule: 'required' },
          { field: 'Timestamp', rule: 'format' },
        ],
      )
    }),
  },
  {
    id: 'schema.report.in-order',
    request: signed,
    expect: accepted(({ schemaErrors }) => assert.deepEqual(schemaErrors, [])),
  },
  {
    id: 'schema.report.still-needs-a-signature',
    options: { schema: 'report' },
    request: sending({ signer: 'stranger' }),
    expect: refused('signature_mismatch'),
  },
]

export const schemaCases: readonly ConformanceCase[] = [
  ...missing,
  ...badSequences,
  ...goodSequences,
  ...goodBooleans,
  ...badBooleans,
  ...goodDates,
  ...badDates,
  ...departing('schema.dial-status', { DialCallStatus: 'talking' }, 'enum'),
  ...departing('schema.optional-date', { AnsweredTime: '2026-01-15T10:30:30' }, 'format'),
  {
    id: 'schema.callback-source',
    why: 'What ends no call is another event, so that there is no schema to depart from.',
    options: { schema: 'enforce' },
    request: calling({ CallbackSource: 'somewhere-else' }),
    expect: acknowledged,
  },
  {
    id: 'schema.several-failures',
    why: 'All of them at once, so that one look at the delivery log is enough.',
    options: { schema: 'enforce' },
    request: calling({ CallSid: undefined, SequenceNumber: 'three', Timestamp: 'yesterday' }),
    expect: refused('schema_mismatch', 'CallSid', 'SequenceNumber', 'Timestamp'),
  },
  {
    id: 'schema.repeated.enforce',
    options: { schema: 'enforce' },
    request: sending({ body: `${new URLSearchParams(sampleCall('minimal'))}&CallSid=second` }),
    expect: refused('schema_mismatch', 'CallSid', 'repeated'),
  },
  {
    id: 'schema.enforce.other-event',
    options: { schema: 'enforce', events: ['call-answered'] },
    request: sending({ fields: sampleEvent('call-answered', { Timestamp: 'yesterday', To: undefined }) }),
    expect: refused('schema_mismatch', 'To', 'Timestamp'),
  },
  {
    id: 'schema.enforce.not-asked-for',
    why: 'Nobody wants it, so nobody has to mind what is wrong with it.',
    options: { schema: 'enforce' },
    request: sending({ fields: sampleEvent('call-answered', { Timestamp: 'yesterday', To: undefined }) }),
    expect: acknowledged,
  },
  {
    id: 'schema.enforce.not-asked-for.waits-for-texml',
    options: { schema: 'enforce' },
    request: sending({ fields: sampleEvent('gather', { Confidence: 'high' }) }),
    expect: {
      ...refused('instructions_not_handled'),
      checkRefused: ({ context }) =>
        assert.deepEqual(
          context.schemaErrors.map(({ field }) => field),
          ['Confidence'],
        ),
    },
  },
  ...reported,
]
