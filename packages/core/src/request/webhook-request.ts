import type { RefusalCode } from '../refusals.ts'

/** What an adapter hands in: the request as it came, with nothing of it interpreted. */
export interface WebhookRequest {
  /** `POST`, in capitals. */
  readonly method: string
  /** The name of the adapter, such as `'fastify'`. Events carry it; nothing else depends on it. */
  readonly adapter?: string | undefined
  /** A header by its lower-case name. Where it came more than once, its values are joined by `', '`. */
  header(name: string): string | undefined
  /**
   * The exact bytes received, or a function that reads them. The function is called once at most, and only after
   * everything that can be judged without the body has held.
   */
  readonly body: Uint8Array | (() => Promise<Uint8Array | BodyFailure>)
  /** The framework's own request, for the option `publicKey` where it is a function. */
  readonly source?: unknown
  /** Every header, by lower-case names, as `header` gives them. Default: only those that the guard reads. */
  readonly headers?: () => Readonly<Record<string, string>>
  /** Whether the body was kept as text, which is the bytes that were signed only as long as these were valid UTF-8. */
  readonly isBodyText?: boolean
  /** Whether the request came through another guard before this one. */
  readonly isGuardedTwice?: boolean
  /** Whether the connection has ended, so that no response can reach the sender. */
  readonly isAborted?: () => boolean
  /** Whether something else, such as a timeout middleware, has already answered. */
  readonly isAnswered?: () => boolean
  /**
   * Takes work that goes on after the answer, for runtimes that end with a request all that it has begun. The promise never rejects.
   */
  readonly waitUntil?: (work: Promise<unknown>) => void
}

/** Why a body could not be read. */
export type BodyFailure = Extract<RefusalCode, 'body_too_large' | 'body_incomplete' | 'body_already_consumed'>

const READ_HEADERS = [
  'content-type',
  'telnyx-timestamp',
  'telnyx-signature-ed25519',
  'webhook-timestamp',
  'webhook-signature',
]

/** All headers of a request, as far as its adapter provides them. */
export function readHeaders(request: WebhookRequest): Readonly<Record<string, string>> {
  if (request.headers) return request.headers()
  const headers = READ_HEADERS.map((name) => [name, request.header(name)] as const)
  return Object.fromEntries(headers.filter((header): header is [string, string] => header[1] !== undefined))
}
