import type { RefusalCode } from '../refusals.ts'

/** A request as an adapter passes it in, uninterpreted. */
export interface WebhookRequest {
  /** The HTTP method, in upper case. */
  readonly method: string
  /** Name of the adapter, such as `'fastify'`. Only used in events. */
  readonly adapter?: string | undefined
  /** Returns a header by its lower-case name. Repeated headers are joined by `', '`. */
  header(name: string): string | undefined
  /**
   * The exact bytes received, or a function that reads them. The function is called at most once, and only after every check that does not
   * need the body has passed.
   */
  readonly body: Uint8Array | (() => Promise<Uint8Array | BodyFailure>)
  /** The framework's own request, passed to the option `publicKey` if that is a function. */
  readonly source?: unknown
  /** Returns all headers by lower-case name, as `header` does. Default: only the headers that the guard reads. */
  readonly headers?: () => Readonly<Record<string, string>>
  /** Whether the body was kept as text. Text equals the signed bytes only if they were valid UTF-8. */
  readonly isBodyText?: boolean
  /** Whether the request already passed through another guard. */
  readonly isGuardedTwice?: boolean
  /** Whether the connection has closed, so that no response can reach the sender. */
  readonly isAborted?: () => boolean
  /** Whether something else, such as timeout middleware, has already answered. */
  readonly isAnswered?: () => boolean
  /**
   * Keeps work running after the response, in runtimes that otherwise end everything that a request started. The promise passed to it never
   * rejects.
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

/** Returns all headers of a request, or those that the guard reads if the adapter does not provide the rest. */
export function readHeaders(request: WebhookRequest): Readonly<Record<string, string>> {
  if (request.headers) return request.headers()
  const headers = READ_HEADERS.map((name) => [name, request.header(name)] as const)
  return Object.fromEntries(headers.filter((header): header is [string, string] => header[1] !== undefined))
}
