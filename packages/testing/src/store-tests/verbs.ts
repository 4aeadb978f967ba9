import { claimFree, createText, expectAnswer, expectState, LONG_MS, type StoreTest } from './store-test.ts'

/** Sequential operations, while no lease expires. */
export const verbTests: readonly StoreTest[] = [
  {
    name: 'a free delivery can be claimed, and then nobody else can claim it',
    run: async (store) => {
      const id = createText()
      await claimFree(store, id, createText())
      await expectState(store, id, 'in-progress', 'while it is held')
      await claimFree(store, createText(), createText())
    },
  },
  {
    name: 'the token that holds a delivery can claim it again, as its first answer may be lost',
    run: async (store) => {
      const [id, token] = [createText(), createText()]
      await claimFree(store, id, token)
      expectAnswer('second claim by the same token', await store.claim(id, token, LONG_MS), 'claimed')
      await expectState(store, id, 'in-progress', 'while it is held')
    },
  },
  {
    name: 'what was committed is done, for everybody',
    run: async (store) => {
      const [id, token] = [createText(), createText()]
      await claimFree(store, id, token)
      await store.commit(id, token, LONG_MS)
      await expectState(store, id, 'done', 'after the commit')
      expectAnswer('claim by the token that committed', await store.claim(id, token, LONG_MS), 'done')
    },
  },
  {
    name: 'a commit that comes twice changes nothing',
    run: async (store) => {
      const [id, token] = [createText(), createText()]
      await claimFree(store, id, token)
      await store.commit(id, token, LONG_MS)
      await store.commit(id, token, LONG_MS)
      await expectState(store, id, 'done', 'after the second commit')
    },
  },
  {
    name: 'a commit counts where nobody has claimed',
    run: async (store) => {
      const id = createText()
      await store.commit(id, createText(), LONG_MS)
      await expectState(store, id, 'done', 'after the commit')
    },
  },
  {
    name: 'a commit counts where another token holds the delivery, whose renewal then fails',
    run: async (store) => {
      const [id, holder] = [createText(), createText()]
      await claimFree(store, id, holder)
      await store.commit(id, createText(), LONG_MS)
      expectAnswer('renewal by the former holder', await store.renew(id, holder, LONG_MS), false)
      await store.release(id, holder)
      await expectState(store, id, 'done', 'after the former holder released')
    },
  },
  {
    name: 'what was released can be claimed by anybody',
    run: async (store) => {
      const [id, token, next] = [createText(), createText(), createText()]
      await claimFree(store, id, token)
      await store.release(id, token)
      await claimFree(store, id, next)
      await store.release(id, next)
      await claimFree(store, id, token)
    },
  },
  {
    name: 'a release by a token that does not hold the delivery changes nothing',
    run: async (store) => {
      const [id, late, holder] = [createText(), createText(), createText()]
      await claimFree(store, id, late)
      await store.release(id, late)
      await claimFree(store, id, holder)
      await store.release(id, late)
      await expectState(store, id, 'in-progress', 'after a release that came twice')
      expectAnswer('renewal by the holder', await store.renew(id, holder, LONG_MS), true)
      await store.release(createText(), createText())
    },
  },
  {
    name: 'a release does not undo a commit',
    run: async (store) => {
      const [id, token] = [createText(), createText()]
      await claimFree(store, id, token)
      await store.commit(id, token, LONG_MS)
      await store.release(id, token)
      await expectState(store, id, 'done', 'after a release by the token that committed')
      await store.release(id, createText())
      await expectState(store, id, 'done', 'after a release by another token')
    },
  },
  {
    name: 'the token that holds a delivery can renew its lease',
    run: async (store) => {
      const [id, token] = [createText(), createText()]
      await claimFree(store, id, token)
      expectAnswer('renewal', await store.renew(id, token, LONG_MS), true)
      expectAnswer('second renewal', await store.renew(id, token, LONG_MS), true)
      await expectState(store, id, 'in-progress', 'after the renewals')
    },
  },
  {
    name: 'a renewal of a free delivery fails, and does not claim it',
    run: async (store) => {
      const [id, token] = [createText(), createText()]
      expectAnswer('renewal of what was never claimed', await store.renew(id, token, LONG_MS), false)
      await claimFree(store, id, token)
      await store.release(id, token)
      expectAnswer('renewal after the release', await store.renew(id, token, LONG_MS), false)
      await claimFree(store, id, createText())
    },
  },
  {
    name: 'a renewal by a token that does not hold the delivery fails, and does not take it',
    run: async (store) => {
      const [id, holder, other] = [createText(), createText(), createText()]
      await claimFree(store, id, holder)
      expectAnswer('renewal by another token', await store.renew(id, other, LONG_MS), false)
      expectAnswer('renewal by the holder', await store.renew(id, holder, LONG_MS), true)
    },
  },
  {
    name: 'a renewal of what is done fails, and does not undo it',
    run: async (store) => {
      const [id, token] = [createText(), createText()]
      await claimFree(store, id, token)
      await store.commit(id, token, LONG_MS)
      expectAnswer('renewal by the token that committed', await store.renew(id, token, LONG_MS), false)
      expectAnswer('renewal by another token', await store.renew(id, createText(), LONG_MS), false)
      await expectState(store, id, 'done', 'after the renewals')
    },
  },
]
