import { hash } from 'node:crypto'
import type { SchemaError } from './call.ts'
import { collectFields, type Form } from './form.ts'
import type { TelnyxCall } from './generated/call.ts'
import type { SentCall } from './generated/sent-call.ts'

/** An authentic webhook: what was sent, who signed it and when. Frozen. */
export interface Delivery {
  /** 32 hex digits: the same for every redelivery of one event, however it is encoded or signed. */
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

/** The delivery of a form. Its id and its fields are made when somebody asks: they cost more than all the rest of it. */
export class FormDelivery implements Delivery {
  readonly call: TelnyxCall | undefined
  readonly schemaErrors: readonly SchemaError[]
  readonly rawBody: Uint8Array
  readonly signedAt: Date
  readonly keyId: string
  readonly #form: Form
  #id: string | undefined
  #fields: Delivery['fields'] | undefined

  /** @param call - what the form says of a call; `undefined` where it is about another event. */
  constructor(
    form: Form,
    call: Readonly<SentCall> | undefined,
    { schemaErrors, rawBody, signedAt, keyId }: Omit<Delivery, 'id' | 'call' | 'fields'>,
  ) {
    // Its fields were validated, or schemaErrors says what they lack.
    this.call = call as TelnyxCall | undefined
    this.schemaErrors = schemaErrors
    this.rawBody = rawBody
    this.signedAt = signedAt
    this.keyId = keyId
    this.#form = form
    Object.freeze(this)
  }

  get id(): string {
    this.#id ??= this.call ? deriveCallId(this.call) : deriveEventId(this.fields)
    return this.#id
  }

  get fields(): Delivery['fields'] {
    this.#fields ??= collectFields(this.#form)
    return this.#fields
  }
}

/** A call's end is known by the six fields that tell one from another: there is no event id, and SequenceNumber alone differs. */
function deriveCallId({
  AccountSid,
  CallSid,
  CallbackSource,
  CallStatus,
  SequenceNumber,
  DialCallSid,
}: SentCall) {
  return hashIdentity([AccountSid, CallSid, CallbackSource, CallStatus, SequenceNumber, DialCallSid])
}

/** Any other event is known by all of its fields. */
function deriveEventId(fields: Delivery['fields']): string {
  return hashIdentity(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Only signed content goes in, so that the id stays the same however a copy is encoded, timed or signed. */
function hashIdentity(identity: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(identity), 'hex').slice(0, 32)
}
