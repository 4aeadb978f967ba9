import { createPublicKey, verify } from 'node:crypto'
import type { WebhookRequest } from '@telnyx-call/core'
import {
  createTestKeys,
  sampleCall,
  sampleEvent,
  sampleEventTypes,
  sampleVariants,
  signedRequest,
} from '@telnyx-call/testing'
import fc from 'fast-check'
import t from 'tap'
import { createTestReceiver, createWebhook, keys, signedAtSeconds } from '../../packages/core/test/webhook.ts'

t.setTimeout(120_000)

const otherKeys = createTestKeys()
const publicKey = createPublicKey(keys.privateKey)

/** Every code, with its status. */
const statuses: Record<string, number> = {
  method_not_allowed: 405,
  unsupported_media_type: 415,
  unsupported_content_encoding: 415,
  body_too_large: 413,
  missing_timestamp: 400,
  missing_signature: 400,
  malformed_timestamp: 400,
  malformed_signature: 400,
  bearer_mismatch: 401,
  timestamp_too_old: 403,
  timestamp_in_future: 403,
  signature_mismatch: 403,
  schema_mismatch: 422,
  instructions_not_handled: 501,
}

type Headers = Readonly<Record<string, string | undefined>>

interface Arrival {
  readonly method: string
  readonly headers: Headers
  readonly body: Uint8Array
}

const headerText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' ', ',', '0', '-1'),
)
const signatureText = fc.oneof(
  fc.uint8Array({ minLength: 60, maxLength: 68 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  fc.uint8Array({ minLength: 64, maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  headerText,
)
const timestampText = fc.oneof(
  fc.integer({ min: signedAtSeconds - 400, max: signedAtSeconds + 400 }).map(String),
  fc.nat().map(String),
  headerText,
)
const formType = 'application/x-www-form-urlencoded'

const arbitraryHeaders: fc.Arbitrary<Headers> = fc.record(
  {
    'content-type': fc.oneof(
      headerText,
      fc.constantFrom(formType, `${formType};charset=utf-8`, 'text/plain', 'application/json'),
    ),
    'content-encoding': fc.oneof(headerText, fc.constantFrom('identity', 'gzip')),
    'content-length': fc.oneof(headerText, fc.nat().map(String)),
    authorization: fc.oneof(headerText, fc.constantFrom('Bearer right', 'Bearer wrong')),
    'telnyx-timestamp': fc.oneof(timestampText, fc.constant(undefined)),
    'telnyx-signature-ed25519': fc.oneof(signatureText, fc.constant(undefined)),
    'webhook-timestamp': timestampText,
    'webhook-signature': signatureText,
  },
  { requiredKeys: [] },
)

const formTypes = sampleEventTypes.filter((type) => type !== 'json')

const arbitraryBody: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.webQueryParameters().map((text) => Buffer.from(text)),
  fc.constantFrom(...sampleVariants).map((name) => encode(sampleCall(name))),
  fc.constantFrom(...formTypes).map((type) => encode(sampleEvent(type))),
  fc
    .tuple(fc.constantFrom(...Object.keys(sampleCall())), fc.option(fc.string(), { nil: undefined }))
    .map(([name, value]) => encode(sampleCall({ [name]: value }))),
)

function encode(fields: Readonly<Record<string, string>>): Uint8Array {
  return Buffer.from(new URLSearchParams(fields).toString())
}

/** Signed by the right key or another, about now, and then changed in nothing, in a header or two, or in the body. */
const arrivals: fc.Arbitrary<Arrival> = fc
  .record({
    method: fc.oneof({ weight: 20, arbitrary: fc.constant('POST') }, { weight: 1, arbitrary: fc.string() }),
    body: arbitraryBody,
    signer: fc.oneof(
      { weight: 4, arbitrary: fc.constant(keys) },
      { weight: 1, arbitrary: fc.constant(otherKeys) },
    ),
    age: fc.oneof(fc.constant(0), fc.constantFrom(-301, -300, 300, 301), fc.integer({ min: -305, max: 305 })),
    authorization: fc.oneof(
      { weight: 9, arbitrary: fc.constant('Bearer right') },
      { weight: 1, arbitrary: fc.constant(undefined) },
    ),
    changes: fc.oneof(fc.constant<Headers>({}), arbitraryHeaders),
    otherBody: fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: arbitraryBody },
    ),
  })
  .map(({ method, body, signer, age, authorization, changes, otherBody }) => {
    const signed = signedRequest({ keys: signer, body, timestamp: signedAtSeconds - age })
    return {
      method,
      headers: { ...signed.headers, authorization, ...changes },
      body: otherBody ?? signed.body,
    }
  })

/** The specification's rule, applied here without the receiver. */
function isAuthentic({ headers, body }: Arrival): boolean {
  const timestamp = headers['telnyx-timestamp'] ?? headers['webhook-timestamp'] ?? ''
  const signature = headers['telnyx-signature-ed25519'] ?? headers['webhook-signature'] ?? ''
  const message = Buffer.concat([Buffer.from(`${timestamp}|`), body])
  const isFresh = Math.abs(Number(timestamp) - signedAtSeconds) <= 300
  return isFresh && verify(null, message, publicKey, Buffer.from(signature, 'base64'))
}

function asWebhook({ method, headers, body }: Arrival): WebhookRequest {
  return { method, header: (name) => headers[name], body }
}

t.test('whatever comes is refused with a code, or taken with a valid signature only', async (t) => {
  const receiver = createTestReceiver({ bearerToken: 'right', schema: 'enforce' })
  const outcomes: Record<string, number> = {}
  await fc.assert(
    fc.asyncProperty(arrivals, async (arrival) => {
      const reception = await receiver.receive(asWebhook(arrival))
      if (reception.outcome === 'refused') {
        const { code, status } = reception.refusal
        outcomes[code] = (outcomes[code] ?? 0) + 1
        return statuses[code] === status && JSON.parse(reception.answer?.body ?? '').code === code
      }
      outcomes[reception.outcome] = (outcomes[reception.outcome] ?? 0) + 1
      // The same call may come again, and is to be taken again.
      if (reception.outcome === 'accepted') await reception.settle({ status: 500 })
      return (
        isAuthentic(arrival) && arrival.method === 'POST' && arrival.headers.authorization === 'Bearer right'
      )
    }),
    { numRuns: 1500 },
  )
  t.strictSame(
    Object.keys(outcomes).sort(),
    [...Object.keys(statuses), 'accepted', 'acknowledged'].sort(),
    'every outcome was there',
  )
})

t.test('what is authentic reaches the handler, whatever it says', async (t) => {
  const receiver = createTestReceiver({ events: 'all' })
  let count = 0
  await fc.assert(
    fc.asyncProperty(arbitraryBody, async (body) => {
      const reception = await receiver.receive(createWebhook({ body }))
      count++
      if (reception.outcome === 'accepted') await reception.settle({ status: 500 })
      return reception.outcome === 'accepted'
    }),
    { numRuns: 300 },
  )
  t.equal(count, 300)
})
