import { createReceiver, keepDelivery, type PublicKeys, type RefusalContext } from '@telnyx-call/core'
import { createTestKeys, sampleCall } from '@telnyx-call/testing'
import t from 'tap'
import { gatherEvents } from './published-events.ts'
import { createWebhook, expectDelivery, expectRefusal, keys, signedAtSeconds } from './webhook.ts'

const others = createTestKeys()

function createReceiverOf(publicKey: (request: { readonly tenant: string }) => unknown, onRefused = noop) {
  return createReceiver({
    publicKey: publicKey as (request: { readonly tenant: string }) => PublicKeys,
    onRefused: (_refusal, context) => onRefused(context),
    now: () => signedAtSeconds * 1000,
  })
}

function noop(_context: RefusalContext): void {}

t.test('the key is found for each request, and may be awaited', async (t) => {
  const asked: string[] = []
  const receiver = createReceiverOf(async ({ tenant }) => {
    asked.push(tenant)
    return tenant === 'ours' ? [others.publicKey, keys.publicKey] : others.publicKey
  })
  const ours = await receiver.receive({
    ...createWebhook({ fields: sampleCall() }),
    source: { tenant: 'ours' },
  })
  t.equal(expectDelivery(ours).call?.CallStatus, 'completed')
  const theirs = await receiver.receive({
    ...createWebhook({ fields: sampleCall() }),
    source: { tenant: 'theirs' },
  })
  t.equal(expectRefusal(theirs).code, 'signature_mismatch', "one account's key does not open another's route")
  t.same(asked, ['ours', 'theirs'])
})

t.test('keys that are no text are prepared for each request', async (t) => {
  const bytes = Buffer.from(keys.publicKey, 'base64')
  const receiver = createReceiverOf(() => bytes)
  for (const SequenceNumber of ['1', '2']) {
    const fields = sampleCall('completed', { SequenceNumber })
    t.equal((await receiver.receive(createWebhook({ fields }))).outcome, 'accepted')
  }
})

t.test('a function that finds no usable key', async (t) => {
  const failures: readonly [string, () => unknown, RegExp][] = [
    [
      'throws',
      () => {
        throw new Error('no such tenant')
      },
      /no such tenant/,
    ],
    [
      'rejects',
      async () => {
        throw new Error('the database is away')
      },
      /the database is away/,
    ],
    ['gives none', () => undefined, /publicKey: it is missing/],
    ['gives an empty list', () => [], /publicKey: the list of keys is empty/],
    ['gives a broken key', () => ['abc'], /publicKey\[0\]/],
  ]
  for (const [what, findKey, message] of failures) {
    const contexts: RefusalContext[] = []
    const receiver = createReceiverOf(findKey, (context) => contexts.push(context))
    let isBodyRead = false
    const body = async () => {
      isBodyRead = true
      return Buffer.alloc(0)
    }
    const events = gatherEvents(t, ['refused'])
    const refusal = expectRefusal(await receiver.receive({ ...createWebhook(), body }))
    t.match(refusal, { code: 'key_unavailable', status: 503, headers: { 'retry-after': '1' } }, what)
    t.match(contexts, [{ keyError: { message } }], 'onRefused gets the reason')
    t.match(events.at(-1)?.event, { code: 'key_unavailable', keyError: { message } }, 'and so do listeners')
    t.notOk(isBodyRead, 'the body is not read')
  }
})

t.test('a record is redelivered by the key of its account', async (t) => {
  const records: (ReturnType<typeof keepDelivery> | undefined)[] = []
  const receiver = createReceiver({
    publicKey: () => keys.publicKey,
    now: () => (signedAtSeconds + 10_000) * 1000,
    onRefused: (refusal, context) => void records.push(keepDelivery(context, refusal)),
  })
  t.equal(
    expectRefusal(await receiver.receive(createWebhook({ fields: sampleCall() }))).code,
    'timestamp_too_old',
  )
  const record = records[0]
  if (record === undefined) throw new Error('nothing was kept')
  await t.rejects(
    receiver.redeliver(record, () => {}, { publicKey: others.publicKey }),
    { code: 'signature_mismatch' },
  )
  t.equal(await receiver.redeliver(record, () => {}, { publicKey: keys.publicKey }), 'handled')
})
