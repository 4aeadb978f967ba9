import { readFormEvent } from './form-event.ts'
import { readJsonEvent } from './json-event.ts'
import type { TelnyxEvent } from './telnyx-event.ts'

const encoder = new TextEncoder()
const FORM = 'application/x-www-form-urlencoded'
/** What JSON begins with, after white space. A form does not: its sender would have encoded these. */
const JSON_START = /^\s*[[{"]/

/**
 * Types the body of a webhook that you trust: one that was verified before, such as one from a queue, a log or a test. Nothing is
 * verified here. A field that the specification requires can be missing, as from a handler with `schema: 'report'`.
 *
 * @param rawBody - the body as it was sent.
 * @param contentType - its Content-Type header. Default: JSON where the body begins like JSON, else a form.
 * @returns the event; `unknown` for what this version does not know.
 * @throws SyntaxError (code `malformed_json`) where the body should be JSON and is not; TypeError (code `unsupported_media_type`) for any
 *   other content type than a form or JSON.
 *
 * @example
 * ```ts
 * import { readTelnyxEvent } from '@telnyx-call/core'
 *
 * const event = readTelnyxEvent('AccountSid=1&CallSid=v3%3Aabc&From=%2B15550100&To=%2B15550101&Digits=1')
 * if (event.type === 'gather') console.log(event.Digits) // '1'
 * ```
 */
export function readTelnyxEvent(rawBody: Uint8Array | string, contentType?: string): TelnyxEvent {
  const body = typeof rawBody === 'string' ? encoder.encode(rawBody) : rawBody
  return isJsonBody(rawBody, contentType) ? readJsonEvent(body).event : readFormEvent(body).event
}

function isJsonBody(rawBody: Uint8Array | string, contentType: string | undefined): boolean {
  if (contentType === undefined)
    return JSON_START.test(typeof rawBody === 'string' ? rawBody : readStart(rawBody))
  const mediaType = contentType.split(';', 1).join().trim().toLowerCase()
  if (isJson(mediaType)) return true
  if (mediaType === FORM) return false
  throw Object.assign(
    new TypeError(
      `telnyx-call: contentType: a webhook of Telnyx is a form (${FORM}) or JSON (application/json).`,
    ),
    { code: 'unsupported_media_type' },
  )
}

function isJson(mediaType: string): boolean {
  return mediaType === 'application/json' || mediaType.endsWith('+json')
}

function readStart(body: Uint8Array): string {
  return new TextDecoder().decode(body.subarray(0, 64))
}
