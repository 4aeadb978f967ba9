import type { CallReading } from './call.ts'
import { decodeForm } from './form.ts'

/**
 * The values of `CallStatus` while a call is still going on. They come to the same URL when StatusCallbackEvent asks for
 * more than 'completed', or on DTMF.
 */
const ONGOING: ReadonlySet<string> = new Set(['initiated', 'ringing', 'in-progress', 'dtmf'])

/**
 * Whether an authentic form is another TeXML event than a call's end: a status of an ongoing call, or a callback of a family
 * that has no `CallStatus` (gather, machine detection, refer, conference, ...). A status that nobody knows is not
 * waved through, nor is one that is empty or came twice: it goes to the schema, which says so, because it may be an end of a call that is
 * new to us.
 */
export function isOtherEvent(body: Uint8Array, { call, repeated }: CallReading): boolean {
  if (call.CallStatus !== undefined) return ONGOING.has(call.CallStatus) && !repeated.has('CallStatus')
  const names = new Set(decodeForm(body).map(([name]) => name))
  return !names.has('CallStatus') && names.has('AccountSid')
}
