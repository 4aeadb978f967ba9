import type { ReceiverOptions, Refusal, RefusalCode, RefusalContext, WebhookRequest } from '@telnyx-call/core'
import { createTestKeys, sampleCall } from '@telnyx-call/testing'
import t from 'tap'
import {
  createTestReceiver,
  createWebhook,
  deliver,
  expectDelivery,
  expectRefusal,
  keys,
  signedAtSeconds,
} from './webhook.ts'

/** Everything wrong at once; mending one thing after the other shows the order of the checks. */
const everythingWrong: Record<string, string | undefined> = {
  'content-type': 'application/json',
  'content-encoding': 'gzip',
  'content-length': '999999',
  'telnyx-timestamp': undefined,
  'telnyx-signature-ed25519': undefined,
  authorization: 'Bearer wrong',
}
const { signature } = signatureOf(createWebhook({ timestamp: 1 }))
const mendings: [refused: RefusalCode, header: string, mended: string | undefined][] = [
  ['unsupported_media_type', 'content-type', 'application/x-www-form-urlencoded'],
  ['unsupported_content_encoding', 'content-encoding', undefined],
  ['body_too_large', 'content-length', undefined],
  ['missing_timestamp', 'telnyx-timestamp', 'x'],
  ['missing_signature', 'telnyx-signature-ed25519', 'x'],
  ['malformed_timestamp', 'telnyx-timestamp', '1'],
  ['malformed_signature', 'telnyx-signature-ed25519', signature],
  ['bearer_mismatch', 'authorization', 'Bearer right'],
  ['timestamp_too_old', 'telnyx-timestamp', String(signedAtSeconds)],
]

function signatureOf(request: WebhookRequest): { signature: string } {
  return { signature: request.header('telnyx-signature-ed25519') ?? '' }
}

t.test('the order of the checks; the body is read only after all others, and once', async (t) => {
  const headers = { ...everythingWrong }
  let reads = 0
  const request: WebhookRequest = {
    method: 'POST',
    header: (name) => headers[name],
    body: async () => {
      reads++
      return Buffer.from('not the signed body')
    },
  }
  const receiver = createTestReceiver({ bearerToken: 'right' })
  t.equal(expectRefusal(await receiver.receive({ ...request, method: 'PUT' })).code, 'method_not_allowed')
  for (const [code, header, mended] of mendings) {
    t.equal(expectRefusal(await receiver.receive(request)).code, code)
    headers[header] = mended
  }
  t.equal(reads, 0)
  t.equal(expectRefusal(await receiver.receive(request)).code, 'signature_mismatch')
  t.equal(reads, 1)
})

/** A request that differs from a good one in one thing, and what becomes of it. */
const requests: Record<
  string,
  [change: Partial<WebhookRequest> | Record<string, string | undefined>, outcome: string]
