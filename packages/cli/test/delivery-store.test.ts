import t from 'tap'
import { DeliveryStore } from '../src/inspector/delivery-store.ts'
import { createHeldDelivery } from './held-deliveries.ts'

const listIds = (store: DeliveryStore) => store.list().map(({ summary }) => summary.id)

t.test('the oldest is dropped at the cap, and said so', async (t) => {
  const store = new DeliveryStore({ cap: 2 })
  for (const id of ['a', 'b']) store.put(createHeldDelivery(id))
  const { revision } = store
  store.put(createHeldDelivery('c'))
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
  for (const id of ['a', 'b', 'c']) store.put(createHeldDelivery(id, 40))
  t.same(listIds(store), ['b', 'c'])
  store.put(createHeldDelivery('large', 1000))
  t.same(listIds(store), ['large'])
  store.put(createHeldDelivery('small', 10))
  t.same(listIds(store), ['small'], 'its bytes were counted off')
})

t.test('a change keeps its place and has a new revision', async (t) => {
  const store = new DeliveryStore({ byteCap: 100 })
  store.put(createHeldDelivery('a', 40))
  store.put(createHeldDelivery('b', 40))
  const { revision } = store
  store.put(createHeldDelivery('a', 50))
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
  store.put(createHeldDelivery('a'))
  const { revision } = store
  store.clear()
  t.equal(store.size, 0)
  t.same(store.listChanges(revision).droppedIds, ['a'])
  unsubscribe()
  store.put(createHeldDelivery('b'))
  t.equal(changes, 2)
})
