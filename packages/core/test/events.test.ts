import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { DeliveryStore, ReceiverOptions, RefusalCode, WebhookRequest } from '@telnyx-call/core'
import { subscribeToTelnyxCalls } from '@telnyx-call/core'
import { createTestKeys, sampleCall } from '@telnyx-call/testing'
import t from 'tap'
import { eventNames, findEvent, gatherEvents, namesOf } from './published-events.ts'
import { createTestReceiver, createWebhook } from './webhook.ts'

const storeError = new Error('the store is down')
const { CallSid } = sampleCall()
const maskedCall = { CallSid, CallStatus: 'completed', From: '***60', To: '***20', CallerId: '***' }
const ringing = { fields: sampleCall('ringing') }

/** A store that grants every claim, but for what is changed. */
function createStore(changes: Partial<DeliveryStore> = {}): DeliveryStore {
  return { claim: () => ({ state: 'claimed', token: 't' }), commit: () => {}, release: () => {}, ...changes }
}

function fail(): never {
  throw storeError
}

/** Receives a request and, where it was accepted, settles it. */
async function exchange(
  options: Partial<ReceiverOptions> = {},
  request: WebhookRequest = createWebhook(),
  succeeded = true,
): Promise<void> {
  const reception = await createTestReceiver(options).receive({ ...request, host: 'test' })
  if (reception.outcome === 'accepted') await reception.settle(succeeded)
}

t.test('a call that is handled: every field of every event', async (t) => {
  const published = gatherEvents(t)
  await exchange({ store: createStore() })
  t.strictSame(namesOf(published), ['received', 'accepted', 'settled'])
  const [received, accepted, settled] = published.map(({ event }) => event)
  const deliveryId = accepted?.deliveryId
  t.match(deliveryId, /^[0-9a-f]{32}$/)
  t.equal(typeof received?.exchange, 'symbol')
  for (const event of [received, accepted, settled]) t.equal(typeof event?.durationMs, 'number')
  t.equal(typeof settled?.handlingMs, 'number')

  const shared = { exchange: received?.exchange, host: 'test' }
  const authentic = { ...shared, deliveryId, call: maskedCall }
  const { durationMs } = settled ?? {}
  t.strictSame(received, { ...shared, durationMs: received?.durationMs })
  t.strictSame(accepted, {
    ...authentic,
    durationMs: accepted?.durationMs,
    deduplicated: true,
    duplicate: false,
    storeError: undefined,
  })
  const outcome = { succeeded: true, isOverBudget: false, storeError: undefined }
  t.strictSame(settled, { ...authentic, durationMs, handlingMs: settled?.handlingMs, ...outcome })
})

t.test('a call that is not handled is settled too, and once', async (t) => {
  const published = gatherEvents(t)
  const reception = await createTestReceiver().receive(createWebhook())
  if (reception.outcome !== 'accepted') throw new Error('not accepted')
  await reception.settle(false)
  await reception.settle(true)
  t.strictSame(namesOf(published), ['received', 'accepted', 'settled'])
  t.match(findEvent(published, 'settled'), { succeeded: false, host: undefined })
})

t.test('what is only acknowledged', async (t) => {
  const published = gatherEvents(t)
  await exchange({ store: createStore({ claim: () => ({ state: 'done' }) }) })
  t.strictSame(namesOf(published), ['received', 'acknowledged'])
  const duplicate = findEvent(published, 'acknowledged')
  const { exchange: symbol, durationMs, deliveryId } = duplicate
  const authentic = { exchange: symbol, host: 'test', durationMs, deliveryId }
  t.strictSame(duplicate, { ...authentic, call: maskedCall, reason: 'duplicate' })

  await exchange({}, createWebhook(ringing))
  t.strictSame(namesOf(published.slice(2)), ['received', 'acknowledged'])
  t.match(findEvent(published, 'acknowledged'), { call: undefined, reason: 'other-event' })
  t.match(findEvent(published, 'acknowledged').deliveryId, /^[0-9a-f]{32}$/)
})