> = {
  'method in lower case': [{ method: 'post' }, 'method_not_allowed'],
  'no method': [{ method: '' }, 'method_not_allowed'],
  'no content type': [{ 'content-type': undefined }, 'unsupported_media_type'],
  'an empty content type': [{ 'content-type': '' }, 'unsupported_media_type'],
  'a multipart form': [{ 'content-type': 'multipart/form-data; boundary=x' }, 'unsupported_media_type'],
  'a longer media type': [
    { 'content-type': 'application/x-www-form-urlencoded-x' },
    'unsupported_media_type',
  ],
  'a parameter that names the form type': [
    { 'content-type': 'text/plain; application/x-www-form-urlencoded' },
    'unsupported_media_type',
  ],
  'a charset': [{ 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }, 'accepted'],
  'content type in capitals': [{ 'content-type': ' Application/X-WWW-Form-URLEncoded ;a=b;c=d' }, 'accepted'],
  'content encoding identity': [{ 'content-encoding': ' Identity' }, 'accepted'],
  'content encoding gzip': [{ 'content-encoding': 'gzip' }, 'unsupported_content_encoding'],
  'content encoding identity, gzip': [
    { 'content-encoding': 'identity, gzip' },
    'unsupported_content_encoding',
  ],
  'an announced length at the limit': [{ 'content-length': '65536' }, 'accepted'],
  'an announced length above the limit': [{ 'content-length': '65537' }, 'body_too_large'],
  'an announced length that is none': [{ 'content-length': 'long' }, 'accepted'],
  'an empty timestamp': [{ 'telnyx-timestamp': '' }, 'malformed_timestamp'],
  'an empty signature': [{ 'telnyx-signature-ed25519': '' }, 'malformed_signature'],
  'a signature without padding': [{ 'telnyx-signature-ed25519': 'A'.repeat(86) }, 'malformed_signature'],
  'a signature of 63 bytes': [{ 'telnyx-signature-ed25519': `${'A'.repeat(84)}` }, 'malformed_signature'],
  'a signature of 65 bytes': [{ 'telnyx-signature-ed25519': `${'A'.repeat(87)}=` }, 'malformed_signature'],
  'a signature with spare bits': [
    { 'telnyx-signature-ed25519': `${'A'.repeat(85)}B==` },
    'malformed_signature',
  ],
  'a signature in base64url': [{ 'telnyx-signature-ed25519': `${'_'.repeat(85)}A==` }, 'malformed_signature'],
  'a signature with a line break': [
    { 'telnyx-signature-ed25519': `${'A'.repeat(86)}==\n` },
    'malformed_signature',
  ],
  'a signature that came twice': [
    { 'telnyx-signature-ed25519': `${'A'.repeat(86)}==, ${'A'.repeat(86)}==` },
    'malformed_signature',
  ],
  'another signature': [{ 'telnyx-signature-ed25519': `${'A'.repeat(86)}==` }, 'signature_mismatch'],
  'a timestamp a second later': [{ 'telnyx-timestamp': String(signedAtSeconds + 1) }, 'signature_mismatch'],
  'the same timestamp written longer': [{ 'telnyx-timestamp': `0${signedAtSeconds}` }, 'signature_mismatch'],
  'a body of one byte less': [{ body: (createWebhook().body as Uint8Array).slice(1) }, 'signature_mismatch'],
  'an empty body': [{ body: new Uint8Array() }, 'signature_mismatch'],
  'a body above the limit': [{ body: new Uint8Array(65_537) }, 'body_too_large'],
  'a body to be read': [{ body: async () => createWebhook().body as Uint8Array }, 'accepted'],
  'a body above the limit to be read': [{ body: async () => new Uint8Array(65_537) }, 'body_too_large'],
  'a body that a reader found too large': [{ body: async () => 'body_too_large' }, 'body_too_large'],
  'a body that broke off': [{ body: async () => 'body_incomplete' }, 'body_incomplete'],
  'a body that was read before': [{ body: async () => 'body_already_consumed' }, 'body_already_consumed'],
}

for (const [name, [change, outcome]] of Object.entries(requests)) {
  t.test(name, async (t) => {
    const isOfRequest = 'method' in change || 'body' in change
    const request = isOfRequest
      ? { ...createWebhook(), ...(change as Partial<WebhookRequest>) }
      : createWebhook({ headers: change as Record<string, string | undefined> })
    const reception = await createTestReceiver().receive(request)
    t.equal(reception.outcome === 'refused' ? reception.refusal.code : reception.outcome, outcome)
  })
}

