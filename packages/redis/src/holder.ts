import type { ClaimState } from '@telnyx-call/core'

// What the keys hold. It begins so that it cannot be taken for what somebody else wrote there, or the other way round.
export const DONE = 'telnyx:done'
export const HELD = 'telnyx:held:'

/** The value of a delivery that a token holds. */
export const toHolder = (token: string): string => HELD + token

/** What a claim by `own` comes to, where this was found at the key. */
export function toClaimState(found: string | undefined, own: string): ClaimState {
  if (found === undefined || found === own) return 'claimed'
  return found === DONE ? 'done' : 'in-progress'
}

/**
 * Reads what a command found at a key; `undefined`: nothing.
 *
 * @throws Error (code `store_in_transaction`, `store_foreign_value`) where that is no value of ours.
 */
export function readHolder(answer: unknown, key: string): string | undefined {
  if (answer === null) return undefined
  const found = String(answer)
  if (found === DONE || found.startsWith(HELD)) return found
  if (found === 'QUEUED') {
    throw storeError(
      'store_in_transaction',
      'the client is inside a MULTI of the application, so Redis answers nothing before EXEC. Give the store a client of its own',
    )
  }
  throw storeError(
    'store_foreign_value',
    `the key ${JSON.stringify(key)} holds a value that this store did not write. Give the store a prefix that nothing else uses`,
  )
}

function storeError(code: string, problem: string): Error {
  return Object.assign(new Error(`telnyx-call: ${problem}.`), { code })
}
