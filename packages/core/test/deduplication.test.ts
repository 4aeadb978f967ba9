import {
  type Claim,
  createMemoryStore,
  type DeliveryStore,
  type ReceiverOptions,
  type Reception,
  type RefusalContext,
  type Settle,
} from '@telnyx-call/core'
import { sampleCall } from '@telnyx-call/testing'
import t from 'tap'
import {
  createTestReceiver,
  createWebhook,
  expectDelivery,
  expectRefusal,
  signedAtSeconds,
} from './webhook.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** What a store was asked, in order. */
type Question = readonly [verb: keyof DeliveryStore, ...parameters: readonly (string | number)[]]

/** A store that notes what it is asked, and answers claims as told. */
function createNotingStore(answerClaim: () => Claim | Promise<Claim>): DeliveryStore & { asked: Question[] } {
  const asked: Question[] = []
  return {
    asked,
    claim(id, leaseMs) {
      asked.push(['claim', id, leaseMs])
      return answerClaim()
    },
    commit(id, token, ttlMs) {
      asked.push(['commit', id, token, ttlMs])
    },
    release(id, token) {
      asked.push(['release', id, token])
    },
  }
}

const claimed: Claim = { state: 'claimed', token: 'mine' }
const unending = () => new Promise<never>(() => {})
const failure = new Error('the store is gone')

function settleOf(reception: Reception): Settle {
  if (reception.outcome === 'accepted') return reception.settle
  throw new Error(`not accepted but ${reception.outcome}`)
}

t.test('a delivery is claimed for as long as the sender waits, and settled once', async (t) => {
  for (const succeeded of [true, false]) {
    const store = createNotingStore(() => claimed)
    const reception = await createTestReceiver({ store }).receive(createWebhook())
    const { id, deduplicated, duplicate } = expectDelivery(reception)
    t.strictSame({ deduplicated, duplicate }, { deduplicated: true, duplicate: false })
    t.strictSame(store.asked, [['claim', id, 2500]])
    await settleOf(reception)(succeeded)
    await settleOf(reception)(!succeeded)
    const settled = succeeded ? ['commit', id, 'mine', DAY_MS] : ['release', id, 'mine']
    t.strictSame(store.asked.slice(1), [settled])
  }
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
      claim: () => whenAwaited('claim', claimed),
      commit: () => whenAwaited('commit', undefined),
      release: () => whenAwaited('release', undefined),
    }
    const receiver = createTestReceiver({ store })
    for (const succeeded of [true, false]) await settleOf(await receiver.receive(createWebhook()))(succeeded)
    t.strictSame(done, ['claim', 'commit', 'claim', 'release'])
  },
)

t.test('the lease covers the budget and the time that the store may take', async (t) => {
  const store = createNotingStore(() => claimed)
  await createTestReceiver({ store, ackBudgetMs: 7000, storeTimeoutMs: 100 }).receive(createWebhook())
  t.equal(store.asked[0]?.[2], 7100)
})

t.test('what is not for the handler is not claimed', async (t) => {
  const store = createNotingStore(() => claimed)
  const receiver = createTestReceiver({ store })
  await receiver.receive(createWebhook({ headers: { 'telnyx-timestamp': '1' } }))
  await receiver.receive(createWebhook({ fields: {} }))
  const other = await receiver.receive(createWebhook({ fields: sampleCall('ringing') }))
  t.match(expectDelivery(other), { deduplicated: false, duplicate: false })
  t.strictSame(store.asked, [])
})

t.test('an event that is passed on is claimed like a call', async (t) => {
  const receiver = createTestReceiver({ otherEvents: 'pass' })
  const ringing = createWebhook({ fields: sampleCall('ringing') })
  await settleOf(await receiver.receive(ringing))(true)
  t.match(await receiver.receive(ringing), { outcome: 'acknowledged', reason: 'duplicate' })
  t.equal((await receiver.receive(createWebhook())).outcome, 'accepted', 'the end of the same call')
})

