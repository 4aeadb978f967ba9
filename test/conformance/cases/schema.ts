import assert from 'node:assert/strict'
import { sampleCall } from '@telnyx-call/testing'
import type { ConformanceCase } from '../case.ts'
import { accepted, refused } from '../expectations.ts'
import { calling, sending, signed } from '../requests.ts'

const required = Object.keys(sampleCall('minimal')).filter((name) => name !== 'CallStatus')

const missing: ConformanceCase[] = required.map((name) => ({
  id: `schema.missing.${name}`,
  request: calling({ [name]: undefined }),
  expect: refused('schema_mismatch', name, 'required'),
}))

const badSequences: ConformanceCase[] = (
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
).map(([name, SequenceNumber]) => ({
  id: `schema.sequence-number.${name}`,
  request: calling({ SequenceNumber }),
  expect: refused('schema_mismatch', 'SequenceNumber', 'integer'),
}))

const goodSequences: ConformanceCase[] = (
  [
    ['0', 0],
    ['007', 7],
    ['999999', 999_999],
  ] as const
).map(([SequenceNumber, value]) => ({
  id: `schema.sequence-number.${SequenceNumber}`,
  request: calling({ SequenceNumber }),
  expect: accepted(({ call }) => assert.equal(call?.SequenceNumber, value)),
}))

const booleans: ConformanceCase[] = (
  [
    ['true', true],
    ['false', false],
    ['TRUE', undefined],
    ['1', undefined],
    ['yes', undefined],
    [' true', undefined],
  ] as const
).map(([ShakenStirValidated, value]) => ({
  id: `schema.boolean.${ShakenStirValidated.replace(' ', 'space-and-')}`,
  request: calling({ ShakenStirValidated }),
  expect:
    value === undefined
      ? refused('schema_mismatch', 'ShakenStirValidated', 'boolean')
      : accepted(({ call }) => assert.equal(call?.ShakenStirValidated, value)),
}))

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
  request: calling({ Timestamp }),
  expect: accepted(({ call }) => assert.equal(call?.Timestamp, Timestamp)),
}))

const badDates: ConformanceCase[] = (
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
).map(([name, Timestamp]) => ({
  id: `schema.date.${name}`,
  request: calling({ Timestamp }),
  expect: refused('schema_mismatch', 'Timestamp'),
}))

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
    options: { schema: 'report' },
    request: sending({ body: `${new URLSearchParams(sampleCall('minimal'))}&CallSid=second` }),
    expect: accepted(({ schemaErrors }) => {
      assert.deepEqual(
        schemaErrors.map(({ field, rule }) => ({ field, rule })),
        [{ field: 'CallSid', rule: 'repeated' }],
      )
    }),
  },
  {
    id: 'schema.report.unknown-status',
    options: { schema: 'report' },
    request: calling({ CallStatus: 'transferred' }),
    expect: accepted(({ schemaErrors }) => assert.equal(schemaErrors[0]?.field, 'CallStatus')),
  },
  {
    id: 'schema.report.in-order',
    options: { schema: 'report' },
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
  ...booleans,
  ...goodDates,
  ...badDates,
  {
    id: 'schema.callback-source',
    request: calling({ CallbackSource: 'somewhere-else' }),
    expect: refused('schema_mismatch', 'CallbackSource', 'enum'),
  },
  {
    id: 'schema.several-failures',
    why: 'All of them at once, so that one look at the delivery log is enough.',
    request: calling({ CallSid: undefined, SequenceNumber: 'three', Timestamp: 'yesterday' }),
    expect: refused('schema_mismatch', 'CallSid', 'SequenceNumber', 'Timestamp'),
  },
  ...reported,
]
