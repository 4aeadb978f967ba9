/** Cloudflare Workers end with a request its timers and all that it waits for. Here Node does the same, when a test says so. */
import type { DeliveryFailure } from '@telnyx-call/core'
import t from 'tap'

const startTimer = globalThis.setTimeout
const begun = new Set<ReturnType<typeof setTimeout>>()

Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Cloudflare-Workers' } })
Object.assign(globalThis, {
  setTimeout: (...parameters: Parameters<typeof startTimer>) => {
    const timer = startTimer(...parameters)
    begun.add(timer)
    return timer
  },
})

/** Ends every request that has begun, so that none of its timers fires. */
function endRequests(): void {
  for (const timer of begun) clearTimeout(timer)
  begun.clear()
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => startTimer(resolve, milliseconds))
}

const { createTestReceiver, createWebhook, expectRefusal, plainCall, settleOf, SUCCEEDED } = await import(
  './webhook.ts'
)
const { createScriptedStore, failures, keepProcessAlive } = await import('./scripted-store.ts')

keepProcessAlive(t)

const another = (CallSid: string) => createWebhook({ fields: { ...plainCall, CallSid } })

t.test('a lease is renewed by timers of its own request', async (t) => {
  const store = createScriptedStore()
  const receiver = createTestReceiver({ deduplication: { store, leaseMs: 100 } })
  await receiver.receive(another('v3:first'))
  endRequests()
  const reception = await receiver.receive(another('v3:second'))
  await pause(80)
  const [, second] = store.asked.filter(([verb]) => verb === 'claim')
  const renewed = store.asked.filter(([verb]) => verb === 'renew').map(([, id]) => id)
  t.ok(renewed.length >= 1)
  t.strictSame([...new Set(renewed)], [second?.[1]])
  await settleOf(reception)(SUCCEEDED)
  const asked = store.asked.length
  await pause(80)
  t.equal(store.asked.length, asked, 'nothing is renewed after the end')
  endRequests()
})

t.test('without a store, a run is ended at its limit', async (t) => {
  const failed: DeliveryFailure[] = []
  const receiver = createTestReceiver({
    deduplication: { handlingLimitMs: 50, waitForCopyMs: 10 },
    onFailed: (_delivery, failure) => void failed.push(failure),
  })
  await receiver.receive(createWebhook())
  await pause(150)
  t.strictSame(failed, [{ outcome: 'abandoned' }])
  t.equal(receiver.pending, 0)
  endRequests()
})

t.test('a run whose request has ended is overtaken after its limit', async (t) => {
  const failed: DeliveryFailure[] = []
  const receiver = createTestReceiver({
    deduplication: { handlingLimitMs: 100, waitForCopyMs: 10, storeTimeoutMs: 10 },
    onFailed: (_delivery, failure) => void failed.push(failure),
  })
  await receiver.receive(createWebhook())
  endRequests()
  await pause(300)
  t.equal(expectRefusal(await receiver.receive(createWebhook())).code, 'delivery_in_progress')
  await pause(900)
  await settleOf(await receiver.receive(createWebhook()))(SUCCEEDED)
  t.strictSame(failed, [{ outcome: 'abandoned' }])
  t.equal((await receiver.receive(createWebhook())).outcome, 'acknowledged')
  endRequests()
})

t.test('a claim whose request has ended holds no copy up for good', async (t) => {
  const store = createScriptedStore({
    claim: (round) => (round === 0 ? new Promise<never>(() => {}) : 'claimed'),
  })
  const receiver = createTestReceiver({
    deduplication: { store, leaseMs: 100, handlingLimitMs: 100, waitForCopyMs: 10, storeTimeoutMs: 10 },
  })
  void receiver.receive(createWebhook())
  await pause(5)
  endRequests()
  await pause(1200)
  await settleOf(await receiver.receive(createWebhook()))(SUCCEEDED)
  t.strictSame(store.verbs, ['claim', 'claim', 'commit'])
  endRequests()
})

t.test('a copy looks by itself whether the run of another request has ended', async (t) => {
  const receiver = createTestReceiver()
  const reception = await receiver.receive(createWebhook())
  const copy = receiver.receive(createWebhook())
  await pause(50)
  await settleOf(reception)(SUCCEEDED)
  t.equal((await copy).outcome, 'acknowledged')
  endRequests()
})

t.test('a commit that failed is tried again by the next delivery', async (t) => {
  const store = createScriptedStore({ commit: (round) => (round === 0 ? failures.rejects() : undefined) })
  const receiver = createTestReceiver({ deduplication: { store } })
  await settleOf(await receiver.receive(another('v3:first')))(SUCCEEDED)
  endRequests()
  await pause(100)
  await settleOf(await receiver.receive(another('v3:second')))(SUCCEEDED)
  t.equal(receiver.pending, 1, 'it is not overdue yet')
  await pause(2600)
  await settleOf(await receiver.receive(another('v3:third')))(SUCCEEDED)
  await pause(700)
  t.equal(receiver.pending, 0)
  endRequests()
})

t.test('the host is asked to wait for what goes on after the answer', async (t) => {
  const works: Promise<unknown>[] = []
  const waitUntil = (work: Promise<unknown>) => void works.push(work)
  const committing = createTestReceiver({
    deduplication: {
      store: createScriptedStore({ commit: (round) => (round === 0 ? failures.rejects() : undefined) }),
    },
  })
  await settleOf(await committing.receive({ ...createWebhook(), waitUntil }))(SUCCEEDED)
  t.equal(works.length, 1)
  await works[0]
  t.equal(committing.pending, 0, 'the store knows of it')

  const failed: DeliveryFailure[] = []
  const watching = createTestReceiver({
    deduplication: {
      store: createScriptedStore({ claim: (round) => (round < 2 ? 'in-progress' : 'claimed') }),
      leaseMs: 100,
      waitForCopyMs: 1,
    },
    onFailed: (_delivery, failure) => void failed.push(failure),
  })
  const refusal = expectRefusal(await watching.receive({ ...createWebhook(), waitUntil }))
  t.equal(refusal.code, 'delivery_in_progress')
  t.equal(works.length, 2)
  await works[1]
  t.strictSame(failed, [{ outcome: 'abandoned' }], 'the run elsewhere ended without having handled it')
})
