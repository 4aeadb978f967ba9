import {
  type BodyFailure,
  type DeliveryStore,
  type ReceiverOptions,
  type Refusal,
  type RefusalCode,
  RefusalError,
  type WebhookRequest,
} from '@telnyx-call/core'
import { createTestKeys, sampleCall } from '@telnyx-call/testing'
import t from 'tap'
import { createTestReceiver, createWebhook, expectRefusal, signedAtSeconds } from './webhook.ts'

const REPOSITORY_URL = 'https://github.com/telnyx-call/telnyx-call'

const secretBody = {
  CallbackSource: 'call-progress-events',
  CallSid: 'SECRET-BODY',
  CallStatus: 'completed',
  From: '+SECRET-FROM',
}

const secretInstructions = { AccountSid: 'SECRET', CallSid: 'SECRET', From: 'SECRET', To: 'SECRET' }

function withHeaders(headers: Record<string, string | undefined>): WebhookRequest {
  return createWebhook({ fields: secretBody, headers })
}

function withUnreadableBody(failure: BodyFailure): WebhookRequest {
  return { ...createWebhook(), body: async () => failure }
}

/** A request for each code, in the table's order, its status and the headers that belong to that. */
const rows: Record<RefusalCode, [request: WebhookRequest, status: number, headers: Record<string, string>]> =
  {
    method_not_allowed: [{ ...createWebhook(), method: 'GET' }, 405, { allow: 'POST' }],
    unsupported_media_type: [
      withHeaders({ 'content-type': 'text/x-SECRET' }),
      415,
      { accept: 'application/x-www-form-urlencoded' },
    ],
    unsupported_content_encoding: [
      withHeaders({ 'content-encoding': 'SECRET' }),
      415,
      { 'accept-encoding': 'identity' },
    ],
    body_too_large: [withHeaders({ 'content-length': '65537' }), 413, { connection: 'close' }],
    body_incomplete: [withUnreadableBody('body_incomplete'), 400, {}],
    body_already_consumed: [withUnreadableBody('body_already_consumed'), 500, {}],
    missing_timestamp: [withHeaders({ 'telnyx-timestamp': undefined }), 400, {}],
    missing_signature: [withHeaders({ 'telnyx-signature-ed25519': undefined }), 400, {}],
    malformed_timestamp: [withHeaders({ 'telnyx-timestamp': 'SECRET' }), 400, {}],
    malformed_signature: [withHeaders({ 'telnyx-signature-ed25519': 'SECRET' }), 400, {}],
    bearer_mismatch: [withHeaders({ authorization: 'Bearer SECRET' }), 401, { 'www-authenticate': 'Bearer' }],
    timestamp_too_old: [withHeaders({ 'telnyx-timestamp': '1705310000' }), 403, {}],
    timestamp_in_future: [withHeaders({ 'telnyx-timestamp': '1705319999' }), 403, {}],
    signature_mismatch: [createWebhook({ keys: createTestKeys(), fields: secretBody }), 403, {}],
    key_unavailable: [createWebhook(), 503, { 'retry-after': '1' }],
    schema_mismatch: [withHeaders({}), 422, {}],
    instructions_not_handled: [createWebhook({ fields: secretInstructions }), 501, {}],
    delivery_in_progress: [createWebhook(), 503, { 'retry-after': '1' }],
    store_unavailable: [createWebhook(), 503, { 'retry-after': '1' }],
    sender_gone: [{ ...createWebhook(), isAnswered: () => true }, 503, { 'retry-after': '1' }],
  }

function createStore(claim: DeliveryStore['claim']): DeliveryStore {
  return { claim, renew: () => true, commit() {}, release() {} }
}

/** What the receiver has to be set to for a code. */
const options: Partial<Record<RefusalCode, Partial<ReceiverOptions>>> = {
  bearer_mismatch: { bearerToken: 'SECRET-TOKEN' },
  key_unavailable: { publicKey: () => Promise.reject(new Error('SECRET')) },
  schema_mismatch: { schema: 'enforce' },
  delivery_in_progress: { deduplication: { waitForCopyMs: 1, store: createStore(() => 'in-progress') } },
  store_unavailable: {
    deduplication: {
      store: createStore(() => Promise.reject(new Error('SECRET'))),
      onStoreError: 'refuse',
    },
  },
}

async function refuse(code: RefusalCode): Promise<Refusal> {
  return expectRefusal(await createTestReceiver(options[code]).receive(rows[code][0]))
}

for (const [name, [, status, headers]] of Object.entries(rows)) {
  const code = name as RefusalCode
  t.test(code, async (t) => {
    const refusal = await refuse(code)
    t.match(refusal, { code, status, type: `urn:telnyx-call:refusal:${code}` })
    t.strictSame(refusal.headers, headers)
    for (const text of [refusal.title, refusal.detail, refusal.help]) t.match(text, /^[A-Z].*[^ ]$/s)
    t.match(refusal.detail, /\.$/)
    t.ok(refusal.help.endsWith(`. See ${REPOSITORY_URL}/blob/main/docs/refusals.md#${code}`), refusal.help)

    const { answer } = refusal
    t.equal(answer.status, status)
    t.strictSame(answer.headers, {
      ...headers,
      'content-type': 'application/problem+json',
      'content-length': String(Buffer.byteLength(answer.body)),
    })
    const { type, title, detail, help } = refusal
    t.strictSame(JSON.parse(answer.body), { type, title, status, detail, code, help })

    const error = refusal.toError()
    t.ok(error instanceof RefusalError && error instanceof Error)
    t.match(error, { name: 'RefusalError', code, status, statusCode: status, message: `${detail} ${help}` })
    t.equal(error.expose, status < 500)
    t.equal(error.headers, refusal.headers)
    t.equal(error.cause, refusal)
    t.not(refusal.toError(), error, 'each with a stack of its own')

    for (const text of [answer.body, error.message]) t.notOk(text.includes('SECRET'))
    for (const part of [refusal, refusal.headers, answer, answer.headers]) t.ok(Object.isFrozen(part))
  })
}

t.test('a refusal is constant, except for the schema, which names what failed', async (t) => {
  for (const code of Object.keys(rows) as RefusalCode[]) {
    const [one, other] = [await refuse(code), await refuse(code)]
    t.equal(one === other, code !== 'schema_mismatch', code)
  }
  const departing = createWebhook({ fields: sampleCall({ From: undefined, SequenceNumber: 'SECRET' }) })
  const { detail } = expectRefusal(await createTestReceiver({ schema: 'enforce' }).receive(departing))
  t.equal(
    detail,
    'The signature is valid, but the event does not match the specification: From must be sent (required); SequenceNumber must be integer (type).',
  )
})

t.test('each code has a title of its own', async (t) => {
  const refusals = await Promise.all((Object.keys(rows) as RefusalCode[]).map(refuse))
  t.equal(new Set(refusals.map(({ title }) => title)).size, refusals.length)
  t.ok(signedAtSeconds > 1_705_310_000 + 300 && signedAtSeconds < 1_705_319_999 - 300)
})
