import { readFileSync } from 'node:fs'
import type { KeptDelivery } from '@telnyx-call/core'
import { UsageError } from './exit.ts'
import type { RecordedAnswer } from './inspector/protocol.ts'
import type { RawHeaders } from './raw-request.ts'

/**
 * What `listen --record` writes: a record of `keepDelivery` (so that `redeliver` takes it), with the request line and the headers as they were
 * on the wire beside it. A record that an application kept lacks `received`.
 */
export interface RecordedDelivery extends Omit<KeptDelivery, 'reason'> {
  readonly reason:
    | KeptDelivery['reason']
    | { readonly outcome: 'handled' | 'duplicate'; readonly status?: number }
  readonly received?: {
    readonly method: string
    /** Path and query. */
    readonly path: string
    readonly headers: RawHeaders
    /** ISO 8601, UTC, with milliseconds. */
    readonly receivedAt: string
    /** Why the body is not all there. */
    readonly bodyFailure?: 'body_too_large' | 'body_incomplete'
  }
  /** What was sent back. */
  readonly answer?: RecordedAnswer
  /** What the applications that it was forwarded to answered. */
  readonly forwards?: readonly RecordedAnswer[]
}

/** @throws UsageError (codes `unreadable_file`, `invalid_kept_delivery`) */
export function readKeptFile(path: string): RecordedDelivery {
  const kept = parseKeptDelivery(readText(path))
  if (kept !== undefined) return kept
  throw new UsageError(
    'invalid_kept_delivery',
    `${path} is not a kept delivery. Pass a file that listen --record wrote, or the JSON of what keepDelivery returned.`,
  )
}

/** @returns undefined if the text is not a kept delivery of version 1 */
export function parseKeptDelivery(text: string): RecordedDelivery | undefined {
  const kept = parseJson(text) as Partial<RecordedDelivery> | undefined
  const isKept =
    kept?.version === 1 &&
    typeof kept.headers === 'object' &&
    kept.headers !== null &&
    typeof kept.bodyBase64 === 'string'
  return isKept ? (kept as RecordedDelivery) : undefined
}

/** @throws UsageError (code `unreadable_file`) */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError('unreadable_file', `${path} cannot be read: ${(error as Error).message}`)
  }
}

/** @returns undefined if the text is not JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
