import type { ReceiverOptions, RefusalCode, WebhookRequest } from '@telnyx-call/core'
import { createTestKeys, sampleCall, sampleEvent } from '@telnyx-call/testing'
import t from 'tap'
import { createStore, exchange, findEvent, gatherEvents, namesOf } from './published-events.ts'
import { createWebhook } from './webhook.ts'

const storeError = new Error('the store is down')
const claimInVain = () => Promise.reject(storeError)

const withHeader = (name: string, value?: string) => createWebhook({ headers: { [name]: value } })
const withBody = (body: WebhookRequest['body']) => ({ ...createWebhook(), body })

/** A way to each refusal, with the status it comes with. */
const refusals: Record<
  RefusalCode,
  [status: number, request?: WebhookRequest, options?: Partial<ReceiverOptions>]
> = {
  method_not_allowed: [405, { ...createWebhook(), method: 'GET' }],
  unsupported_media_type: [415, withHeader('content-type', 'application/json')],
  unsupported_content_encoding: [415, withHeader('content-encoding', 'gzip')],
  body_too_large: [413, withHeader('content-length', '65537')],
  body_incomplete: [400, withBody(async () => 'body_incomplete')],
  body_already_consumed: [500, withBody(async () => 'body_already_consumed')],
  missing_timestamp: [400, withHeader('telnyx-timestamp')],
  missing_signature: [400, withHeader('telnyx-signature-ed25519')],
  malformed_timestamp: [400, withHeader('telnyx-timestamp', 'noon')],
  malformed_signature: [400, withHeader('telnyx-signature-ed25519', 'x')],
  bearer_mismatch: [401, createWebhook(), { bearerToken: 'right' }],
  timestamp_too_old: [403, createWebhook({ timestamp: 1 })],
  timestamp_in_future: [403, createWebhook({ timestamp: 99_999_999_999 })],
  signature_mismatch: [403, createWebhook({ keys: createTestKeys() })],
  key_unavailable: [503, createWebhook(), { publicKey: () => undefined }],
  schema_mismatch: [422, createWebhook({ fields: sampleCall({ To: undefined }) }), { schema: 'enforce' }],
  instructions_not_handled: [501, createWebhook({ fields: sampleEvent('instructions') })],
  delivery_in_progress: [
    503,
    createWebhook(),
    { deduplication: { waitForCopyMs: 1, store: createStore({ claim: () => 'in-progress' }) } },
  ],
  store_unavailable: [
    503,
    createWebhook(),
    { deduplication: { onStoreError: 'refuse', store: createStore({ claim: claimInVain }) } },
  ],
  sender_gone: [503, { ...createWebhook(), isAnswered: () => true }],
}

/** What is found out only after the signature holds. */
const authentic = [
  'schema_mismatch',
  'instructions_not_handled',
  'delivery_in_progress',
  'store_unavailable',
  'sender_gone',
]

for (const [code, [status, request, options]] of Object.entries(refusals)) {
  t.test(`refused: ${code}`, async (t) => {
    const published = gatherEvents(t)
    await exchange(options, request)
    t.strictSame(namesOf(published), ['received', 'refused'])
    const refused = findEvent(published, 'refused')
    t.equal(typeof refused.deliveryId, authentic.includes(code) ? 'string' : 'undefined')
    t.equal(refused.storeError, code === 'store_unavailable' ? storeError : undefined)
    t.ok(String(refused.detail).length > 10)
    t.equal(refused.keyError !== undefined, code === 'key_unavailable')
    const { exchange: symbol, durationMs, detail, deliveryId, storeError: reason, keyError } = refused
    const changing = { exchange: symbol, durationMs, detail, deliveryId, storeError: reason, keyError }
    t.strictSame(refused, { ...changing, adapter: 'test', code, status })
  })
}

t.test('schema_mismatch says which fields; a refusal is told of before onRefused runs', async (t) => {
  const published = gatherEvents(t)
  const seen: string[][] = []
  const [, request] = refusals.schema_mismatch
  await exchange({ schema: 'enforce', onRefused: () => void seen.push(namesOf(published)) }, request)
  t.match(findEvent(published, 'refused').detail, /To must be sent \(required\)/)
  t.strictSame(seen, [['received', 'refused']])
})
