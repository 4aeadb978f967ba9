import { sampleCall, sampleEvent } from '@telnyx-call/testing'
import t from 'tap'
import { createStore, exchange, findEvent, gatherEvents, namesOf } from './published-events.ts'
import { createTestReceiver, createWebhook } from './webhook.ts'

const storeError = new Error('the store is down')
const { CallSid } = sampleCall()
const maskedCall = { CallSid, CallStatus: 'completed', From: '***60', To: '***20', CallerId: '***' }
/** What events say of the plain call. */
const plain = { eventType: 'call-completed', schemaErrors: [], call: maskedCall }
const ringing = { fields: sampleCall('ringing') }

function fail(): never {
  throw storeError
}

t.test('a call that is handled: every field of every event', async (t) => {
  const published = gatherEvents(t)
  await exchange({ deduplication: { store: createStore() } })
  t.strictSame(namesOf(published), ['received', 'accepted', 'settled'])
  const [received, accepted, settled] = published.map(({ event }) => event)
  const deliveryId = accepted?.deliveryId
  t.match(deliveryId, /^[0-9a-f]{32}$/)
  t.equal(typeof received?.exchange, 'symbol')
  for (const event of [received, accepted, settled]) t.equal(typeof event?.durationMs, 'number')
  t.equal(typeof settled?.handlingMs, 'number')

  const shared = { exchange: received?.exchange, adapter: 'test' }
  const authentic = { ...shared, ...plain, deliveryId }
  const { durationMs } = settled ?? {}
  t.strictSame(received, { ...shared, durationMs: received?.durationMs })
  t.strictSame(accepted, {
    ...authentic,
    durationMs: accepted?.durationMs,
    deduplicated: true,
    duplicate: false,
    storeError: undefined,
  })
  const outcome = {
    outcome: 'handled',
    isSenderGone: false,
    isOverBudget: false,
    storeError: undefined,
    onFailedError: undefined,
  }
  t.strictSame(settled, { ...authentic, durationMs, handlingMs: settled?.handlingMs, ...outcome })
})

t.test('a call that is not handled is settled too, and once', async (t) => {
  const published = gatherEvents(t)
  const reception = await createTestReceiver().receive(createWebhook())
  if (reception.outcome !== 'accepted') throw new Error('not accepted')
  await reception.settle({ status: 500 })
  await reception.settle({ status: 200 })
  t.strictSame(namesOf(published), ['received', 'accepted', 'settled'])
  t.match(findEvent(published, 'settled'), { outcome: 'failed', host: undefined })
})

t.test('what is only acknowledged', async (t) => {
  const published = gatherEvents(t)
  await exchange({ deduplication: { store: createStore({ claim: () => 'done' }) } })
  t.strictSame(namesOf(published), ['received', 'acknowledged'])
  const duplicate = findEvent(published, 'acknowledged')
  const { exchange: symbol, durationMs, deliveryId } = duplicate
  const authentic = { exchange: symbol, adapter: 'test', durationMs, deliveryId }
  t.strictSame(duplicate, { ...authentic, ...plain, reason: 'duplicate' })

  await exchange({}, createWebhook(ringing))
  t.strictSame(namesOf(published.slice(2)), ['received', 'acknowledged'])
  t.match(findEvent(published, 'acknowledged'), {
    call: undefined,
    eventType: 'call-ringing',
    schemaErrors: [],
    reason: 'other-event',
  })
  t.match(findEvent(published, 'acknowledged').deliveryId, /^[0-9a-f]{32}$/)
})

t.test('what goes to the handler though it is a duplicate or no ended call', async (t) => {
  const published = gatherEvents(t)
  await exchange({ deduplication: { onDuplicate: 'pass', store: createStore({ claim: () => 'done' }) } })
  t.match(findEvent(published, 'accepted'), { call: maskedCall, duplicate: true, deduplicated: true })
  await exchange({ events: 'all' }, createWebhook(ringing))
  const ringingEvent = { call: undefined, eventType: 'call-ringing', schemaErrors: [] }
  t.match(findEvent(published, 'accepted'), { ...ringingEvent, duplicate: false })
  t.match(findEvent(published, 'settled'), { ...ringingEvent, outcome: 'handled' })
  t.strictSame(namesOf(published.slice(3)), ['received', 'accepted', 'settled'])
})

