import type { RefusalCode } from '@telnyx-call/core'
import type { Expectation } from './case.ts'

/** The status of each refusal, stated here once more: the table in core is what is being checked. */
export const REFUSAL_STATUS: Readonly<Record<RefusalCode, number>> = {
  method_not_allowed: 405,
  unsupported_media_type: 415,
  unsupported_content_encoding: 415,
  body_too_large: 413,
  body_incomplete: 400,
  body_already_consumed: 500,
  missing_timestamp: 400,
  missing_signature: 400,
  malformed_timestamp: 400,
  malformed_signature: 400,
  bearer_mismatch: 401,
  timestamp_too_old: 403,
  timestamp_in_future: 403,
  signature_mismatch: 403,
  key_unavailable: 503,
  schema_mismatch: 422,
  instructions_not_handled: 501,
  delivery_in_progress: 503,
  store_unavailable: 503,
  sender_gone: 503,
}

/** Headers that a refusal must carry, beside its content type. */
export const REFUSAL_HEADERS: Readonly<Partial<Record<RefusalCode, Readonly<Record<string, string>>>>> = {
  method_not_allowed: { allow: 'POST' },
  body_too_large: { connection: 'close' },
  unsupported_media_type: { accept: 'application/x-www-form-urlencoded' },
  bearer_mismatch: { 'www-authenticate': 'Bearer' },
  key_unavailable: { 'retry-after': '1' },
  delivery_in_progress: { 'retry-after': '1' },
  store_unavailable: { 'retry-after': '1' },
  sender_gone: { 'retry-after': '1' },
}

/** The handler runs once, and the sender sees 200. */
export function accepted(check?: Expectation['check']): Expectation {
  return { status: 200, calls: 1, ...(check && { check }) }
}

/** The sender sees 200, and no handler runs. */
export const acknowledged: Expectation = { status: 200, calls: 0 }

/** The sender is told why, and no handler runs. */
export function refused(code: RefusalCode, ...names: readonly string[]): Expectation {
  return { status: REFUSAL_STATUS[code], code, calls: 0, names }
}

/** The refusal takes the host's own way for errors. */
export function thrown(code: RefusalCode): Expectation {
  return { ...refused(code), isThrown: true }
}

/** Node's HTTP server cannot make a request of it, and says so itself. */
export const unreadable: Expectation = { status: 400, calls: 0, isAnsweredByServer: true }
