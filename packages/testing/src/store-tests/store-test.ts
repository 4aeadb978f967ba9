import { randomUUID } from 'node:crypto'

/** A delivery store as `testDeliveryStore` takes it: the `DeliveryStore` of `@telnyx-call/core`. */
export interface TestedStore {
  claim(id: string, token: string, leaseMs: number): StoreState | Promise<StoreState>
  renew(id: string, token: string, leaseMs: number): boolean | Promise<boolean>
  commit(id: string, token: string, rememberMs: number): void | Promise<void>
  release(id: string, token: string): void | Promise<void>
}

type StoreState = 'claimed' | 'in-progress' | 'done'

export interface StoreTest {
  /** A sentence that holds for every store. */
  readonly name: string
  /** Rejects where it does not. */
  readonly run: (store: TestedStore, times: StoreTestTimes) => Promise<void>
}

export interface StoreTestTimes {
  readonly leaseMs: number
  readonly timeoutMs: number
}

/** A lease or a memory that outlasts the test. */
export const LONG_MS = 60_000

/** An id or a token that nobody else has. */
export const createText: () => string = randomUUID

/** @throws Error where the store's answer is another. */
export function expectAnswer(what: string, answer: StoreState | boolean, wanted: StoreState | boolean): void {
  if (answer !== wanted) throw new Error(`${what}: wanted ${showAnswer(wanted)}, got ${showAnswer(answer)}`)
}

function showAnswer(answer: unknown): string {
  return typeof answer === 'string' ? `'${answer}'` : String(answer)
}

/** Claims what ought to be free. */
export async function claimFree(
  store: TestedStore,
  id: string,
  token: string,
  leaseMs: number = LONG_MS,
): Promise<void> {
  expectAnswer('claim of a free delivery', await store.claim(id, token, leaseMs), 'claimed')
}

/** Holds where a claim by somebody new is answered so. */
export async function expectState(
  store: TestedStore,
  id: string,
  wanted: 'in-progress' | 'done',
  when: string,
): Promise<void> {
  expectAnswer(`claim by another token ${when}`, await store.claim(id, createText(), LONG_MS), wanted)
}
