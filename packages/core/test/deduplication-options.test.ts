import { createReceiver, type DeduplicationOptions, type ReceiverOptions } from '@telnyx-call/core'
import t from 'tap'
import { findEvent, gatherEvents } from './published-events.ts'
import { createScriptedStore } from './scripted-store.ts'
import { createTestReceiver, createWebhook, keys, SUCCEEDED, settleOf } from './webhook.ts'

const attempt = (deduplication: object, others: Partial<ReceiverOptions> = {}) =>
  createReceiver({ publicKey: keys.publicKey, deduplication, ...others })

const notDurations = [0, -1, 1.5, '500', null, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, 2 ** 53]

const badValues: Record<keyof DeduplicationOptions, readonly unknown[]> = {
  store: [
    null,
    'redis://127.0.0.1',
    true,
    {},
    { claim() {}, commit() {}, release() {} },
    { claim: 1, renew: 1, commit: 1, release: 1 },
  ],
  eventKey: ['CallSid', null, {}],
  rememberMs: notDurations,
  leaseMs: notDurations,
  waitForCopyMs: notDurations,
  handlingLimitMs: notDurations,
  storeTimeoutMs: notDurations,
  onStoreError: ['', 'throw', true, null],
  onDuplicate: ['', 'refuse', true, null],
}

for (const [name, values] of Object.entries(badValues)) {
  t.test(`deduplication.${name}: what is invalid`, async (t) => {
    for (const value of values) {
      t.throws(() => attempt({ [name]: value }), {
        name: 'TypeError',
        code: 'invalid_option',
        message: `telnyx-call: option deduplication.${name}: expected `,
      })
    }
  })
}

t.test('an option that there is not is named, beside those that there are', async (t) => {
  for (const name of ['deliveryId', 'ttlMs', 'toString']) {
    t.throws(() => attempt({ [name]: 1 }), {
      code: 'invalid_option',
      message: `telnyx-call: option deduplication.${name}: unknown option; the options are store, eventKey,`,
    })
  }
})

t.test('options that were at the top level before are named as unknown there', async (t) => {
  for (const name of ['store', 'deliveryId', 'onDuplicate', 'storeTimeoutMs', 'onStoreError']) {
    const options = { publicKey: keys.publicKey, [name]: undefined }
    t.throws(() => createReceiver(options), {
      message: `telnyx-call: option ${name}: unknown option`,
    })
  }
})

t.test('a store is told from what is none, with the cure', async (t) => {
  t.throws(() => attempt({ store: {} }), {
    message:
      /claim, renew, commit and release, such as .*createMemoryStore\(\).*createRedisStore\(\).*createPostgresStore\(\)/,
  })
})

/** Options that are valid alone and contradict each other, and what the message has to name. */
const contradictions: [
  deduplication: DeduplicationOptions,
  others: Partial<ReceiverOptions>,
  names: RegExp,
][] = [
  [{ leaseMs: 99 }, {}, /deduplication\.leaseMs: .*at least 100/],
  [
    { rememberMs: 1399 },
    { toleranceSeconds: 1 },
    /deduplication\.rememberMs: .*waitForCopyMs \(1400\).*raise it/,
  ],
  [
    { rememberMs: 4999, leaseMs: 5000 },
    { toleranceSeconds: 1 },
    /deduplication\.rememberMs: .*leaseMs \(5000\).*raise it/,
  ],
  [
    {},
    { toleranceSeconds: 86_401 },
    /toleranceSeconds: .*lower it, or raise deduplication\.rememberMs \(86400000\)/,
  ],
  [{ rememberMs: 299_999 }, {}, /toleranceSeconds: .*raise deduplication\.rememberMs \(299999\)/],
]

t.test('options that contradict each other', async (t) => {
  for (const [deduplication, others, message] of contradictions) {
    t.throws(() => attempt(deduplication, others), { name: 'TypeError', code: 'invalid_option', message })
  }
})

t.test('options at the edge of a contradiction', async (t) => {
  t.ok(attempt({ leaseMs: 100 }))
  t.ok(attempt({ rememberMs: 1400 }, { toleranceSeconds: 1 }))
  t.ok(attempt({ rememberMs: 300_000 }))
  t.ok(attempt({ rememberMs: 2 ** 31 - 1 }, { toleranceSeconds: 2_147_483 }))
  t.ok(attempt({}, { toleranceSeconds: 86_400 }))
})

t.test('without deduplication nothing is remembered, so nothing is contradicted', async (t) => {
  t.ok(createReceiver({ publicKey: keys.publicKey, deduplication: false, toleranceSeconds: 86_401 }))
})

t.test('the defaults', async (t) => {
  const store = createScriptedStore()
  const receiver = createTestReceiver({ deduplication: { store } })
  await settleOf(await receiver.receive(createWebhook()))(SUCCEEDED)
  t.strictSame(
    store.asked.map(([verb, _id, _token, ms]) => [verb, ms]),
    [
      ['claim', 1000],
      ['commit', 86_400_000],
    ],
  )
  t.throws(() => attempt({ rememberMs: 1 }, { toleranceSeconds: 1 }), { message: /waitForCopyMs \(1400\)/ })

  const published = gatherEvents(t, ['accepted'])
  const stalled = createScriptedStore({ claim: () => new Promise(() => {}) })
  const reception = await createTestReceiver({ deduplication: { store: stalled } }).receive(createWebhook())
  t.equal(reception.outcome, 'accepted', "onStoreError: 'accept'")
  t.match(findEvent(published, 'accepted').storeError, { message: /storeTimeoutMs \(500 ms\)/ })
})
