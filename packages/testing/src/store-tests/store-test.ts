import { randomUUID } from 'node:crypto'

/** The store that `testDeliveryStore` accepts: a `DeliveryStore` of `@telnyx-call/core`. */
export interface TestedStore {
  claim(id: string, token: string, leaseMs: number): StoreState | Promise<StoreState>
  renew(id: string, token: string, leaseMs: number): boolean | Promise<boolean>
  commit(id: string, token: string, rememberMs: number): void | Promise<void>
  release(id: string, token: string): void | Promise<void>
}

type StoreState = 'claimed' | 'in-progress' | 'done'

export interface StoreTest {
  /** A sentence that is true for every correct store. */
  readonly name: string
  /** Rejects if it is not. */
  readonly run: (store: TestedStore, times: StoreTestTimes) => Promise<void>
}

export interface StoreTestTimes {
  readonly leaseMs: number
  readonly timeoutMs: number
}

/** A lease or memory duration longer than any test. */
export const LONG_MS = 60_000

/** Creates a unique id or token. */
export const createText: () => string = randomUUID

/** @throws Error if the store's answer is different. */
export function expectAnswer(what: string, answer: StoreState | boolean, wanted: StoreState | boolean): void {
  if (answer !== wanted) throw new Error(`${what}: expected ${showAnswer(wanted)}, got ${showAnswer(answer)}`)
}

function showAnswer(answer: unknown): string {
  return typeof answer === 'string' ? `'${answer}'` : String(answer)
}

/** Claims a delivery that should be free. */
export async function claimFree(
  store: TestedStore,
  id: string,
  token: string,
  leaseMs: number = LONG_MS,
): Promise<void> {
  expectAnswer('claim of a free delivery', await store.claim(id, token, leaseMs), 'claimed')
}

/** Checks how a claim by a new token is answered. */
export async function expectState(
  store: TestedStore,
  id: string,
  wanted: 'in-progress' | 'done',
  when: string,
): Promise<void> {
  expectAnswer(`claim by another token ${when}`, await store.claim(id, createText(), LONG_MS), wanted)
}
