import type { Authentic } from '../authenticator.ts'
import type { SchemaError } from '../call.ts'
import type { Exchange } from '../exchange.ts'
import { collectFields, decodeForm } from '../form.ts'
import type { TelnyxCall } from '../generated/call.ts'
import { readHeaders, type WebhookRequest } from '../request.ts'
import { Handling } from './handling.ts'

/** An authentic webhook: what was sent, who signed it and when. Frozen. */
export interface Delivery {
  /**
   * The same for every redelivery of one event, however it is encoded or signed: 32 hex digits, unless `deduplication.eventKey` says
   * otherwise. How it is derived is part of the semantic version, so that it can be a key in your database.
   */
  readonly id: string
  /** The call; `undefined` for another TeXML event. */
  readonly call: TelnyxCall | undefined
  /**
   * Whether the guard vouches that no other copy is being handled. False where the store failed, with `deduplication: false`, where
   * `eventKey` gave none, and for what is only acknowledged.
   */
  readonly deduplicated: boolean
  /** Whether the event was handled before. Handlers get such a copy with `onDuplicate: 'pass'` only. */
  readonly duplicate: boolean
  /** How the call departs from the schema. Empty, unless the option `schema` is `'report'`. */
  readonly schemaErrors: readonly SchemaError[]
  /** Every field of the form as it was sent, decoded, including those that the specification does not know. */
  readonly fields: Readonly<Record<string, string>>
  /** The headers of the request, by lower-case names. Apart from the timestamp, the signature does not cover them. */
  readonly headers: Readonly<Record<string, string>>
  /** The exact bytes that were signed. */
  readonly rawBody: Uint8Array
  /** When it was signed, to the second. */
  readonly signedAt: Date
  /** Which public key verified it: the first 16 hex digits of the SHA-256 of its 32 bytes. */
  readonly keyId: string
  /**
   * Aborted when going on is pointless: another process has taken the event over, because this one was taken for dead, or the handler has
   * taken longer than `handlingLimitMs`. Pass it to `fetch` and queries.
   */
  readonly signal: AbortSignal
}

/** What an authentic request says, before the store is asked. */
export class DeliveryFacts {
  readonly id: Delivery['id']
  readonly call: Delivery['call']
  readonly schemaErrors: Delivery['schemaErrors']
  readonly rawBody: Uint8Array
  readonly signedAt: Date
  readonly keyId: string
  readonly #request: WebhookRequest

  constructor(
    { request }: Exchange,
    { rawBody, signedAt, keyId }: Authentic,
    { id, call, schemaErrors }: Pick<Delivery, 'id' | 'call' | 'schemaErrors'>,
  ) {
    this.id = id
    this.call = call
    this.schemaErrors = schemaErrors
    this.rawBody = rawBody
    this.signedAt = signedAt
    this.keyId = keyId
    this.#request = request
  }

  readHeaders(): Delivery['headers'] {
    return readHeaders(this.#request)
  }
}

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
  readonly #facts: DeliveryFacts
  #handling: Handling | undefined
  #fields: Delivery['fields'] | undefined

  /** @param handling - of the run that it is for; undefined where no handler runs. */
  constructor(facts: DeliveryFacts, handling: Handling | undefined, duplicate: boolean) {
    this.id = facts.id
    this.call = facts.call
    this.deduplicated = handling?.isDeduplicated ?? false
    this.duplicate = duplicate
    this.schemaErrors = facts.schemaErrors
    this.rawBody = facts.rawBody
    this.signedAt = facts.signedAt
    this.keyId = facts.keyId
    this.#facts = facts
    this.#handling = handling
    Object.freeze(this)
  }

  get fields(): Delivery['fields'] {
    this.#fields ??= collectFields(decodeForm(this.rawBody))
    return this.#fields
  }

  get headers(): Delivery['headers'] {
    return this.#facts.readHeaders()
  }

  get signal(): AbortSignal {
    this.#handling ??= new Handling(this.id, '', 0)
    return this.#handling.signal
  }
}
