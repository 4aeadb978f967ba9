import { hash } from 'node:crypto'
import { collectFields, decodeForm } from '../form.ts'
import type { SentCall } from '../generated/sent-call.ts'

/** A call's end is known by the six fields that tell one from another: there is no event id, and SequenceNumber alone differs. */
export function deriveCallId({
  AccountSid,
  CallSid,
  CallbackSource,
  CallStatus,
  SequenceNumber,
  DialCallSid,
}: Readonly<SentCall>): string {
  return hashIdentity([AccountSid, CallSid, CallbackSource, CallStatus, SequenceNumber, DialCallSid])
}

/** Any other event is known by all of its fields. */
export function deriveEventId(body: Uint8Array): string {
  return hashIdentity(Object.entries(collectFields(decodeForm(body))).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Only signed content goes in, so that the id stays the same however a copy is encoded, timed or signed. */
export function hashIdentity(identity: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(identity), 'hex').slice(0, 32)
}
