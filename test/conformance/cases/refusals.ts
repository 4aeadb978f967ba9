import assert from 'node:assert/strict'
import { readTelnyxEvent } from '@telnyx-call/core'
import { sampleCall, sampleEvent } from '@telnyx-call/testing'
import type { ConformanceCase } from '../case.ts'
import { refused, thrown } from '../expectations.ts'
import { calling, callingOfLength, callingVariant, NOW_SECONDS, sending, signed } from '../requests.ts'

const APPLICATION_FAILURE = 'the log is full, as this test wants'

/** `refusals: 'throw'`: the host's own way, with the status and headers that the refusal names. */
const thrownRefusals: readonly ConformanceCase[] = [
  {
    id: 'refusal.throw.method-not-allowed',
    options: { refusals: 'throw' },
    request: (keys) => ({ ...signed(keys), method: 'PUT' }),
    expect: {
      ...thrown('method_not_allowed'),
      checkAnswer: (answer) => assert.equal(answer.headers.allow, 'POST'),
    },
  },
  {
    id: 'refusal.throw.unsupported-media-type',
    options: { refusals: 'throw' },
    request: sending({ body: '{}', headers: { 'content-type': 'application/json' } }),
    expect: thrown('unsupported_media_type'),
  },
  {
    id: 'refusal.throw.body-too-large',
    options: { refusals: 'throw', bodyLimit: 2000 },
    request: callingOfLength(2001),
    expect: thrown('body_too_large'),
  },
  {
    id: 'refusal.throw.body-too-large.chunked',
    options: { refusals: 'throw', bodyLimit: 2000 },
    request: (keys) => ({ ...callingOfLength(2001)(keys), framing: 'chunked' }),
    expect: thrown('body_too_large'),
  },
  {
    id: 'refusal.throw.bearer-mismatch',
    options: { refusals: 'throw', bearerToken: 'the-token-of-this-test' },
    request: signed,
    expect: {
      ...thrown('bearer_mismatch'),
      checkAnswer: (answer) => assert.equal(answer.headers['www-authenticate'], 'Bearer'),
    },
  },
  {
    id: 'refusal.throw.malformed-signature',
    options: { refusals: 'throw' },
    request: sending({ headers: { 'telnyx-signature-ed25519': 'c2lnbmF0dXJl' } }),
    expect: thrown('malformed_signature'),
  },
  {
    id: 'refusal.throw.timestamp-too-old',
    options: { refusals: 'throw' },
    request: sending({ timestamp: NOW_SECONDS - 301 }),
    expect: thrown('timestamp_too_old'),
  },
  {
    id: 'refusal.throw.signature-mismatch',
    options: { refusals: 'throw' },
    request: sending({ signer: 'stranger' }),
    expect: thrown('signature_mismatch'),
  },
  {
    id: 'refusal.throw.schema-mismatch',
    options: { refusals: 'throw', schema: 'enforce' },
    request: calling({ SequenceNumber: 'three' }),
    expect: {
      ...thrown('schema_mismatch'),
      checkError: (error) => assert.match(String(error), /SequenceNumber/),
    },
  },
  {
    id: 'refusal.throw.instructions-not-handled',
    options: { refusals: 'throw' },
    request: sending({ fields: sampleEvent('gather') }),
    expect: {
      ...thrown('instructions_not_handled'),
      checkError: (error) => assert.match(String(error), /TeXML/),
    },
  },
  {
    id: 'refusal.throw.acknowledged-event',
    why: 'An event that is acknowledged is no refusal.',
    options: { refusals: 'throw' },
    request: callingVariant('ringing'),
    expect: { status: 200, calls: 0 },
  },
]

/** `onRefused`: the run itself checks that it is told once, with the body of authentic calls only. */
const toldRefusals: readonly ConformanceCase[] = [
  {
    id: 'refusal.told.schema-mismatch',
    why: 'The call was authentic, so its body must not be lost.',
    options: { schema: 'enforce' },
    request: calling({ From: undefined }),
    expect: {
      ...refused('schema_mismatch', 'From'),
      checkRefused: ({ refusal, context }) => {
        const sent = new URLSearchParams(sampleCall({ From: undefined }))
        assert.equal(Buffer.from(context.rawBody ?? []).toString(), String(sent))
        assert.deepEqual(
          context.schemaErrors.map(({ field, rule }) => ({ field, rule })),
          [{ field: 'From', rule: 'required' }],
        )
        assert.equal(refusal.status, 422)
      },
    },
  },
  {
    id: 'refusal.told.instructions-not-handled',
    why: 'The application learns what waits for TeXML, and can see what it was.',
    request: sending({ fields: sampleEvent('gather') }),
    expect: {
      ...refused('instructions_not_handled', 'TeXML'),
      checkRefused: ({ refusal, context }) => {
        const event = readTelnyxEvent(context.rawBody ?? new Uint8Array())
        assert.equal(event.type, 'gather')
        assert.match(String(context.deliveryId), /^[0-9a-f]{32}$/)
        assert.deepEqual(context.schemaErrors, [])
        assert.equal(refusal.status, 501)
      },
    },
  },
  {
    id: 'refusal.told.signature-mismatch',
    why: 'Nobody vouches for the body.',
    request: sending({ signer: 'stranger', headers: { 'user-agent': 'conformance' } }),
    expect: {
      ...refused('signature_mismatch'),
      checkRefused: ({ context }) => {
        assert.equal(context.rawBody, undefined)
        assert.deepEqual(context.schemaErrors, [])
        assert.equal(context.request.method, 'POST')
        assert.equal(context.request.header('user-agent'), 'conformance')
      },
    },
  },
  {
    id: 'refusal.told.awaited',
    options: {
      onRefused: async () => {
        await new Promise((resolve) => setTimeout(resolve, 30))
      },
    },
    request: sending({ signer: 'stranger' }),
    expect: refused('signature_mismatch'),
  },
]

const failingListeners: ConformanceCase[] = (
  [
    [
      'throws',
      () => {
        throw new Error(APPLICATION_FAILURE)
      },
    ],
    ['rejects', () => Promise.reject(new Error(APPLICATION_FAILURE))],
  ] as const
).map(([name, onRefused]) => ({
  id: `refusal.told.${name}`,
  why: "The application's own failure goes the host's way for failures, and lets nothing through.",
  options: { onRefused },
  request: sending({ signer: 'stranger' }),
  expect: {
    status: 500,
    calls: 0,
    isThrown: true,
    isTold: ['signature_mismatch'],
    checkError: (error) => assert.equal((error as Error).message, APPLICATION_FAILURE),
  },
}))

export const refusalCases: readonly ConformanceCase[] = [
  ...thrownRefusals,
  ...toldRefusals,
  ...failingListeners,
]