t.test('what is passed to the handler though it is a duplicate or another event', async (t) => {
  const published = gatherEvents(t)
  await exchange({ onDuplicate: 'pass', store: createStore({ claim: () => ({ state: 'done' }) }) })
  t.match(findEvent(published, 'accepted'), { call: maskedCall, duplicate: true, deduplicated: true })
  await exchange({ otherEvents: 'pass' }, createWebhook(ringing))
  t.match(findEvent(published, 'accepted'), { call: undefined, duplicate: false })
  t.match(findEvent(published, 'settled'), { call: undefined, succeeded: true })
  t.strictSame(namesOf(published.slice(3)), ['received', 'accepted', 'settled'])
})

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
  schema_mismatch: [422, createWebhook({ fields: sampleCall({ To: undefined }) })],
  delivery_in_progress: [
    503,
    createWebhook(),
    { store: createStore({ claim: () => ({ state: 'in-progress' }) }) },
  ],
  store_unavailable: [503, createWebhook(), { onStoreError: 'refuse', store: createStore({ claim: fail }) }],
  sender_gone: [503, { ...createWebhook(), hasSenderLeft: () => true }],
}

for (const [code, [status, request, options]] of Object.entries(refusals)) {
  t.test(`refused: ${code}`, async (t) => {
    const published = gatherEvents(t)
    await exchange(options, request)
    t.strictSame(namesOf(published), ['received', 'refused'])
    const refused = findEvent(published, 'refused')
    const isClaimed = ['delivery_in_progress', 'store_unavailable', 'sender_gone'].includes(code)
    t.equal(typeof refused.deliveryId, isClaimed ? 'string' : 'undefined')
    t.equal(refused.storeError, code === 'store_unavailable' ? storeError : undefined)
    t.ok(String(refused.detail).length > 10)
    const { exchange: symbol, durationMs, detail, deliveryId, storeError: reason } = refused
    const changing = { exchange: symbol, durationMs, detail, deliveryId, storeError: reason }
    t.strictSame(refused, { ...changing, host: 'test', code, status })
  })
}

t.test('schema_mismatch says which fields; a refusal is told of before onRefused runs', async (t) => {
  const published = gatherEvents(t)
  const seen: string[][] = []
  const [, request] = refusals.schema_mismatch
  await exchange({ onRefused: () => void seen.push(namesOf(published)) }, request)
  t.match(findEvent(published, 'refused').detail, /To must be sent \(required\)/)
  t.strictSame(seen, [['received', 'refused']])
})

t.test('what the store fails with', async (t) => {
  const published = gatherEvents(t)
  await exchange({ store: createStore({ claim: fail }) })
  t.match(findEvent(published, 'accepted'), { deduplicated: false, duplicate: false })
  t.equal(findEvent(published, 'accepted').storeError, storeError)
  t.equal(findEvent(published, 'settled').storeError, storeError, 'nothing could be noted either')

  await exchange({ store: createStore({ commit: fail }) })
  t.match(findEvent(published, 'accepted'), { deduplicated: true, storeError: undefined })
  t.equal(findEvent(published, 'settled').storeError, storeError)

  await exchange({ store: createStore({ release: fail }) }, createWebhook(), false)
  t.match(findEvent(published, 'settled'), { succeeded: false })
  t.equal(findEvent(published, 'settled').storeError, storeError)

  await exchange({ storeTimeoutMs: 1, store: createStore({ claim: () => new Promise(() => {}) }) })
  t.match(findEvent(published, 'accepted').storeError, { code: 'store_timeout' })
})

t.test('times, by a clock of our own', async (t) => {
  let nowMs = 1000
  t.intercept(performance, 'now', { value: () => nowMs, configurable: true })
  const published = gatherEvents(t)
  const takeMs = (milliseconds: number) => {
    nowMs += milliseconds
  }
  const store = createStore({
    claim: () => {
      takeMs(10)
      return { state: 'claimed', token: 't' }
    },
    commit: () => takeMs(5000),
    release: () => takeMs(5000),
  })
  // The connection of a sender that gave up breaks a little before our clock shows its time.
  for (const [ackBudgetMs, succeeded, isOverBudget] of [
    [40, true, false],
    [39, true, true],
    [45, false, false],
    [44, false, true],
    [39, false, true],
  ] as const) {
    const reception = await createTestReceiver({ store, ackBudgetMs }).receive(createWebhook())
    if (reception.outcome !== 'accepted') throw new Error('not accepted')
    takeMs(30)
    await reception.settle(succeeded)
    t.equal(findEvent(published, 'received').durationMs, 0)
    t.equal(findEvent(published, 'accepted').durationMs, 10)
    const settled = { durationMs: 40, handlingMs: 30, isOverBudget }
    t.match(findEvent(published, 'settled'), settled, 'what the store takes at the end does not count')
  }
})

