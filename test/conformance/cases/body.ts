import assert from 'node:assert/strict'
import { sampleCall } from '@telnyx-call/testing'
import type { ConformanceCase } from '../case.ts'
import { accepted, acknowledged } from '../expectations.ts'
import { calling, callingWith, sending } from '../requests.ts'

/** A piece of the form as it stands on the wire, and the fields that it must be read as. */
const decodings: ConformanceCase[] = (
  [
    ['plus', 'CallerId=a+b', { CallerId: 'a b' }],
    ['encoded-plus', 'CallerId=a%2Bb', { CallerId: 'a+b' }],
    ['encoded-space', 'CallerId=a%20b', { CallerId: 'a b' }],
    ['lower-case-hex', 'CallerId=%c3%a9%2f', { CallerId: 'é/' }],
    ['encoded-name', 'Caller%49d=John', { CallerId: 'John' }],
    ['encoded-ampersand-and-equals', 'CallerId=a%26b%3Dc', { CallerId: 'a&b=c' }],
    ['equals-in-value', 'CallerId=a=b=', { CallerId: 'a=b=' }],
    ['non-ascii-raw', 'CallerId=Zoë+東京+😀', { CallerId: 'Zoë 東京 😀' }],
    ['non-ascii-encoded', 'CallerId=Zo%C3%AB+%E6%9D%B1', { CallerId: 'Zoë 東' }],
    ['non-ascii-name', 'Größe=1&gr%C3%B6=2', { Größe: '1', grö: '2' }],
    ['bare-key', 'Flag&CallerId=x', { Flag: '', CallerId: 'x' }],
    ['no-name', '=x&CallerId=y', { '': 'x', CallerId: 'y' }],
    ['ampersands', '&&CallerId=x&&&', { CallerId: 'x' }],
    ['semicolon', 'CallerId=a;To=b', { CallerId: 'a;To=b', To: '+13129457420' }],
    ['invalid-percent', 'CallerId=100%&Note=%zz%4&Other=%', { CallerId: '100%', Note: '%zz%4', Other: '%' }],
    ['invalid-percent-and-plus', 'CallerId=50%+off%2B', { CallerId: '50% off+' }],
    ['invalid-utf8-encoded', 'CallerId=a%FFb%E0%A4', { CallerId: 'a\ufffdb\ufffd' }],
    ['nul', 'CallerId=a%00b', { CallerId: 'a\0b' }],
    ['line-breaks', 'CallerId=a%0D%0Ab', { CallerId: 'a\r\nb' }],
    ['repeated-unknown', 'Tag=first&Tag=second', { Tag: 'first' }],
    ['proto', '__proto__=a&__proto__%5Bx%5D=b', { __proto__x: undefined, '__proto__[x]': 'b' }],
    ['constructor', 'constructor=a&toString=b&hasOwnProperty=c', { constructor: 'a', toString: 'b' }],
  ] satisfies [string, string, Readonly<Record<string, string | undefined>>][]
).map(([name, appendix, fields]) => ({
  id: `body.${name}`,
  request: callingWith(appendix),
  expect: accepted((delivery) => {
    for (const [field, value] of Object.entries(fields)) assert.equal(delivery.fields[field], value, field)
    if ('CallerId' in fields) assert.equal(delivery.call?.CallerId, fields.CallerId)
  }),
}))

const repeatedKnown: ConformanceCase[] = (
  [
    ['required', 'CallSid=another', 'CallSid'],
    ['optional', 'CallerId=a&CallerId=b', 'CallerId'],
    ['same-value', 'CallStatus=completed', 'CallStatus'],
    ['differently-encoded-name', 'Call%53tatus=completed', 'CallStatus'],
    ['empty', 'To=', 'To'],
  ] as const
).map(([name, appendix, field]) => ({
  id: `body.repeated-known.${name}`,
  why: 'Two values of one field contradict each other: the first one counts, and the application is told.',
  request: callingWith(appendix),
  expect: accepted(({ call, schemaErrors }) => {
    assert.deepEqual(schemaErrors, [{ field, rule: 'repeated', message: 'must be sent once' }])
    const sent: Readonly<Record<string, string>> = { ...sampleCall('minimal'), CallerId: 'a' }
    assert.equal(new Map(Object.entries(call ?? {})).get(field), sent[field])
  }),
}))

