import type { DeliveryStore } from '@telnyx-call/core'
import type { Test } from 'tap'

/** What a store was asked. */
type Question = readonly [verb: keyof DeliveryStore, ...parameters: readonly (string | number)[]]

/** How a store answers each verb: `round` counts how often that verb was asked before. */
export type Script = {
  readonly [Verb in keyof DeliveryStore]?: (
    round: number,
    ...parameters: Parameters<DeliveryStore[Verb]>
  ) => ReturnType<DeliveryStore[Verb]>
}

/** A store of the application's own that notes what it is asked and answers as told. By default it grants everything. */
export interface ScriptedStore extends DeliveryStore {
  readonly asked: Question[]
  /** The verbs that were asked, in order. */
  readonly verbs: (keyof DeliveryStore)[]
}

export function createScriptedStore(script: Script = {}): ScriptedStore {
  const asked: Question[] = []
  const rounds = { claim: 0, renew: 0, commit: 0, release: 0 }
  const note = (...question: Question) => {
    asked.push(question)
    return rounds[question[0]]++
  }
  return {
    asked,
    get verbs() {
      return asked.map(([verb]) => verb)
    },
    claim: (...asked) => (script.claim ?? (() => 'claimed' as const))(note('claim', ...asked), ...asked),
    renew: (...asked) => (script.renew ?? (() => true))(note('renew', ...asked), ...asked),
    commit: (...asked) => (script.commit ?? (() => {}))(note('commit', ...asked), ...asked),
    release: (...asked) => (script.release ?? (() => {}))(note('release', ...asked), ...asked),
  }
}

const storeFailure = new Error('the store is gone, as this test wants')

/** The three ways in which a store fails to answer. */
export const failures = {
  throws: () => {
    throw storeFailure
  },
  rejects: () => Promise.reject(storeFailure),
  'never answers': () => new Promise<never>(() => {}),
} satisfies Record<string, () => Promise<never>>

/** Timers of a guard hold no process alive, so tests that wait for one have to. */
export function keepProcessAlive(t: Test): void {
  const timer = setInterval(() => {}, 1000)
  t.teardown(() => clearInterval(timer))
}

/** Waits until something holds, for 2 seconds at most. */
export async function waitUntil(isReached: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 2000
  while (!isReached()) {
    if (Date.now() > deadlineMs) throw new Error('waited 2 seconds in vain')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