t.test('of which type an event is, and how it departs, on every event of its delivery', async (t) => {
  const schemaErrors = [
    { field: 'To', rule: 'required', message: 'must be sent' },
    { field: 'EndTime', rule: 'format', message: 'must match format "date-time"' },
  ]
  const fields = sampleCall('recorded', { To: undefined, EndTime: 'late' })
  const published = gatherEvents(t)
  await exchange({}, createWebhook({ fields }))
  for (const name of ['accepted', 'settled']) {
    const { eventType, schemaErrors: told } = findEvent(published, name)
    t.strictSame({ eventType, told }, { eventType: 'call-completed', told: schemaErrors }, name)
  }
  const types: unknown[] = []
  const requests = [
    createWebhook({ fields: sampleEvent('unknown') }),
    createWebhook({ json: sampleEvent('json') }),
    createWebhook({ fields: sampleEvent('gather', { To: undefined }) }),
  ]
  for (const request of requests) {
    await exchange({ events: 'all' }, request)
    types.push(findEvent(published, 'accepted').eventType)
  }
  t.strictSame(types, ['unknown', 'json', 'gather'])
  t.strictSame(findEvent(published, 'settled').schemaErrors, [schemaErrors[0]])
  await exchange({}, requests[0])
  t.match(
    findEvent(published, 'acknowledged'),
    { eventType: 'unknown', schemaErrors: [] },
    'drift is heard of',
  )
})

t.test('what the store fails with', async (t) => {
  const published = gatherEvents(t)
  await exchange({ deduplication: { store: createStore({ claim: fail, commit: fail }) } })
  t.match(findEvent(published, 'accepted'), { deduplicated: false, duplicate: false })
  t.equal(findEvent(published, 'accepted').storeError, storeError)
  t.equal(findEvent(published, 'settled').storeError, storeError, 'nothing could be noted either')

  await exchange({ deduplication: { store: createStore({ claim: fail }) } })
  t.equal(findEvent(published, 'settled').storeError, undefined, 'by then the store is there')

  await exchange({ deduplication: { store: createStore({ commit: fail }) } })
  t.match(findEvent(published, 'accepted'), { deduplicated: true, storeError: undefined })
  t.equal(findEvent(published, 'settled').storeError, storeError)

  await exchange({ deduplication: { store: createStore({ release: fail }) } }, createWebhook(), {
    status: 500,
  })
  t.match(findEvent(published, 'settled'), { outcome: 'failed' })
  t.equal(findEvent(published, 'settled').storeError, storeError)

  await exchange({
    deduplication: { storeTimeoutMs: 1, store: createStore({ claim: () => new Promise(() => {}) }) },
  })
  t.match(findEvent(published, 'accepted').storeError, { code: 'store_timeout' })
})

t.test('what onFailed throws, which goes nowhere else', async (t) => {
  const warnings = t.capture(process, 'emitWarning', () => {})
  const published = gatherEvents(t)
  const mistake = new Error('the disk is full')
  for (const onFailed of [
    () => {
      throw mistake
    },
    () => Promise.reject(mistake),
  ]) {
    await exchange({ onFailed }, createWebhook(), { status: 500 })
    t.equal(findEvent(published, 'settled').onFailedError, mistake)
  }
  const [warning, ...others] = warnings()
  t.equal(others.length, 1)
  t.match(warning?.args[0], /onFailed failed for [0-9a-f]{32}: Error: the disk is full/)
})

t.test('a run that is abandoned', async (t) => {
  const published = gatherEvents(t)
  const reception = await createTestReceiver().receive(createWebhook())
  if (reception.outcome !== 'accepted') throw new Error('not accepted')
  await reception.settle('broken-off')
  await reception.settle({ status: 200 })
  t.strictSame(namesOf(published), ['received', 'accepted', 'settled'], 'once, whatever comes late')
  t.match(findEvent(published, 'settled'), { outcome: 'abandoned' })
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
      return 'claimed'
    },
    commit: () => takeMs(5000),
    release: () => takeMs(5000),
  })
  // The connection of a sender that gave up breaks a little before our clock shows its time.
  for (const [responseTimeoutMs, isSenderGone, isOverBudget] of [
    [40, false, false],
    [39, false, true],
    [45, true, false],
    [44, true, true],
    [39, true, true],
  ] as const) {
    const receiver = createTestReceiver({ deduplication: { store }, responseTimeoutMs })
    const reception = await receiver.receive({ ...createWebhook(), isAborted: () => isSenderGone })
    if (reception.outcome !== 'accepted') throw new Error('not accepted')
    takeMs(30)
    await reception.settle({ status: 200 })
    t.equal(findEvent(published, 'settled').isSenderGone, isSenderGone)
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
  const receiver = createTestReceiver({ deduplication: { store: createStore() } })
  const receptions = await Promise.all(
    ['1', '2', '3'].map((SequenceNumber) =>
      receiver.receive(createWebhook({ fields: sampleCall({ SequenceNumber }) })),
    ),
  )
  for (const reception of receptions)
    if (reception.outcome === 'accepted') await reception.settle({ status: 200 })
  const namesByExchange = new Map<unknown, string[]>()
  for (const { name, event } of published) {
    namesByExchange.set(event.exchange, [...(namesByExchange.get(event.exchange) ?? []), name])
  }
  const whole = ['received', 'accepted', 'settled']
  t.strictSame([...namesByExchange.values()], [whole, whole, whole])
})
