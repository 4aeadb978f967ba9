import t from 'tap'
import { DeliveryStore } from '../src/inspector/delivery-store.ts'
import type { HeldDelivery } from '../src/inspector/held-delivery.ts'

function createDelivery(id: string, bodyBytes = 10): HeldDelivery {
  const receivedAt = new Date(0)
  return {
    request: { method: 'POST', path: '/', headers: [], body: new Uint8Array(bodyBytes), receivedAt },
    summary: {
      id,
      receivedAt: receivedAt.toISOString(),
      outcome: 'handled',
      isVerified: true,
      type: 'call-completed',
      attempt: 1,
      hasDrift: false,
      forwards: [],
      bodyBytes,
      source: 'received',
    },
    forwards: [],
  }
}

const listIds = (store: DeliveryStore) => store.list().map(({ summary }) => summary.id)

t.test('the oldest is dropped at the cap, and said so', async (t) => {
  const store = new DeliveryStore({ cap: 2 })
  for (const id of ['a', 'b']) store.put(createDelivery(id))
  const { revision } = store
  store.put(createDelivery('c'))
  t.same(listIds(store), ['b', 'c'])
  const { changed, droppedIds } = store.listChanges(revision)
  t.same(
    changed.map(([, { summary }]) => summary.id),
    ['c'],
  )
  t.same(droppedIds, ['a'])
})

t.test('bytes are limited as well, but the latest always stays', async (t) => {
  const store = new DeliveryStore({ byteCap: 100 })
  for (const id of ['a', 'b', 'c']) store.put(createDelivery(id, 40))
  t.same(listIds(store), ['b', 'c'])
  store.put(createDelivery('large', 1000))
  t.same(listIds(store), ['large'])
  store.put(createDelivery('small', 10))
  t.same(listIds(store), ['small'], 'its bytes were counted off')
})

t.test('a change keeps its place and has a new revision', async (t) => {
  const store = new DeliveryStore({ byteCap: 100 })
  store.put(createDelivery('a', 40))
  store.put(createDelivery('b', 40))
  const { revision } = store
  store.put(createDelivery('a', 50))
  t.same(listIds(store), ['a', 'b'])
  t.same(
    store.listChanges(revision).changed.map(([, { summary }]) => summary.id),
    ['a'],
  )
  t.same(
    store.listChanges(0).changed.map(([, { summary }]) => summary.id),
    ['b', 'a'],
    'by revision',
  )
})

t.test('clear drops everything', async (t) => {
  const store = new DeliveryStore()
  let changes = 0
  const unsubscribe = store.subscribe(() => {
    changes += 1
  })
  store.put(createDelivery('a'))
  const { revision } = store
  store.clear()
  t.equal(store.size, 0)
  t.same(store.listChanges(revision).droppedIds, ['a'])
  unsubscribe()
  store.put(createDelivery('b'))
  t.equal(changes, 2)
})
