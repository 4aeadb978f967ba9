import type { Refusal } from '@telnyx-call/core'
import type { RawHeaders } from '../raw-request.ts'
import type { DeliverySummary, RecordedAnswer } from './protocol.ts'

/** A request as it was on the wire. */
export interface ReceivedRequest {
  readonly method: string
  /** Path and query, as they came. */
  readonly path: string
  readonly headers: RawHeaders
  /** The exact bytes; only the first ones if there were too many or the connection broke. */
  readonly body: Uint8Array
  /** Why the body is not all there. */
  readonly bodyFailure?: 'body_too_large' | 'body_incomplete'
  readonly receivedAt: Date
}

/** What is kept of a request. What can be derived from the bytes is not: a few thousand of them are held in memory. */
export interface HeldDelivery {
  readonly request: ReceivedRequest
  readonly summary: DeliverySummary
  readonly refusal?: Pick<Refusal, 'code' | 'detail' | 'help'>
  /** What was sent back. */
  readonly answer?: RecordedAnswer
  /** What the applications that it was forwarded to answered. */
  readonly forwards: readonly RecordedAnswer[]
}

/** Finds a header by its lower-case name. Repeated ones are joined by `', '`, as Node does. */
export function findHeader(headers: RawHeaders, name: string): string | undefined {
  const values = headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)
  return values.length > 0 ? values.join(', ') : undefined
}

/** All headers by lower-case name. */
export function collectHeaders(headers: RawHeaders): Readonly<Record<string, string>> {
  const collected: Record<string, string> = Object.create(null)
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    collected[key] = collected[key] === undefined ? value : `${collected[key]}, ${value}`
  }
  return collected
}

const SECRET_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
])

/** Leaves out headers that authorize, as `keepDelivery` does. */
export function dropSecretHeaders(headers: RawHeaders): RawHeaders {
  return headers.filter(([name]) => !SECRET_HEADERS.has(name.toLowerCase()))
}
