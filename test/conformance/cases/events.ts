import assert from 'node:assert/strict'
import { sampleCall } from '@telnyx-call/testing'
import type { ConformanceCase } from '../case.ts'
import { accepted, acknowledged, refused } from '../expectations.ts'
import { calling, callingVariant, sending } from '../requests.ts'

const ongoing: ConformanceCase[] = ['initiated', 'ringing', 'in-progress', 'dtmf'].map((CallStatus) => ({
  id: `event.${CallStatus}`,
  request: calling({ CallStatus }),
  expect: acknowledged,
}))

const samples: ConformanceCase[] = (['initiated', 'ringing', 'answered'] as const).map((variant) => ({
  id: `event.sample.${variant}`,
  request: callingVariant(variant),
  expect: acknowledged,
}))

const unknownStatuses: ConformanceCase[] = ['transferred', 'Completed', 'completed ', 'constructor'].map(
  (CallStatus) => ({
    id: `event.unknown-status.${CallStatus.trim()}${CallStatus.endsWith(' ') ? '-and-space' : ''}`,
    why: 'It may be an end of a call that is new to us, so nobody waves it through.',
    request: calling({ CallStatus }),
    expect: refused('schema_mismatch', 'CallStatus'),
  }),
)

const gatherFields = {
  AccountSid: 'f5586561-8ff0-4291-a51b-c7dfe4139ff9',
  CallSid: 'v3:gather',
  Digits: '42',
}

export const eventCases: readonly ConformanceCase[] = [
  ...ongoing,
  ...samples,
  {
    id: 'event.no-call-status',
    request: calling({ CallStatus: undefined }),
    expect: acknowledged,
  },
  {
    id: 'event.gather',
    why: 'Another family of TeXML callbacks, with few of the fields of a call.',
    request: sending({ fields: gatherFields }),
    expect: acknowledged,
  },
  {
    id: 'event.not-texml-at-all',
    request: sending({ body: 'hello=world' }),
    expect: refused('schema_mismatch', 'AccountSid', 'CallStatus'),
  },
  {
    id: 'event.forged',
    request: sending({ signer: 'stranger', fields: sampleCall('initiated') }),
    expect: refused('signature_mismatch'),
  },
  {
    id: 'event.repeated-call-status',
    why: 'Read as ongoing by its first value, an end of a call would be lost without a word.',
    request: sending({
      body: `${new URLSearchParams(sampleCall('minimal', { CallStatus: 'ringing' }))}&CallStatus=completed`,
    }),
    expect: refused('schema_mismatch', 'CallStatus'),
  },
  ...unknownStatuses,
  {
    id: 'event.pass',
    options: { otherEvents: 'pass' },
    request: callingVariant('initiated'),
    expect: accepted((delivery) => {
      assert.equal(delivery.call, undefined)
      assert.equal(delivery.fields.CallStatus, 'initiated')
    }),
  },
  {
    id: 'event.pass.gather',
    options: { otherEvents: 'pass' },
    request: sending({ fields: gatherFields }),
    expect: accepted(({ call, fields }) => {
      assert.equal(call, undefined)
      assert.deepEqual({ ...fields }, gatherFields)
    }),
  },
  {
    id: 'event.pass.call',
    options: { otherEvents: 'pass' },
    request: callingVariant('completed'),
    expect: accepted(({ call }) => assert.equal(call?.CallStatus, 'completed')),
  },
  {
    id: 'event.refuse',
    options: { otherEvents: 'refuse' },
    request: callingVariant('ringing'),
    expect: refused('schema_mismatch', 'CallStatus'),
  },
  {
    id: 'event.refuse.no-call-status',
    options: { otherEvents: 'refuse' },
    request: calling({ CallStatus: undefined }),
    expect: refused('schema_mismatch', 'CallStatus'),
  },
]
