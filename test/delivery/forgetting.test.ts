import { randomUUID } from 'node:crypto'
import {
  createMemoryStore,
  createReceiver,
  type Ed25519Engine,
  subscribeToTelnyxCalls,
} from '@telnyx-call/core'
import { createTestKeys, sampleCall, signedRequest } from '@telnyx-call/testing'
import t, { type Test } from 'tap'

t.setTimeout(120_000)

/** As many as a memory holds by default. */
const MEMORY_IDS = 100_000

/** To verify 100,000 signatures would take longer than all the rest. */
const trusting: Ed25519Engine = { name: 'trusting', prepareKey: () => undefined, verify: () => true }

t.test('D15 a call is forgotten under 100,000 newer ones', async (t) => {
  t.test("by the guard's own memory", async (t) => {
    const forgotten = listenForForgotten(t)
    const handle = createHandler()
    const firstId = await handle('first')
    for (let index = 1; index < MEMORY_IDS; index += 1) await handle(`newer-${index}`)
    t.strictSame(forgotten, [], 'there is room for so many')
    t.equal(await handle('first'), undefined, 'the first is known')

    await handle('one more')
    t.strictSame(forgotten, [firstId], 'an event says which was forgotten')
    t.equal(await handle('first'), firstId, 'it is handled again')
  })

  t.test('by a memory store', async (t) => {
    const forgotten = listenForForgotten(t)
    const store = createMemoryStore()
    const token = randomUUID()
    for (let index = 0; index <= MEMORY_IDS; index += 1) {
      store.claim(`call-${index}`, token, 1000)
      store.commit(`call-${index}`, token, 86_400_000)
    }
    t.strictSame(forgotten, ['call-0'])
    t.equal(store.claim('call-0', token, 1000), 'claimed')
    t.equal(store.claim('call-2', token, 1000), 'done')
  })
})

function listenForForgotten(t: Test): readonly string[] {
  const forgotten: string[] = []
  t.teardown(subscribeToTelnyxCalls({ forgotten: ({ deliveryId }) => forgotten.push(deliveryId) }))
  return forgotten
}

/** Hands calls to one receiver. Resolves to the id of the delivery where it was handled, and to undefined for a duplicate. */
function createHandler(): (callSid: string) => Promise<string | undefined> {
  const keys = createTestKeys()
  const receiver = createReceiver({ publicKey: keys.publicKey, engine: trusting })
  const { headers, body } = signedRequest({ keys, fields: sampleCall('minimal', { CallSid: 'SID' }) })
  return async (callSid) => {
    const reception = await receiver.receive({
      method: 'POST',
      header: (name) => headers[name],
      headers: () => headers,
      body: Buffer.from(body.replaceAll('SID', callSid)),
    })
    if (reception.outcome !== 'accepted') return undefined
    await reception.settle({ status: 200 })
    return reception.delivery.id
  }
}