t.test('handled, failed, in progress: what becomes of the next copy', async (t) => {
  const receiver = createTestReceiver()
  const first = await receiver.receive(createWebhook())
  t.equal(expectRefusal(await receiver.receive(createWebhook())).code, 'delivery_in_progress')
  await settleOf(first)(false)
  const second = await receiver.receive(createWebhook())
  t.match(expectDelivery(second), { deduplicated: true, duplicate: false })
  await settleOf(second)(true)
  const third = await receiver.receive(createWebhook({ timestamp: signedAtSeconds + 60 }))
  t.match(third, { outcome: 'acknowledged', reason: 'duplicate', answer: { status: 200, body: '' } })
  t.match(expectDelivery(third), { deduplicated: true, duplicate: true })
  t.equal(expectDelivery(third).id, expectDelivery(first).id)
})

t.test('a copy in progress is told to onRefused with its body, so that nothing is lost', async (t) => {
  const told: RefusalContext[] = []
  const onRefused: ReceiverOptions['onRefused'] = (_, context) => {
    told.push(context)
  }
  const receiver = createTestReceiver({ onRefused })
  const webhook = createWebhook()
  await receiver.receive(webhook)
  await receiver.receive(webhook)
  t.strictSame(
    told.map(({ rawBody, schemaErrors }) => [rawBody, schemaErrors]),
    [[webhook.body, []]],
  )
})

t.test(
  'a handler that answers when its lease is over does not disturb the one that has it now',
  async (t) => {
    let nowMs = signedAtSeconds * 1000
    const receiver = createTestReceiver({ now: () => nowMs })
    const first = settleOf(await receiver.receive(createWebhook()))
    nowMs += 2500
    const second = settleOf(await receiver.receive(createWebhook()))
    await first(false)
    t.equal(expectRefusal(await receiver.receive(createWebhook())).code, 'delivery_in_progress')
    await second(true)
    t.equal((await receiver.receive(createWebhook())).outcome, 'acknowledged')
  },
)

t.test("onDuplicate: 'pass' hands on what was handled, and says so", async (t) => {
  const receiver = createTestReceiver({ onDuplicate: 'pass' })
  await settleOf(await receiver.receive(createWebhook()))(true)
  for (const succeeded of [false, true]) {
    const copy = await receiver.receive(createWebhook())
    t.equal(copy.outcome, 'accepted')
    t.match(expectDelivery(copy), { deduplicated: true, duplicate: true })
    await settleOf(copy)(succeeded)
  }
  t.equal((await receiver.receive(createWebhook())).outcome, 'accepted', 'it stays handled')
})

t.test('deliveryId decides what is the same event', async (t) => {
  const receiver = createTestReceiver({ deliveryId: ({ CallSid }) => `call ${CallSid}` })
  const first = await receiver.receive(createWebhook({ fields: sampleCall({ SequenceNumber: '1' }) }))
  t.equal(expectDelivery(first).id, `call ${sampleCall().CallSid}`)
  await settleOf(first)(true)
  const second = await receiver.receive(createWebhook({ fields: sampleCall({ SequenceNumber: '2' }) }))
  t.match(second, { outcome: 'acknowledged', reason: 'duplicate' })
})

t.test('a deliveryId that names nothing rejects, and says what is wanted', async (t) => {
  for (const id of ['', undefined, 1]) {
    const receiver = createTestReceiver({ deliveryId: () => id as string })
    await t.rejects(receiver.receive(createWebhook()), {
      name: 'TypeError',
      code: 'invalid_option',
      message: 'telnyx-call: option deliveryId: it has to return text that is not empty.',
    })
  }
})

/** Ways in which a store can fail at a claim. */
const failingClaims: Record<string, () => Claim | Promise<Claim>> = {
  throws: () => {
    throw failure
  },
  rejects: () => Promise.reject(failure),
  'never answers': unending,
  'answers nonsense': () => undefined as unknown as Claim,
  'resolves to nonsense': async () => undefined as unknown as Claim,
}

for (const [name, claim] of Object.entries(failingClaims)) {
  t.test(`a store that ${name}: the delivery is accepted, or refused if so wanted`, async (t) => {
    const store = createNotingStore(claim)
    const accepting = await createTestReceiver({ store, storeTimeoutMs: 20 }).receive(createWebhook())
    t.equal(accepting.outcome, 'accepted')
    t.match(expectDelivery(accepting), { deduplicated: false, duplicate: false })
    await settleOf(accepting)(true)

    const refusing = createTestReceiver({ store, storeTimeoutMs: 20, onStoreError: 'refuse' })
    t.equal(expectRefusal(await refusing.receive(createWebhook())).code, 'store_unavailable')
    t.strictSame(
      store.asked.map(([verb]) => verb),
      ['claim', 'claim'],
    )
  })
}

