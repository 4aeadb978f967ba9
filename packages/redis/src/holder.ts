import type { ClaimState } from '@telnyx-call/core'

// Values of the keys. Their prefixes distinguish them from values that anything else wrote.
export const DONE = 'telnyx:done'
export const HELD = 'telnyx:held:'

/** The value of a delivery held by a token. */
export const toHolder = (token: string): string => HELD + token

/** The state of a claim by `own`, given the value found at the key. */
export function toClaimState(found: string | undefined, own: string): ClaimState {
  if (found === undefined || found === own) return 'claimed'
  return found === DONE ? 'done' : 'in-progress'
}

/**
 * Reads the value that a command found at a key; `undefined` if there was none.
 *
 * @throws Error (code `store_in_transaction` or `store_foreign_value`) if it is not one of this store's values.
 */
export function readHolder(answer: unknown, key: string): string | undefined {
  if (answer === null) return undefined
  const found = String(answer)
  if (found === DONE || found.startsWith(HELD)) return found
  if (found === 'QUEUED') {
    throw storeError(
      'store_in_transaction',
      'the client is inside a MULTI of the application, so Redis returns no results before EXEC. Give the store a client of its own',
    )
  }
  throw storeError(
    'store_foreign_value',
    `the key ${JSON.stringify(key)} has a value that this store did not write. Give the store a prefix that nothing else uses`,
  )
}

function storeError(code: string, problem: string): Error {
  return Object.assign(new Error(`telnyx-call: ${problem}.`), { code })
}
