import type { DeliveryStore } from '@telnyx-call/core'

/** Blocks the event loop as soon as a claim is sent, for longer than the store may take: its answer arrives meanwhile. */
export function blockAfterClaim(store: DeliveryStore, durationMs: number): DeliveryStore {
  return {
    ...store,
    claim(...parameters) {
      const state = store.claim(...parameters)
      // The client sends in the first phase of this kind, or before.
      setImmediate(() => blockEventLoop(durationMs))
      return state
    },
  }
}

function blockEventLoop(durationMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs)
}

/** Notes the tokens of all claims and commits. */
export function noteTokens(store: DeliveryStore): {
  readonly store: DeliveryStore
  readonly tokens: string[]
} {
  const tokens: string[] = []
  const noted: DeliveryStore = {
    ...store,
    claim(id, token, leaseMs) {
      tokens.push(token)
      return store.claim(id, token, leaseMs)
    },
    commit(id, token, rememberMs) {
      tokens.push(token)
      return store.commit(id, token, rememberMs)
    },
  }
  return { store: noted, tokens }
}

export interface FailingStore {
  readonly store: DeliveryStore
  /** The ids of all commits that were tried. */
  readonly attempts: readonly string[]
}

/** Lets some commits fail; the first attempt has the number 1. */
export function failCommits(
  store: DeliveryStore,
  isFailing: (attempt: number, id: string) => boolean,
): FailingStore {
  const attempts: string[] = []
  const failing: DeliveryStore = {
    ...store,
    async commit(id, ...rest) {
      const attempt = attempts.push(id)
      if (isFailing(attempt, id)) throw new Error('the store failed')
      await store.commit(id, ...rest)
    },
  }
  return { store: failing, attempts }
}