t.test('a claim that comes too late is settled all the same', async (t) => {
  for (const [succeeded, verb] of [
    [true, 'commit'],
    [false, 'release'],
  ] as const) {
    let answer: (claim: Claim) => void = () => {}
    const store = createNotingStore(() => new Promise((resolve) => (answer = resolve)))
    const reception = await createTestReceiver({ store, storeTimeoutMs: 5 }).receive(createWebhook())
    await settleOf(reception)(succeeded)
    t.equal(store.asked.length, 1, 'not before it is there')
    answer(claimed)
    await new Promise(setImmediate)
    t.strictSame(store.asked[1]?.slice(0, 3), [verb, expectDelivery(reception).id, 'mine'])
  }
})

t.test('a claim that comes too late for a delivery that was refused is given back', async (t) => {
  let answer: (claim: Claim) => void = () => {}
  const store = createNotingStore(() => new Promise((resolve) => (answer = resolve)))
  const receiver = createTestReceiver({ store, storeTimeoutMs: 5, onStoreError: 'refuse' })
  expectRefusal(await receiver.receive(createWebhook()))
  answer(claimed)
  await new Promise(setImmediate)
  t.equal(store.asked[1]?.[0], 'release')
})

t.test('a late answer that claims nothing, or is a failure, changes nothing', async (t) => {
  const lateAnswers = [async (): Promise<Claim> => ({ state: 'done' }), () => Promise.reject(failure)]
  for (const answerLate of lateAnswers) {
    const store = createNotingStore(() => new Promise((resolve) => setTimeout(resolve, 10)).then(answerLate))
    const reception = await createTestReceiver({ store, storeTimeoutMs: 5 }).receive(createWebhook())
    await settleOf(reception)(true)
    await new Promise((resolve) => setTimeout(resolve, 20))
    t.equal(store.asked.length, 1)
  }
})

/** Ways in which a store can fail at settling. */
const failingVerbs: Record<string, () => Promise<void>> = {
  throws: () => {
    throw failure
  },
  rejects: () => Promise.reject(failure),
  'never answers': unending,
}

for (const [name, verb] of Object.entries(failingVerbs)) {
  t.test(`a store that ${name} at the end: settling resolves`, async (t) => {
    const store = { claim: () => claimed, commit: verb, release: verb }
    for (const succeeded of [true, false]) {
      const reception = await createTestReceiver({ store, storeTimeoutMs: 20 }).receive(createWebhook())
      t.equal(await settleOf(reception)(succeeded), undefined)
    }
  })
}

t.test(
  'a store that answers at once leaves no timer behind, nor does one that answers in time',
  async (t) => {
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    for (const store of [createMemoryStore(), createNotingStore(async () => claimed)]) {
      const receiver = createTestReceiver({ store, storeTimeoutMs: 60_000 })
      await settleOf(await receiver.receive(createWebhook()))(true)
    }
    await new Promise(setImmediate)
    t.equal(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length, before)
  },
)

t.test('two receivers with one store share what was handled; with their own they do not', async (t) => {
  const store = createMemoryStore()
  const receiveTwice = async (one: Partial<ReceiverOptions>, other: Partial<ReceiverOptions>) => {
    await settleOf(await createTestReceiver(one).receive(createWebhook()))(true)
    return (await createTestReceiver(other).receive(createWebhook())).outcome
  }
  t.equal(await receiveTwice({ store }, { store }), 'acknowledged')
  t.equal(await receiveTwice({}, {}), 'accepted')
})

t.test('of fifty copies at once, one is handled', async (t) => {
  const receiver = createTestReceiver()
  const receptions = await Promise.all(Array.from({ length: 50 }, () => receiver.receive(createWebhook())))
  t.equal(receptions.filter(({ outcome }) => outcome === 'accepted').length, 1)
  const others = receptions.filter(({ outcome }) => outcome !== 'accepted')
  for (const other of others) t.equal(expectRefusal(other).code, 'delivery_in_progress')
})
