import { FORM, isForm, isJson } from '../request/envelope.ts'
import { readFormEvent } from './form-event.ts'
import { readJsonEvent } from './json-event.ts'
import type { TelnyxEvent } from './telnyx-event.ts'

const encoder = new TextEncoder()

/**
 * Parses the body of a webhook that was verified before, such as one from a queue, a log or a test. It does not verify anything. As with
 * `schema: 'report'`, a field that the specification requires can be missing.
 *
 * @param rawBody - the body as it was sent.
 * @param contentType - its Content-Type header, checked to be that of a webhook. Whether the body is read as JSON or as a form depends on
 *   the body itself.
 * @returns the event; `unknown` if this version does not know it.
 * @throws TypeError (code `unsupported_media_type`) for any content type other than a form or JSON.
 *
 * @example
 * ```ts
 * import { readTelnyxEvent } from '@telnyx-call/core'
 *
 * const event = readTelnyxEvent('AccountSid=1&CallSid=v3%3Aabc&From=%2B15550100&To=%2B15550101&Digits=1')
 * if (event.type === 'gather') console.log(event.Digits) // '1'
 * ```
 */
export function readTelnyxEvent(rawBody: Uint8Array | string, contentType: string = FORM): TelnyxEvent {
  if (!isForm(contentType) && !isJson(contentType)) {
    const message = `telnyx-call: contentType: expected a form (${FORM}) or JSON (application/json), as Telnyx sends.`
    throw Object.assign(new TypeError(message), { code: 'unsupported_media_type' })
  }
  const body = typeof rawBody === 'string' ? encoder.encode(rawBody) : rawBody
  return (readJsonEvent(body) ?? readFormEvent(body)).event
}
