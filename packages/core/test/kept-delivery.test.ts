import {
  type Delivery,
  type KeptDelivery,
  keepDelivery,
  type ReceiverOptions,
  RefusalError,
  type WebhookRequest,
} from '@telnyx-call/core'
import { createTestKeys, sampleCall, signedRequest } from '@telnyx-call/testing'
import t from 'tap'
import { gatherEvents, namesOf } from './published-events.ts'
import {
  createTestReceiver,
  createWebhook,
  expectRefusal,
  FAILED,
  keys,
  plainCall,
  SUCCEEDED,
  settleOf,
  signedAtSeconds,
} from './webhook.ts'

const HOURS_LATER_MS = (signedAtSeconds + 3 * 3600) * 1000

/** A request with headers as a host hands them in. */
function createRequest(others: Record<string, string> = {}, timestamp = signedAtSeconds): WebhookRequest {
  const { headers, body } = signedRequest({ keys, timestamp, fields: plainCall })
  const all = { ...headers, ...others }
  const header = (name: string) => all[name as keyof typeof all]
  return { method: 'POST', header, headers: () => all, body: Buffer.from(body) }
}

/** Has a call fail, and keeps it as an application does. */
async function keep(
  request = createRequest(),
  end: Parameters<ReturnType<typeof settleOf>>[0] = FAILED,
): Promise<KeptDelivery> {
  const kept: string[] = []
  const onFailed: ReceiverOptions['onFailed'] = (delivery, failure) => {
    kept.push(JSON.stringify(keepDelivery(delivery, failure)))
  }
  await settleOf(await createTestReceiver({ onFailed }).receive(request))(end)
  return JSON.parse(String(kept[0]))
}

/** Has a request refused, and keeps it where there is something to keep. */
async function keepRefused(
  request: WebhookRequest,
  options: Partial<ReceiverOptions> = {},
): Promise<KeptDelivery | undefined> {
  let kept: KeptDelivery | undefined
  const onRefused: ReceiverOptions['onRefused'] = (refusal, context) => {
    kept = keepDelivery(context, refusal)
  }
  expectRefusal(await createTestReceiver({ ...options, onRefused }).receive(request))
  return kept
}

