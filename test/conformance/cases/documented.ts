import assert from 'node:assert/strict'
import { toCallRecord } from '@telnyx-call/core'
import type { ConformanceCase, Expectation } from '../case.ts'
import { accepted, acknowledged, refused } from '../expectations.ts'
import { sending, signed } from '../requests.ts'

type Fields = Readonly<Record<string, string>>

const common: Fields = {
  AccountSid: 'f5586561-8ff0-4291-a51b-c7dfe4139ff9',
  CallSid: 'v3:case',
  CallSidLegacy: 'v3:case',
  From: '+15550100',
  To: '+15550101',
}

const endedCall: Fields = {
  ...common,
  CallInitiatedAt: '2026-01-15T10:30:26.028Z',
  CallStatus: 'completed',
  CallbackSource: 'call-progress-events',
  ConnectionId: '1234567890',
  SequenceNumber: '3',
  Timestamp: '2026-01-15T10:31:00Z',
}

const hangupPage: Fields = {
  ...common,
  CallDuration: '2',
  CallStatus: 'completed',
  CallbackSource: 'call-progress-events',
  HangupSource: 'callee',
  SequenceNumber: '0',
  Timestamp: '2021-04-28 21:51:18.731479Z',
}

const nestedQuality = {
  inbound: { mos: '4.50', jitter_max_variance: '12.10', packet_count: '1500', skip_packet_count: '3' },
  outbound: { packet_count: '1498', skip_packet_count: '0' },
}

/** An ended call that reaches the handler without the named fields, which the errors name. */
function handledWithout(...departing: readonly string[]): Expectation {
  return accepted(({ call, schemaErrors }) => {
    assert.equal(call?.CallStatus, 'completed')
    for (const name of departing) assert.equal(Object.hasOwn(call, name), false, name)
    assert.deepEqual(
      schemaErrors.map(({ field }) => field),
      departing,
    )
  })
}

/** Bodies that were refused, swallowed or taken for something else before, and what a guard of ended calls does with them. */
const bodies: readonly (readonly [name: string, fields: Fields, expect: Expectation])[] = [
  ['hangup-page', hangupPage, handledWithout('CallInitiatedAt', 'ConnectionId')],
  [
    'date-without-zone',
    { ...endedCall, AnsweredTime: '2026-01-15T10:30:30' },
    handledWithout('AnsweredTime'),
  ],
  [
    'boolean-spelt-otherwise',
    { ...endedCall, ShakenStirValidated: 'True' },
    handledWithout('ShakenStirValidated'),
  ],
  [
    'withheld-number',
    { ...endedCall, From: '' },
    accepted(({ call, schemaErrors }) => {
      assert.equal(call?.From, '')
      assert.deepEqual(schemaErrors, [])
    }),
  ],
  ['analyzed-call', { ...endedCall, CallStatus: 'analyzed', SequenceNumber: '4' }, acknowledged],
  [
    'transcription-that-says-completed',
    { ...common, CallStatus: 'completed', RecordingSid: 'r1', TranscriptionSid: 't1' },
    acknowledged,
  ],
  [
    'cost-that-says-completed',
    { CallSid: 'v3:case', CallStatus: 'completed', CallbackSource: 'call-cost-events' },
    acknowledged,
  ],
  [
    'voice-url',
    { ...common, CallStatus: 'ringing', ConnectionId: '1234567890', CallingPartyType: 'pstn' },
    refused('instructions_not_handled'),
  ],
  [
    'nested-quality',
    { ...endedCall, CallQualityStats: JSON.stringify(nestedQuality) },
    accepted(({ call }) => {
      assert.ok(call)
      assert.equal(toCallRecord(call).quality?.raw, JSON.stringify(nestedQuality))
    }),
  ],
]

export const documentedCases: readonly ConformanceCase[] = [
  ...bodies.map(([name, fields, expect]) => ({
    id: `documented.${name}`,
    request: sending({ fields }),
    expect,
  })),
  {
    id: 'documented.calls-without-sid',
    why: 'Where a field is missing that identifies a call, all fields count.',
    usesStore: true,
    play: async ({ send, keys, running }) => {
      const { CallSid, ...fields } = endedCall
      for (const CallControlId of ['a', 'b', 'a']) {
        const request = signed(keys, { fields: { ...fields, CallControlId } })
        assert.equal((await send(request)).status, 200)
      }
      assert.deepEqual(
        running.handled.map(({ delivery }) => delivery?.fields.CallControlId),
        ['a', 'b'],
      )
    },
  },
]
