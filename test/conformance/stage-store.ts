import { createMemoryStore, type DeliveryStore } from '@telnyx-call/core'

/** A store under test, with the faults that it can have. */
export interface StageStore {
  /** The store for one more application. */
  open(): Promise<DeliveryStore>
  /** From now on every verb fails, or waits without end. */
  goDown(): Promise<void>
  /** From now on no verb is answered, until it has recovered. */
  stall(): void
  /** Resolves when the store answers again. */
  recover(): Promise<void>
  close(): Promise<void>
}

/** The store of core. It cannot fail by itself, so its faults are those of a store of the application's own around it. */
export function createMemoryStageStore(): StageStore {
  const memory = createMemoryStore()
  let state: 'up' | 'down' | 'stalled' = 'up'
  let wake = () => {}
  let woken = Promise.resolve()
  const ask = async <Answer>(verb: () => Answer): Promise<Awaited<Answer>> => {
    if (state === 'down') throw new Error('the store is down, as this test wants')
    if (state === 'stalled') await woken
    return await verb()
  }
  const faulty: DeliveryStore = {
    claim: (...parameters) => ask(() => memory.claim(...parameters)),
    renew: (...parameters) => ask(() => memory.renew(...parameters)),
    commit: (...parameters) => ask(() => memory.commit(...parameters)),
    release: (...parameters) => ask(() => memory.release(...parameters)),
  }
  return {
    open: async () => faulty,
    goDown: async () => {
      state = 'down'
    },
    stall: () => {
      state = 'stalled'
      woken = new Promise((resolve) => {
        wake = resolve
      })
    },
    recover: async () => {
      state = 'up'
      wake()
    },
    close: async () => {},
  }
}
