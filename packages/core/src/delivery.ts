import { hash } from 'node:crypto'
import type { SchemaError } from './call.ts'
import type { TelnyxCall } from './generated/call.ts'

/** An authentic webhook: what was sent, who signed it and when. Frozen. */
export interface Delivery {
  /** 22 characters of base64url: the same for every redelivery of one event, however it is encoded or signed. */
  readonly id: string
  /** The call; `undefined` for another TeXML event. */
  readonly call: TelnyxCall | undefined
  /** How the call departs from the schema. Empty, unless the option `schema` is `'report'`. */
  readonly schemaErrors: readonly SchemaError[]
  /** Every field of the form as it was sent, decoded, those that the specification does not know included. */
  readonly fields: Readonly<Record<string, string>>
  /** The exact bytes that were signed. */
  readonly rawBody: Uint8Array
  /** When it was signed, to the second. */
  readonly signedAt: Date
  /** Which public key verified it: the first 16 hex digits of the SHA-256 of its 32 bytes. */
  readonly keyId: string
}

/** Puts a delivery together and freezes it with its fields. */
export function createDelivery(parts: Omit<Delivery, 'id'>): Delivery {
  const { call, schemaErrors, fields, rawBody, signedAt, keyId } = parts
  const id = deriveDeliveryId(fields, call !== undefined)
  // The fields are frozen no sooner than here: V8 reads a frozen object of this many dynamic names several times slower.
  Object.freeze(fields)
  return Object.freeze({ id, call, schemaErrors, fields, rawBody, signedAt, keyId })
}

/**
 * Derives a delivery's id from signed content only. A call's end is known by the six fields that tell one event from another
 * (there is no event id, and SequenceNumber alone differs between copies); any other event by all of its fields.
 */
export function deriveDeliveryId(fields: Readonly<Record<string, string>>, isCall: boolean): string {
  const { AccountSid, CallSid, CallbackSource, CallStatus, SequenceNumber, DialCallSid } = fields
  const identity = isCall
    ? [AccountSid, CallSid, CallbackSource, CallStatus, SequenceNumber, DialCallSid]
    : Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))
  return hash('sha256', JSON.stringify(identity), 'base64url').slice(0, 22)
}
