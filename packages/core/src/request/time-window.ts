import type { RefusalCode } from '../refusals.ts'

const TIMESTAMP = /^\d{1,12}$/

/** Whether the timestamp header is 1 to 12 decimal digits: Unix seconds, not milliseconds (13 digits today). */
export function isTimestamp(header: string): boolean {
  return TIMESTAMP.test(header)
}

/**
 * Checks that a request was signed at most `toleranceSeconds` before or after now, inclusive. A captured request becomes worthless after
 * the window, and a postdated one cannot be saved for later.
 */
export function findStaleness(
  signedAtSeconds: number,
  nowMilliseconds: number,
  toleranceSeconds: number,
): RefusalCode | undefined {
  const ageSeconds = Math.floor(nowMilliseconds / 1000) - signedAtSeconds
  if (-ageSeconds > toleranceSeconds) return 'timestamp_in_future'
  // Written this way round, a broken clock (NaN) rejects everything.
  return ageSeconds <= toleranceSeconds ? undefined : 'timestamp_too_old'
}