t.test('the Standard Webhooks names stand in where the Telnyx ones are absent', async (t) => {
  const { signature } = signatureOf(createWebhook())
  const aliases = { 'webhook-timestamp': String(signedAtSeconds), 'webhook-signature': signature }
  const absent = { 'telnyx-timestamp': undefined, 'telnyx-signature-ed25519': undefined }
  const outcomeOf = async (headers: Record<string, string | undefined>) => {
    const reception = await createTestReceiver().receive(createWebhook({ headers }))
    return reception.outcome === 'refused' ? reception.refusal.code : reception.outcome
  }
  t.equal(await outcomeOf({ ...absent, ...aliases }), 'accepted')
  t.equal(await outcomeOf({ ...aliases, 'telnyx-timestamp': undefined }), 'accepted', 'one by one')
  t.equal(await outcomeOf({ ...aliases, 'telnyx-signature-ed25519': undefined }), 'accepted', 'one by one')
  t.equal(await outcomeOf({ 'webhook-timestamp': '1', 'webhook-signature': 'x' }), 'accepted', 'ours first')
  t.equal(await outcomeOf({ ...aliases, 'telnyx-timestamp': '1' }), 'timestamp_too_old', 'no second try')
  t.equal(
    await outcomeOf({ ...aliases, 'telnyx-timestamp': '' }),
    'malformed_timestamp',
    'empty is not absent',
  )
  t.equal(await outcomeOf(absent), 'missing_timestamp')
})

t.test('two keys: either may sign, and the delivery says which', async (t) => {
  const other = createTestKeys()
  const receiver = createTestReceiver({ publicKey: [keys.publicKey, other.publicKey] })
  const own = expectDelivery(await receiver.receive(createWebhook()))
  const others = expectDelivery(
    await receiver.receive(createWebhook({ keys: other, fields: sampleCall('busy') })),
  )
  t.equal(own.keyId, (await deliver(sampleCall())).keyId)
  t.not(others.keyId, own.keyId)
  const stranger = await receiver.receive(createWebhook({ keys: createTestKeys() }))
  t.equal(expectRefusal(stranger).code, 'signature_mismatch')
})

t.test('what departs from the schema is delivered, and says how', async (t) => {
  const request = createWebhook({ fields: sampleCall({ To: undefined }) })
  const delivery = expectDelivery(await createTestReceiver().receive(request))
  t.match(delivery.schemaErrors, [{ field: 'To', rule: 'required' }])
  t.equal(delivery.call?.From, '+35319605860')
  t.ok(Object.isFrozen(delivery.schemaErrors))
})

t.test("refusals: 'throw' leaves the answer out; a consumed body always does", async (t) => {
  const forged = createWebhook({ keys: createTestKeys() })
  const consumed = { ...createWebhook(), body: async () => 'body_already_consumed' as const }
  const hasAnswer = async (request: WebhookRequest, refusals: 'answer' | 'throw') => {
    const reception = await createTestReceiver({ refusals }).receive(request)
    if (reception.outcome !== 'refused') throw new Error('not refused')
    if (reception.answer) t.equal(reception.answer, reception.refusal.answer)
    return reception.answer !== undefined
  }
  t.equal(await hasAnswer(forged, 'answer'), true)
  t.equal(await hasAnswer(forged, 'throw'), false)
  t.equal(await hasAnswer(consumed, 'answer'), false)
  t.equal(await hasAnswer(consumed, 'throw'), false)
})

t.test('onRefused is told of the refusal and its request', async (t) => {
  const told: [refusal: Refusal, context: RefusalContext][] = []
  const onRefused: ReceiverOptions['onRefused'] = (...details) => {
    told.push(details)
  }
  const receiver = createTestReceiver({ onRefused, schema: 'enforce' })

  const forged = createWebhook({ keys: createTestKeys() })
  const forgedRefusal = expectRefusal(await receiver.receive(forged))
  const departing = createWebhook({ fields: sampleCall({ To: undefined }) })
  const departingRefusal = expectRefusal(await receiver.receive(departing))
  await receiver.receive(createWebhook())
  await receiver.receive(createWebhook({ fields: sampleCall('ringing') }))

  t.equal(told.length, 2, 'neither of a call nor of an acknowledged event')
  const [[refusal, context] = [], [schemaRefusal, schemaContext] = []] = told
  t.equal(refusal, forgedRefusal)
  t.equal(context?.request.header('telnyx-timestamp'), String(signedAtSeconds))
  t.equal(context?.rawBody, undefined, 'nobody vouches for that body')
  t.strictSame(context?.schemaErrors, [])
  t.equal(schemaRefusal, departingRefusal)
  t.equal(schemaContext?.rawBody, departing.body, 'an authentic call is not lost')
  t.match(schemaContext?.schemaErrors, [{ field: 'To', rule: 'required' }])
})