/** A byte order mark in front of the form, whose first field is AccountSid. */
const callingWithMark = sending({ body: `\ufeff${new URLSearchParams(sampleCall('minimal'))}` })

export const bodyCases: readonly ConformanceCase[] = [
  ...decodings,
  ...repeatedKnown,
  {
    id: 'body.invalid-utf8-raw',
    request: callingWith(Buffer.from([...Buffer.from('CallerId=a'), 0xff, 0xc3, 0x28])),
    expect: accepted(({ call }) => assert.equal(call?.CallerId, 'a\ufffd\ufffd(')),
  },
  {
    id: 'body.prototype-untouched',
    request: callingWith('__proto__=polluted&constructor=polluted&prototype=polluted'),
    expect: accepted(({ call, fields }) => {
      assert.equal(Object.hasOwn(fields, '__proto__'), true)
      assert.equal(Object.getOwnPropertyDescriptor(fields, '__proto__')?.value, 'polluted')
      assert.equal(Object.hasOwn(call ?? {}, '__proto__'), false)
      assert.equal(Object.hasOwn(call ?? {}, 'constructor'), false)
      assert.equal({}.constructor, Object)
    }),
  },
  {
    id: 'body.1000-unknown-keys',
    request: callingWith(Array.from({ length: 1000 }, (_, index) => `k${index}=${index}`).join('&')),
    expect: accepted(({ call, fields }) => {
      assert.equal(Object.keys(fields).length, 1011)
      assert.equal(fields.k999, '999')
      assert.equal(Object.keys(call ?? {}).length, 11)
    }),
  },
  {
    id: 'body.empty-optional',
    why: 'An empty optional value counts as not sent.',
    request: calling({
      CallerId: '',
      RecordingUrl: '',
      ShakenStirValidated: '',
      EndTime: '',
      DialCallStatus: '',
    }),
    expect: accepted(({ call, fields }) => {
      for (const name of ['CallerId', 'RecordingUrl', 'ShakenStirValidated', 'EndTime', 'DialCallStatus']) {
        assert.equal(Object.hasOwn(call ?? {}, name), false, name)
        assert.equal(fields[name], '', name)
      }
    }),
  },
  {
    id: 'body.bare-optional',
    request: callingWith('CallerId&EndTime'),
    expect: accepted(({ call }) => assert.equal(Object.hasOwn(call ?? {}, 'CallerId'), false)),
  },
  {
    id: 'body.empty-required',
    request: calling({ CallSid: '', SequenceNumber: '' }),
    expect: accepted(({ call, schemaErrors }) => {
      assert.equal(call?.CallSid, '')
      assert.equal(Object.hasOwn(call, 'SequenceNumber'), false)
      assert.deepEqual(
        schemaErrors.map(({ field, rule }) => ({ field, rule })),
        [{ field: 'SequenceNumber', rule: 'required' }],
      )
    }),
  },
  {
    id: 'body.empty-required.withheld-number',
    why: 'A caller may withhold the number: the specification asks for no length.',
    options: { schema: 'enforce' },
    request: calling({ From: '' }),
    expect: accepted(({ call, schemaErrors }) => {
      assert.equal(call?.From, '')
      assert.deepEqual(schemaErrors, [])
    }),
  },
  {
    id: 'body.empty-call-status',
    request: calling({ CallStatus: '' }),
    expect: acknowledged,
  },
  {
    id: 'body.unknown-fields-kept',
    request: calling({ Codec: 'PCMU', 'Custom-Header': 'x y' }),
    expect: accepted(({ call, fields }) => {
      assert.equal(fields.Codec, 'PCMU')
      assert.equal(fields['Custom-Header'], 'x y')
      assert.equal(fields.SequenceNumber, '3')
      assert.equal(Object.hasOwn(call ?? {}, 'Codec'), false)
    }),
  },
  {
    id: 'body.byte-order-mark',
    why: 'Part of the first name, which is then another.',
    request: callingWithMark,
    expect: accepted(({ call, fields }) => {
      assert.equal(fields['\ufeffAccountSid'], sampleCall().AccountSid)
      assert.equal(Object.hasOwn(call ?? {}, 'AccountSid'), false)
    }),
  },
  {
    id: 'body.json-under-a-form-type',
    options: { events: 'all' },
    request: sending({ body: '{"CallStatus":"completed"}' }),
    expect: {
      ...accepted(),
      event: { type: 'unknown', fields: {}, json: { CallStatus: 'completed' } },
    },
  },
]
