import type { SchemaError } from './call.ts'
import { collectFields, decodeForm } from './form.ts'
import type { TelnyxCall } from './generated/call.ts'

/** An authentic webhook: what was sent, who signed it and when. Frozen. */
export interface Delivery {
  /** The same for every redelivery of one event, however it is encoded or signed: 32 hex digits, unless `deliveryId` says otherwise. */
  readonly id: string
  /** The call; `undefined` for another TeXML event. */
  readonly call: TelnyxCall | undefined
  /** Whether the store vouches that no other copy is being handled. False where the store failed, and for what is only acknowledged. */
  readonly deduplicated: boolean
  /** Whether the event was handled before. Handlers get such a copy with `onDuplicate: 'pass'` only. */
  readonly duplicate: boolean
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

/** What an authentic request says, before the store is asked. */
export type DeliveryFacts = Omit<Delivery, 'fields' | 'deduplicated' | 'duplicate'>

/** The delivery of a form, whose fields are decoded when somebody asks. */
export class FormDelivery implements Delivery {
  readonly id: string
  readonly call: TelnyxCall | undefined
  readonly deduplicated: boolean
  readonly duplicate: boolean
  readonly schemaErrors: readonly SchemaError[]
  readonly rawBody: Uint8Array
  readonly signedAt: Date
  readonly keyId: string
  #fields: Delivery['fields'] | undefined

  constructor(facts: DeliveryFacts, claimed: Pick<Delivery, 'deduplicated' | 'duplicate'>) {
    this.id = facts.id
    this.call = facts.call
    this.deduplicated = claimed.deduplicated
    this.duplicate = claimed.duplicate
    this.schemaErrors = facts.schemaErrors
    this.rawBody = facts.rawBody
    this.signedAt = facts.signedAt
    this.keyId = facts.keyId
    Object.freeze(this)
  }

  get fields(): Delivery['fields'] {
    this.#fields ??= collectFields(decodeForm(this.rawBody))
    return this.#fields
  }
}