t.test('a stale request that is genuine is told with its body, and one that is not, without', async (t) => {
  const told: RefusalContext[] = []
  const receiver = createTestReceiver({ onRefused: (_, context) => void told.push(context) })
  for (const timestamp of [signedAtSeconds - 301, signedAtSeconds + 301]) {
    const genuine = createWebhook({ timestamp })
    const refusal = expectRefusal(await receiver.receive(genuine))
    t.match(refusal.code, /^timestamp_/)
    t.equal(told.at(-1)?.rawBody, genuine.body)
    t.equal(told.at(-1)?.headers['telnyx-timestamp'], String(timestamp))
    t.equal(told.at(-1)?.deliveryId, undefined)

    const forged = createWebhook({ timestamp, keys: createTestKeys() })
    t.equal(expectRefusal(await receiver.receive(forged)), refusal, 'refused as what it is first')
    t.equal(told.at(-1)?.rawBody, undefined)
    const unreadable = { ...genuine, body: async () => 'body_incomplete' as const }
    t.equal(expectRefusal(await receiver.receive(unreadable)), refusal)
    t.equal(told.at(-1)?.rawBody, undefined)
  }
})

t.test('a stale request is not read where nobody would be told of it', async (t) => {
  const body = () => Promise.reject(new Error('the body is read'))
  const stale = { ...createWebhook({ timestamp: signedAtSeconds - 301 }), body }
  t.equal(expectRefusal(await createTestReceiver().receive(stale)).code, 'timestamp_too_old')
})

t.test('a guard behind a guard is told from a parser that consumed the body', async (t) => {
  const twice = { ...createWebhook(), isGuardedTwice: true }
  const reception = await createTestReceiver().receive(twice)
  const refusal = expectRefusal(reception)
  t.match(refusal, { code: 'body_already_consumed', status: 500, detail: /through telnyxCall twice/ })
  t.equal(reception.outcome === 'refused' && reception.answer, undefined, 'it goes to the error handling')
  t.notMatch(refusal.help, /parser/)
})

t.test('onRefused is awaited, and what it throws rejects', async (t) => {
  const forged = createWebhook({ keys: createTestKeys() })
  let isDone = false
  const slow = createTestReceiver({
    onRefused: async () => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      isDone = true
    },
  })
  await slow.receive(forged)
  t.ok(isDone)

  const failure = new Error('the log is full')
  for (const onRefused of [
    () => {
      throw failure
    },
    () => Promise.reject(failure),
  ]) {
    const reception = createTestReceiver({ onRefused }).receive(forged)
    t.equal(await reception.catch((error: unknown) => error), failure)
  }
})

t.test('what a body reader throws rejects', async (t) => {
  const failure = new Error('no such stream')
  const request = { ...createWebhook(), body: () => Promise.reject(failure) }
  t.equal(
    await createTestReceiver()
      .receive(request)
      .catch((error: unknown) => error),
    failure,
  )
})

t.test('fifty at once do not mix', async (t) => {
  const receiver = createTestReceiver()
  const receptions = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      receiver.receive(createWebhook({ fields: sampleCall({ SequenceNumber: String(index) }) })),
    ),
  )
  t.strictSame(
    receptions.map((reception) => expectDelivery(reception).call?.SequenceNumber),
    Array.from({ length: 50 }, (_, index) => index),
  )
})
