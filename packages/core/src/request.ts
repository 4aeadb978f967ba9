import type { RefusalCode } from './refusals.ts'

export const FORM = 'application/x-www-form-urlencoded'

/** What a host hands in: the request as it came, nothing of it interpreted. */
export interface WebhookRequest {
  /** `POST`, in capitals. */
  readonly method: string
  /** Who hands it in, such as `'fastify'`. Events tell it; nothing else depends on it. */
  readonly host?: string | undefined
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
  /** Whether somebody else has already answered, a timeout middleware for one. */
  readonly isAnswered?: () => boolean
}

/** Why a body could not be read. */
export type BodyFailure = Extract<RefusalCode, 'body_too_large' | 'body_incomplete' | 'body_already_consumed'>

/**
 * Looks at everything before the signing headers: method, content type, content encoding and announced size.
 *
 * @returns the first thing wrong.
 */
export function findEnvelopeProblem(
  request: WebhookRequest,
  bodyLimit: number,
  isJsonAccepted: boolean,
): RefusalCode | undefined {
  if (request.method !== 'POST') return 'method_not_allowed'
  const contentType = request.header('content-type')
  if (!isForm(contentType) && !(isJsonAccepted && isJson(contentType))) return 'unsupported_media_type'
  if (!isIdentity(request.header('content-encoding'))) return 'unsupported_content_encoding'
  if (Number(request.header('content-length') ?? 0) > bodyLimit) return 'body_too_large'
  return undefined
}

/** The first of two header names that the request carries: Telnyx's own, then its Standard Webhooks equivalent. */
export function readSigningHeader(
  request: WebhookRequest,
  name: 'timestamp' | 'signature',
): string | undefined {
  return (
    request.header(name === 'timestamp' ? 'telnyx-timestamp' : 'telnyx-signature-ed25519') ??
    request.header(`webhook-${name}`)
  )
}

const READ_HEADERS = [
  'content-type',
  'telnyx-timestamp',
  'telnyx-signature-ed25519',
  'webhook-timestamp',
  'webhook-signature',
]

/** All headers of a request, as far as its host tells. */
export function readHeaders(request: WebhookRequest): Readonly<Record<string, string>> {
  if (request.headers) return request.headers()
  const headers = READ_HEADERS.map((name) => [name, request.header(name)] as const)
  return Object.fromEntries(headers.filter((header): header is [string, string] => header[1] !== undefined))
}

/** Whether a body is a form by its Content-Type. */
export function isForm(contentType: string | undefined): boolean {
  return contentType === FORM || readMediaType(contentType) === FORM
}

/** Whether a body is JSON by its Content-Type. */
export function isJson(contentType: string | undefined): boolean {
  const mediaType = readMediaType(contentType)
  return mediaType === 'application/json' || mediaType?.endsWith('+json') === true
}

function readMediaType(contentType: string | undefined): string | undefined {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase()
}

function isIdentity(contentEncoding: string | undefined): boolean {
  return contentEncoding === undefined || contentEncoding.trim().toLowerCase() === 'identity'
}
