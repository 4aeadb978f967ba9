import type { RefusalCode } from '../refusals.ts'
import type { WebhookRequest } from './webhook-request.ts'

export const FORM = 'application/x-www-form-urlencoded'

/**
 * Checks method, content type, content encoding and announced size: everything before the signing headers.
 *
 * @returns the first problem found.
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

/** Whether the Content-Type is that of a form. */
export function isForm(contentType: string | undefined): boolean {
  return contentType === FORM || readMediaType(contentType) === FORM
}

/** Whether the Content-Type is JSON. */
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