t.test('the record of a call whose handler failed', async (t) => {
  const request = createRequest()
  const kept = await keep(request)
  t.match(kept.keptAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  t.strictSame(kept, {
    version: 1,
    keptAt: kept.keptAt,
    reason: { outcome: 'failed', status: 500 },
    deliveryId: kept.deliveryId,
    headers: { ...request.headers?.() },
    bodyBase64: Buffer.from(request.body as Uint8Array).toString('base64'),
  })
  t.match(kept.deliveryId, /^[0-9a-f]{32}$/)
})

t.test('why it was kept', async (t) => {
  t.strictSame((await keep(createRequest(), { error: new TypeError('a mistake') })).reason, {
    outcome: 'failed',
    error: 'TypeError: a mistake',
  })
  t.strictSame((await keep(createRequest(), 'broken-off')).reason, { outcome: 'abandoned' })
  const stale = await keepRefused(createRequest({}, signedAtSeconds - 400))
  t.strictSame(stale?.reason, { outcome: 'refused', code: 'timestamp_too_old', status: 403 })
  t.notOk(stale && 'deliveryId' in stale)
})

t.test('headers that authorize are left out', async (t) => {
  const secrets = {
    authorization: 'Bearer SECRET',
    'proxy-authorization': 'SECRET',
    cookie: 'session=SECRET',
  }
  const kept = await keep(createRequest({ ...secrets, 'x-request-id': 'a1' }))
  t.equal(kept.headers['x-request-id'], 'a1')
  t.notOk(JSON.stringify(kept).includes('SECRET'))
})

t.test('a host that tells of no other headers: those that the guard reads are kept', async (t) => {
  const { headers, ...request } = createRequest({ 'x-request-id': 'a1' })
  const kept = await keep(request)
  t.strictSame(Object.keys(kept.headers), ['content-type', 'telnyx-timestamp', 'telnyx-signature-ed25519'])
})

t.test('a refused request that nobody vouches for is not worth keeping', async (t) => {
  const stranger = createTestKeys()
  t.equal(await keepRefused(createWebhook({ keys: stranger })), undefined)
  const stale = createWebhook({ keys: stranger, timestamp: signedAtSeconds - 400 })
  t.equal(await keepRefused(stale), undefined)
  t.ok(await keepRefused(createWebhook({ timestamp: signedAtSeconds + 400 })))
  const departing = createWebhook({ fields: sampleCall({ To: undefined }) })
  t.ok(await keepRefused(departing, { schema: 'enforce' }))
})

t.test('three hours later it is handled, once', async (t) => {
  const kept = await keep()
  const receiver = createTestReceiver({ now: () => HOURS_LATER_MS })
  const handled: Delivery[] = []
  const handle = async (delivery: Delivery) => void handled.push(delivery)
  t.equal(await receiver.redeliver(kept, handle), 'handled')
  t.equal(await receiver.redeliver(kept, handle), 'duplicate')
  t.equal(handled.length, 1)
  t.match(handled[0], {
    id: kept.deliveryId,
    deduplicated: true,
    duplicate: false,
    signedAt: new Date(signedAtSeconds * 1000),
  })
  t.strictSame({ ...handled[0]?.fields }, { ...plainCall })
  t.strictSame({ ...handled[0]?.headers }, { ...kept.headers })
  t.equal(handled[0]?.signal.aborted, false)
})

t.test('a handler may be no promise; its error rejects, and the event is free again', async (t) => {
  const failed: unknown[] = []
  const receiver = createTestReceiver({ onFailed: (delivery) => void failed.push(delivery) })
  const kept = await keep()
  const mistake = new Error('still broken')
  for (const handle of [() => Promise.reject(mistake), () => throwError(mistake)]) {
    t.equal(await receiver.redeliver(kept, handle).catch((error: unknown) => error), mistake)
  }
  t.strictSame(failed, [], 'it is the caller who hears of it')
  t.equal(await receiver.redeliver(kept, () => {}), 'handled')
})

function throwError(error: Error): never {
  throw error
}

t.test('a record that was tampered with', async (t) => {
  const kept = await keep()
  const body = Buffer.from(kept.bodyBase64, 'base64').toString()
  const { 'telnyx-signature-ed25519': _, ...unsigned } = kept.headers
  const { 'telnyx-timestamp': __, ...undated } = kept.headers
  const forgeries: [changes: Partial<KeptDelivery>, code: string][] = [
    [{ bodyBase64: Buffer.from(body.replace('completed', 'busy')).toString('base64') }, 'signature_mismatch'],
    [{ headers: { ...kept.headers, 'telnyx-timestamp': String(signedAtSeconds + 1) } }, 'signature_mismatch'],
    [{ headers: unsigned }, 'missing_signature'],
    [{ headers: undated }, 'missing_timestamp'],
    [{ headers: { ...kept.headers, 'telnyx-signature-ed25519': 'x' } }, 'malformed_signature'],
  ]
  let refusals = 0
  const receiver = createTestReceiver({ onRefused: () => void refusals++ })
  for (const [changes, code] of forgeries) {
    const error = await receiver
      .redeliver({ ...kept, ...changes }, () => t.fail('the handler runs'))
      .catch((error: unknown) => error)
    t.ok(error instanceof RefusalError)
    t.match(error, { code })
  }
  t.equal(refusals, 0, 'it is the caller who hears of it')
  const others = createTestReceiver({ publicKey: createTestKeys().publicKey })
  await t.rejects(
    others.redeliver(kept, () => {}),
    { code: 'signature_mismatch' },
    'the key of another account',
  )
})

t.test('what is no record', async (t) => {
  const kept = await keep()
  const values: unknown[] = [
    undefined,
    null,
    'text',
    {},
    { ...kept, version: 2 },
    { ...kept, headers: undefined },
    { ...kept, headers: null },
    { ...kept, bodyBase64: 1 },
  ]
  for (const value of values) {
    await t.rejects(
      createTestReceiver().redeliver(value as KeptDelivery, () => {}),
      { name: 'TypeError', code: 'invalid_kept_delivery' },
      JSON.stringify(value)?.slice(0, 30),
    )
  }
  const inherited = { ...kept, headers: Object.create(kept.headers) }
  await t.rejects(
    createTestReceiver().redeliver(inherited, () => {}),
    { code: 'missing_timestamp' },
  )
})

t.test('an event that is being handled is not handled at the same time', async (t) => {
  const kept = await keep()
  const receiver = createTestReceiver({ deduplication: { waitForCopyMs: 10 } })
  const reception = await receiver.receive(createWebhook())
  const inProgress = { name: 'RefusalError', code: 'delivery_in_progress' }
  await t.rejects(
    receiver.redeliver(kept, () => {}),
    inProgress,
  )
  await settleOf(reception)(SUCCEEDED)
  t.equal(await receiver.redeliver(kept, () => {}), 'duplicate')
})

t.test(
  'a duplicate is none for the handler, whatever onDuplicate says to requests; nor is another event',
  async (t) => {
    const receiver = createTestReceiver({ deduplication: { onDuplicate: 'pass' } })
    const kept = await keep()
    t.equal(await receiver.redeliver(kept, () => {}), 'handled')
    t.equal(await receiver.redeliver(kept, () => t.fail('the handler runs')), 'duplicate')
    const ringing = createWebhook({ fields: sampleCall('ringing'), timestamp: signedAtSeconds - 400 })
    const stale = await keepRefused(ringing)
    t.equal(stale && (await receiver.redeliver(stale, () => t.fail('the handler runs'))), 'other-event')
  },
)

t.test('events tell of it as of any other', async (t) => {
  const kept = await keep()
  const published = gatherEvents(t)
  const receiver = createTestReceiver()
  await receiver.redeliver(kept, () => {})
  await receiver.redeliver(kept, () => {})
  t.strictSame(namesOf(published), ['received', 'accepted', 'settled', 'received', 'acknowledged'])
  t.equal(published[0]?.event.adapter, 'redelivery')
})
