import type { RefusalCode } from '../refusals.ts'

const TIMESTAMP = /^\d{1,12}$/

/** Whether the timestamp header is 1 to 12 decimal digits: Unix seconds, and never milliseconds (13 digits today). */
export function isTimestamp(header: string): boolean {
  return TIMESTAMP.test(header)
}

/**
 * Checks that a delivery was signed within `toleranceSeconds` of now, on either side; the edges count as inside. A
 * captured request is worth nothing after the window, and one dated ahead cannot be kept for later.
 */
export function findStaleness(
  signedAtSeconds: number,
  nowMilliseconds: number,
  toleranceSeconds: number,
): RefusalCode | undefined {
  const ageSeconds = Math.floor(nowMilliseconds / 1000) - signedAtSeconds
  if (-ageSeconds > toleranceSeconds) return 'timestamp_in_future'
  // Asked this way round, a clock that tells no time (NaN) refuses everything.
  return ageSeconds <= toleranceSeconds ? undefined : 'timestamp_too_old'
}
