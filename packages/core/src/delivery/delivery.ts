import type { Authentic } from '../authenticator.ts'
import type { BodyReading } from '../events/body-reading.ts'
import { collectFields, decodeForm } from '../events/form.ts'
import type { TelnyxCall } from '../events/generated/call-completed.ts'
import type { SchemaError } from '../events/schema-error.ts'
import type { TelnyxEvent, TelnyxEventOf, TelnyxEventType } from '../events/telnyx-event.ts'
import { readHeaders, type WebhookRequest } from '../request/webhook-request.ts'
import { Handling } from './handling.ts'

/** An authentic webhook: what was sent, who signed it and when. Frozen. */
export interface Delivery<Type extends TelnyxEventType = TelnyxEventType> {
  /**
   * The same for every redelivery of one event, however it is encoded or signed: 32 hex digits, unless `deduplication.eventKey` says
   * otherwise. How it is derived is part of the semantic version, so that it can be a key in your database.
   */
  readonly id: string
  /** What was sent: switch on its `type`. */
  readonly event: TelnyxEventOf<Type>
  /** The call that ended; `undefined` for every other event. */
  readonly call: TelnyxCall | undefined
  /**
   * Whether Telnyx waits for a TeXML document, to go on with the call by it. Such a delivery always reaches the handler, copies as well: the
   * response is the handler's own.
   */
  readonly waitsForTexml: boolean
  /**
   * Whether the guard vouches that no other copy is being handled. False where the store failed, with `deduplication: false`, for events
   * that nothing tells from the next of their kind (`gather`, `instructions`), and for what is only acknowledged.
   */
  readonly deduplicated: boolean
  /**
   * Whether it is a copy. Handlers get one with `onDuplicate: 'pass'`, where the event was handled; and where it waits for TeXML, also while
   * the event is being handled.
   */
  readonly duplicate: boolean
  /** How the event departs from the schema. What cannot be read is left out of the event; it is in `fields`. */
  readonly schemaErrors: readonly SchemaError[]
  /** Every field of the form as it was sent, decoded, including those that the specification does not know. Empty for JSON. */
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
  readonly id: string
  readonly reading: BodyReading
  readonly rawBody: Uint8Array
  readonly signedAt: Date
  readonly keyId: string
  readonly #request: WebhookRequest

  constructor(
    id: string,
    reading: BodyReading,
    { rawBody, signedAt, keyId }: Authentic,
    request: WebhookRequest,
  ) {
    this.id = id
    this.reading = reading
    this.rawBody = rawBody
    this.signedAt = signedAt
    this.keyId = keyId
    this.#request = request
  }

  get schemaErrors(): Delivery['schemaErrors'] {
    return this.reading.schemaErrors
  }

  readHeaders(): Delivery['headers'] {
    return readHeaders(this.#request)
  }
}

const NO_FIELDS: Delivery['fields'] = Object.freeze({})

/** A delivery, of which much is only made when somebody asks for it. */
export class ReceivedDelivery implements Delivery {
  readonly id: string
  readonly call: TelnyxCall | undefined
  readonly waitsForTexml: boolean
  readonly deduplicated: boolean
  readonly duplicate: boolean
  readonly schemaErrors: readonly SchemaError[]
  readonly rawBody: Uint8Array
  readonly signedAt: Date
  readonly keyId: string
  readonly #facts: DeliveryFacts
  #handling: Handling | undefined
  #event: TelnyxEvent | undefined
  #fields: Delivery['fields'] | undefined

  /** @param handling - of the run that it is for; undefined where no handler runs. */
  constructor(facts: DeliveryFacts, handling: Handling | undefined, duplicate: boolean) {
    this.id = facts.id
    this.call = facts.reading.call
    this.waitsForTexml = facts.reading.waitsForTexml
    this.deduplicated = handling?.isDeduplicated ?? false
    this.duplicate = duplicate
    this.schemaErrors = facts.reading.schemaErrors
    this.rawBody = facts.rawBody
    this.signedAt = facts.signedAt
    this.keyId = facts.keyId
    this.#facts = facts
    this.#handling = handling
    Object.freeze(this)
  }

  get event(): TelnyxEvent {
    this.#event ??= this.#facts.reading.createEvent()
    return this.#event
  }

  get fields(): Delivery['fields'] {
    this.#fields ??= this.#facts.reading.isForm ? collectFields(decodeForm(this.rawBody)) : NO_FIELDS
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