t.test('times, by the real clock, only grow', async (t) => {
  const published = gatherEvents(t)
  await exchange()
  const [received = -1, accepted = -1, settled = -1] = published.map(({ event }) => Number(event.durationMs))
  t.ok(0 <= received && received <= accepted && accepted <= settled, `${received} ${accepted} ${settled}`)
  t.ok(Number(findEvent(published, 'settled').handlingMs) <= settled)
})

t.test('one symbol per request, whatever happens meanwhile', async (t) => {
  const published = gatherEvents(t)
  const receiver = createTestReceiver({ store: createStore() })
  const receptions = await Promise.all([1, 2, 3].map(() => receiver.receive(createWebhook())))
  for (const reception of receptions) if (reception.outcome === 'accepted') await reception.settle(true)
  const namesByExchange = new Map<unknown, string[]>()
  for (const { name, event } of published) {
    namesByExchange.set(event.exchange, [...(namesByExchange.get(event.exchange) ?? []), name])
  }
  const whole = ['received', 'accepted', 'settled']
  t.strictSame([...namesByExchange.values()], [whole, whole, whole])
})

t.test('nothing is computed while nobody listens, and all is told where anybody does', async (t) => {
  const readings = t.capture(performance, 'now', performance.now.bind(performance))
  const ignore = () => {}
  subscribe('telnyx-call', ignore)
  t.teardown(() => unsubscribe('telnyx-call', ignore))
  await exchange()
  await exchange({}, createWebhook(ringing))
  await exchange({}, refusals.signature_mismatch[1])
  t.equal(readings().length, 0, 'no time was taken')

  for (const name of eventNames) {
    await t.test(`listening to ${name} alone`, async (t) => {
      const published = gatherEvents(t, [name])
      await exchange()
      await exchange({}, createWebhook(ringing))
      await exchange({}, refusals.signature_mismatch[1])
      t.strictSame([...new Set(namesOf(published))], [name])
      t.ok(readings().length > 0)
    })
  }
})

t.test('of a request that began unheard nothing is told', async (t) => {
  const reception = await createTestReceiver().receive(createWebhook())
  const published = gatherEvents(t)
  if (reception.outcome === 'accepted') await reception.settle(true)
  t.strictSame(published, [])
})

t.test('subscribeToTelnyxCalls calls the listeners there are, until it is ended', async (t) => {
  const told: string[] = []
  const stop = subscribeToTelnyxCalls({
    accepted: ({ call }) => told.push(`accepted from ${call?.From}`),
    refused: ({ code }) => told.push(code),
  })
  const all = ['accepted from ***60', 'signature_mismatch']
  await exchange()
  await exchange({}, refusals.signature_mismatch[1])
  t.strictSame(told, all)
  stop()
  stop()
  await exchange()
  t.strictSame(told, all)
})

t.test('a listener that throws harms no request: Node makes it an uncaught exception', async (t) => {
  const uncaught: unknown[] = []
  process.setUncaughtExceptionCaptureCallback((error) => uncaught.push(error))
  t.teardown(() => process.setUncaughtExceptionCaptureCallback(null))
  const mistake = new Error('a mistake in a listener')
  const throwMistake = () => {
    throw mistake
  }
  const stop = subscribeToTelnyxCalls({
    received: throwMistake,
    accepted: throwMistake,
    settled: throwMistake,
  })
  t.teardown(stop)
  const published = gatherEvents(t)
  await exchange()
  t.strictSame(namesOf(published), ['received', 'accepted', 'settled'], 'listeners behind it are called')
  await new Promise(setImmediate)
  t.strictSame(uncaught, [mistake, mistake, mistake])
})
