import assert from 'node:assert/strict'
import { type SampleVariant, sampleCall, sampleVariants } from '@telnyx-call/testing'
import type { ConformanceCase } from '../case.ts'
import { accepted } from '../expectations.ts'
import { calling, callingVariant, NOW_SECONDS, sending, signed } from '../requests.ts'

const EARLIER_EVENTS: readonly SampleVariant[] = ['initiated', 'ringing', 'answered']

const variants: ConformanceCase[] = sampleVariants
  .filter((variant) => !EARLIER_EVENTS.includes(variant))
  .map((variant) => ({
    id: `call.${variant}`,
    request: callingVariant(variant),
    expect: accepted(({ call, fields, schemaErrors }) => {
      const sent = sampleCall(variant)
      assert.deepEqual({ ...fields }, sent)
      assert.deepEqual({ ...call }, convertTyped(sent))
      assert.deepEqual(schemaErrors, [])
    }),
  }))

/** The two fields whose type changes. */
function convertTyped(fields: Readonly<Record<string, string>>): Record<string, unknown> {
  const { SequenceNumber, ShakenStirValidated } = fields
  return {
    ...fields,
    SequenceNumber: Number(SequenceNumber),
    ...(ShakenStirValidated !== undefined && { ShakenStirValidated: ShakenStirValidated === 'true' }),
  }
}

export const callCases: readonly ConformanceCase[] = [
  ...variants,
  {
    id: 'call.frozen',
    request: signed,
    expect: accepted((delivery) => {
      for (const part of [delivery, delivery.call, delivery.fields, delivery.schemaErrors]) {
        assert.ok(Object.isFrozen(part))
      }
    }),
  },
  {
    id: 'call.raw-body',
    why: 'The very bytes, for those who store what was signed.',
    request: sending({ body: `${new URLSearchParams(sampleCall())}&x=%7e%7E+%20` }),
    expect: accepted(({ rawBody }) => {
      const sent = `${new URLSearchParams(sampleCall())}&x=%7e%7E+%20`
      assert.equal(Buffer.from(rawBody).toString(), sent)
    }),
  },
  {
    id: 'call.signed-at',
    request: sending({ timestamp: NOW_SECONDS - 17 }),
    expect: accepted(({ signedAt }) => assert.equal(signedAt.toISOString(), '2024-01-15T10:30:43.000Z')),
  },
  {
    id: 'call.delivery-id',
    request: signed,
    expect: accepted(({ id }) => assert.match(id, /^[0-9a-f]{32}$/)),
  },
  {
    id: 'call.sid-of-version-2',
    request: calling({ CallSid: 'v2:T02llQxIyaRkhfRKxgAP8nY511EhFLizdvdUKJiSw8d6A9BborherQ' }),
    expect: accepted(),
  },
  {
    id: 'call.sid-bare-uuid',
    request: calling({ CallSid: '9b7a5c8e-0b3f-4d0e-8d1a-2f6b7c8d9e0f' }),
    expect: accepted(),
  },
  {
    id: 'call.long-recording-url',
    request: calling({
      RecordingUrl: `https://s3.example.com/r.mp3?X-Amz-Signature=${'a'.repeat(4000)}&b=%2F`,
    }),
    expect: accepted(({ call }) => {
      assert.ok(call?.CallStatus === 'completed' && call.RecordingUrl?.endsWith('&b=%2F'))
    }),
  },
  {
    id: 'call.completed-only-field-on-busy',
    why: 'What the specification promises only to completed calls is kept whenever it was sent.',
    request: sending({ fields: sampleCall('busy', { HangupCause: 'user_busy' }) }),
    expect: accepted(({ call }) =>
      assert.equal({ HangupCause: undefined, ...call }.HangupCause, 'user_busy'),
    ),
  },
]
