import {
  type ClaimState,
  createMemoryStore,
  type DeliveryStore,
  type ReceiverOptions,
  type RefusalContext,
  type TelnyxEvent,
} from '@telnyx-call/core'
import { sampleCall, sampleEvent } from '@telnyx-call/testing'
import t from 'tap'
import { createScriptedStore, failures, waitUntil } from './scripted-store.ts'
import {
  createTestReceiver,
  createWebhook,
  expectDelivery,
  expectRefusal,
  FAILED,
  plainCall,
  SUCCEEDED,
  settleOf,
  signedAtSeconds,
} from './webhook.ts'

const DAY_MS = 24 * 60 * 60 * 1000

t.test('a delivery is claimed with a token of its own, and settled once', async (t) => {
  const tokens = new Set<unknown>()
  for (const [first, second] of [
    [SUCCEEDED, FAILED],
    [FAILED, SUCCEEDED],
  ] as const) {
    const store = createScriptedStore()
    const reception = await createTestReceiver({ deduplication: { store } }).receive(createWebhook())
    const { id, deduplicated, duplicate } = expectDelivery(reception)
    t.strictSame({ deduplicated, duplicate }, { deduplicated: true, duplicate: false })
    const token = String(store.asked[0]?.[2])
    t.match(token, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    tokens.add(token)
    t.strictSame(store.asked, [['claim', id, token, 1000]])
    await settleOf(reception)(first)
    await settleOf(reception)(second)
    const settled = first === SUCCEEDED ? ['commit', id, token, DAY_MS] : ['release', id, token]
    t.strictSame(store.asked.slice(1), [settled])
  }
  t.equal(tokens.size, 2)
})

t.test(
  'a store may answer with thenables that begin when they are awaited, as query builders do',
  async (t) => {
    const done: string[] = []
    const whenAwaited = <Answer>(name: string, answer: Answer) =>
      ({
        // biome-ignore lint/suspicious/noThenProperty: it is a thenable that the test is about.
        then(resolve: (answer: Answer) => void) {
          done.push(name)
          resolve(answer)
        },
      }) as Promise<Answer>
    const store: DeliveryStore = {
      claim: () => whenAwaited('claim', 'claimed' as const),
      renew: () => whenAwaited('renew', true),
      commit: () => whenAwaited('commit', undefined),
      release: () => whenAwaited('release', undefined),
    }
    for (const end of [SUCCEEDED, FAILED]) {
      const receiver = createTestReceiver({ deduplication: { store } })
      await settleOf(await receiver.receive(createWebhook()))(end)
    }
    t.strictSame([...new Set(done)], ['claim', 'commit', 'release'])
  },
)

t.test('what is not for the handler is not claimed', async (t) => {
  const store = createScriptedStore()
  const receiver = createTestReceiver({ deduplication: { store } })
  await receiver.receive(createWebhook({ headers: { 'telnyx-timestamp': '1' } }))
  await receiver.receive(createWebhook({ fields: {} }))
  await receiver.receive(createWebhook({ fields: sampleEvent('instructions') }))
  const other = await receiver.receive(createWebhook({ fields: sampleCall('ringing') }))
  t.match(expectDelivery(other), { deduplicated: false, duplicate: false })
  t.strictSame(store.asked, [])
})

t.test('any event that is for the handler is claimed like a call', async (t) => {
  const receiver = createTestReceiver({ events: 'all' })
  const ringing = createWebhook({ fields: sampleCall('ringing') })
  await settleOf(await receiver.receive(ringing))(SUCCEEDED)
  t.match(await receiver.receive(ringing), { outcome: 'acknowledged', reason: 'duplicate' })
  t.equal((await receiver.receive(createWebhook())).outcome, 'accepted', 'the end of the same call')
})

t.test('handled, failed, in progress: what becomes of the next copy', async (t) => {
  const receiver = createTestReceiver({ deduplication: { waitForCopyMs: 10 } })
  const first = await receiver.receive(createWebhook())
  t.equal(expectRefusal(await receiver.receive(createWebhook())).code, 'delivery_in_progress')
  await settleOf(first)(FAILED)
  const second = await receiver.receive(createWebhook())
  t.match(expectDelivery(second), { deduplicated: true, duplicate: false })
  await settleOf(second)(SUCCEEDED)
  const third = await receiver.receive(createWebhook({ timestamp: signedAtSeconds + 60 }))
  t.match(third, { outcome: 'acknowledged', reason: 'duplicate', answer: { status: 200, body: '' } })
  t.match(expectDelivery(third), { deduplicated: false, duplicate: true })
  t.equal(expectDelivery(third).id, expectDelivery(first).id)
})

t.test('a copy in progress is told to onRefused with its body and id, so that nothing is lost', async (t) => {
  const told: RefusalContext[] = []
  const onRefused: ReceiverOptions['onRefused'] = (_, context) => {
    told.push(context)
  }
  const receiver = createTestReceiver({ onRefused, deduplication: { waitForCopyMs: 10 } })
  const webhook = createWebhook()
  const { id } = expectDelivery(await receiver.receive(webhook))
  await receiver.receive(webhook)
  t.strictSame(
    told.map(({ rawBody, deliveryId, schemaErrors }) => [rawBody, deliveryId, schemaErrors]),
    [[webhook.body, id, []]],
  )
})

t.test("onDuplicate: 'pass' hands on what was handled, and says so", async (t) => {
  for (const store of [undefined, createMemoryStore()]) {
    const deduplication = { onDuplicate: 'pass', ...(store && { store }) } as const
    const receiver = createTestReceiver({ deduplication })
    await settleOf(await receiver.receive(createWebhook()))(SUCCEEDED)
    for (const end of [FAILED, SUCCEEDED]) {
      const copy = await receiver.receive(createWebhook())
      t.equal(copy.outcome, 'accepted')
      t.match(expectDelivery(copy), { deduplicated: true, duplicate: true })
      await settleOf(copy)(end)
    }
    t.equal((await receiver.receive(createWebhook())).outcome, 'accepted', 'it stays handled')
  }
})

t.test('eventKey decides what is the same event', async (t) => {
  const eventKey = (event: TelnyxEvent) =>
    event.type === 'call-completed' ? `call ${event.CallSid}` : undefined
  const receiver = createTestReceiver({ deduplication: { eventKey } })
  const first = await receiver.receive(createWebhook({ fields: { ...plainCall, SequenceNumber: '1' } }))
  t.equal(expectDelivery(first).id, `call ${plainCall.CallSid}`)
  await settleOf(first)(SUCCEEDED)
  const second = await receiver.receive(createWebhook({ fields: { ...plainCall, SequenceNumber: '2' } }))
  t.match(second, { outcome: 'acknowledged', reason: 'duplicate' })
})

t.test('a call whose eventKey is undefined is never a duplicate, and not claimed', async (t) => {
  const store = createScriptedStore()
  const receiver = createTestReceiver({ deduplication: { store, eventKey: () => undefined } })
  for (const end of [SUCCEEDED, FAILED]) {
    const reception = await receiver.receive(createWebhook())
    t.match(expectDelivery(reception), { id: /^[0-9a-f]{32}$/, deduplicated: false, duplicate: false })
    await settleOf(reception)(end)
  }
  t.strictSame(store.asked, [])
})

t.test('an eventKey that names nothing rejects, and says what is wanted', async (t) => {
  for (const id of ['', null, 1]) {
    const receiver = createTestReceiver({ deduplication: { eventKey: () => id as string } })
    await t.rejects(receiver.receive(createWebhook()), {
      name: 'TypeError',
      code: 'invalid_option',
      message: 'telnyx-call: option deduplication.eventKey: it must return a non-empty string or undefined.',
    })
    t.equal(receiver.pending, 0)
  }
})

t.test('deduplication: false hands every copy to the handler', async (t) => {
  const receiver = createTestReceiver({ deduplication: false, onFailed: () => {} })
  const receptions = [await receiver.receive(createWebhook()), await receiver.receive(createWebhook())]
  for (const reception of receptions) {
    t.match(expectDelivery(reception), { deduplicated: false, duplicate: false })
  }
  t.equal(receiver.pending, 2)
  await Promise.all(receptions.map((reception) => settleOf(reception)(SUCCEEDED)))
  t.equal(receiver.pending, 0)
  t.equal((await receiver.receive(createWebhook())).outcome, 'accepted', 'though it was handled twice')
})

/** Ways in which a store can fail at a claim. */
const failingClaims: Record<string, () => ClaimState | Promise<ClaimState>> = {
  ...failures,
  'answers nonsense': () => undefined as unknown as ClaimState,
  'resolves to nonsense': async () => 'perhaps' as ClaimState,
}

for (const [name, claim] of Object.entries(failingClaims)) {
  t.test(`a store that ${name}: the delivery is accepted, or refused if so wanted`, async (t) => {
    const accepting = createScriptedStore({ claim })
    const options = { store: accepting, storeTimeoutMs: 20 }
    const reception = await createTestReceiver({ deduplication: options }).receive(createWebhook())
    t.equal(reception.outcome, 'accepted')
    t.match(expectDelivery(reception), { deduplicated: false, duplicate: false })
    await settleOf(reception)(SUCCEEDED)
    const [question, ...others] = accepting.asked
    t.strictSame(
      others.map(([verb, id, token]) => [verb, id, token]),
      [['commit', question?.[1], question?.[2]]],
      'the claim may have been made, so it is committed by its token',
    )

    const refusing = createScriptedStore({ claim })
    const receiver = createTestReceiver({
      deduplication: { store: refusing, storeTimeoutMs: 20, onStoreError: 'refuse' },
    })
    t.equal(expectRefusal(await receiver.receive(createWebhook())).code, 'store_unavailable')
    t.strictSame(refusing.verbs, ['claim', 'release'], 'and given back by its token')
    t.equal(receiver.pending, 0)
  })
}

for (const [name, fail] of Object.entries(failures)) {
  t.test(`a store that ${name} at the end: settling resolves, and the guard remembers`, async (t) => {
    for (const end of [SUCCEEDED, FAILED]) {
      const store = createScriptedStore({ commit: fail, release: fail })
      const receiver = createTestReceiver({ deduplication: { store, storeTimeoutMs: 20 } })
      t.equal(await settleOf(await receiver.receive(createWebhook()))(end), undefined)
      const next = await receiver.receive(createWebhook())
      t.equal(next.outcome, end === SUCCEEDED ? 'acknowledged' : 'accepted')
    }
  })
}

t.test(
  'a store that answers at once leaves no timer behind, nor does one that answers in time',
  async (t) => {
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const stores = [
      createMemoryStore(),
      createScriptedStore({ claim: () => Promise.resolve('claimed' as const) }),
    ]
    for (const store of [undefined, ...stores]) {
      const deduplication = { storeTimeoutMs: 60_000, ...(store && { store }) }
      const receiver = createTestReceiver({ deduplication })
      await settleOf(await receiver.receive(createWebhook()))(SUCCEEDED)
    }
    await new Promise(setImmediate)
    t.equal(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length, before)
  },
)

t.test('two receivers with one store share what was handled; with their own they do not', async (t) => {
  const store = createMemoryStore()
  const receiveTwice = async (one: Partial<ReceiverOptions>, other: Partial<ReceiverOptions>) => {
    await settleOf(await createTestReceiver(one).receive(createWebhook()))(SUCCEEDED)
    return (await createTestReceiver(other).receive(createWebhook())).outcome
  }
  t.equal(await receiveTwice({ deduplication: { store } }, { deduplication: { store } }), 'acknowledged')
  t.equal(await receiveTwice({}, {}), 'accepted')
})

t.test('of fifty copies at once, one is handled, and the others wait for it', async (t) => {
  for (const store of [undefined, createMemoryStore()]) {
    const receiver = createTestReceiver({ deduplication: store ? { store } : {} })
    let runs = 0
    const receptions = Array.from({ length: 50 }, async () => {
      const reception = await receiver.receive(createWebhook())
      if (reception.outcome === 'accepted') {
        runs += 1
        await new Promise((resolve) => setTimeout(resolve, 5))
        await reception.settle(SUCCEEDED)
      }
      return reception.outcome
    })
    const outcomes = await Promise.all(receptions)
    t.equal(runs, 1)
    t.equal(outcomes.filter((outcome) => outcome === 'acknowledged').length, 49)
  }
})

t.test('somebody else answered: nothing is claimed, or the claim is given back', async (t) => {
  const told: (string | undefined)[] = []
  const onRefused: ReceiverOptions['onRefused'] = (_, { deliveryId }) => {
    told.push(deliveryId)
  }
  for (const [isAnswered, verbs] of [
    [() => true, []],
    [answeredFrom(1), ['claim', 'release']],
  ] as const) {
    const store = createScriptedStore()
    const receiver = createTestReceiver({ onRefused, deduplication: { store } })
    const refusal = expectRefusal(await receiver.receive({ ...createWebhook(), isAnswered }))
    t.equal(refusal.code, 'sender_gone')
    t.strictSame(store.verbs, verbs)
    t.match(told.at(-1), /^[0-9a-f]{32}$/)
  }
})

/** Whether somebody has answered: not the first times that it is asked. */
function answeredFrom(round: number): () => boolean {
  let rounds = 0
  return () => rounds++ >= round
}

t.test('a sender that left changes nothing: authentic is authentic', async (t) => {
  const receiver = createTestReceiver()
  const reception = await receiver.receive({ ...createWebhook(), isAborted: () => true })
  t.equal(reception.outcome, 'accepted')
})

t.test('onFailed gets the delivery and the reason, after the event is free again', async (t) => {
  const told: unknown[] = []
  const verbsThen: string[][] = []
  const store = createScriptedStore()
  const receiver = createTestReceiver({
    deduplication: { store },
    onFailed: (...parameters) => {
      told.push(parameters)
      verbsThen.push([...store.verbs])
    },
  })
  const mistake = new Error('a mistake')
  const ends = [
    { status: 500 },
    { status: 302 },
    { error: mistake },
    { error: undefined },
    'broken-off',
  ] as const
  for (const [round, end] of ends.entries()) {
    const reception = await receiver.receive(createWebhook())
    await settleOf(reception)(end)
    const delivery = expectDelivery(reception)
    const facts = end === 'broken-off' ? { outcome: 'abandoned' } : { outcome: 'failed', ...end }
    t.strictSame(told[round], [delivery, facts])
    t.equal(verbsThen[round]?.at(-1), 'release')
  }
  await settleOf(await receiver.receive(createWebhook()))(SUCCEEDED)
  t.equal(told.length, ends.length)
})

t.test('the limit ends a run, and what it does late is still worth knowing', async (t) => {
  for (const late of [SUCCEEDED, FAILED]) {
    const told: unknown[] = []
    const receiver = createTestReceiver({
      deduplication: { handlingLimitMs: 20 },
      onFailed: (_, failure) => void told.push(failure),
    })
    const reception = await receiver.receive(createWebhook())
    const { signal } = expectDelivery(reception)
    t.equal(signal.aborted, false)
    await waitUntil(() => told.length > 0)
    t.strictSame(told, [{ outcome: 'abandoned' }])
    t.equal(signal.aborted, true)
    t.equal(receiver.pending, 0)
    await settleOf(reception)(late)
    t.equal(told.length, 1)
    const next = await receiver.receive(createWebhook())
    t.equal(next.outcome, late === SUCCEEDED ? 'acknowledged' : 'accepted')
  }
})

t.test('an event that is only acknowledged has a signal too, which nothing aborts', async (t) => {
  const reception = await createTestReceiver().receive(createWebhook({ fields: sampleCall('ringing') }))
  const { signal } = expectDelivery(reception)
  t.equal(signal.aborted, false)
  t.equal(expectDelivery(reception).signal, signal)
})
