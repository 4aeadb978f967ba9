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
   * Identifies the event: the same for every copy, however it is encoded or signed. 32 hex digits, unless `deduplication.eventKey` is set.
   * How it is derived is covered by semantic versioning, so you can use it as a database key.
   */
  readonly id: string
  /** The event. Switch on its `type`. */
  readonly event: TelnyxEventOf<Type>
  /** The ended call; `undefined` for any other event. */
  readonly call: TelnyxCall | undefined
  /**
   * Whether Telnyx waits for a TeXML document to continue the call. Every copy of such a delivery goes to the handler, whose response is
   * what the call continues with.
   */
  readonly waitsForTexml: boolean
  /**
   * Whether the guard ensures that no other copy is being handled. False if the store failed, with `deduplication: false`, for events that
   * cannot be told apart (`gather`, `instructions`), and if no handler runs.
   */
  readonly deduplicated: boolean
  /**
   * Whether this is a copy. With `onDuplicate: 'pass'`, handlers get copies of events that were handled before. If Telnyx waits for TeXML,
   * they get every copy, even while the event is being handled.
   */
  readonly duplicate: boolean
  /** How the event differs from the schema. Values that cannot be read are left out of the event; see `fields` for them. */
  readonly schemaErrors: readonly SchemaError[]
  /** Every form field as it was sent, decoded, including fields that the specification does not list. Empty for JSON. */
  readonly fields: Readonly<Record<string, string>>
  /** The request headers, by lower-case name. Only the timestamp is covered by the signature. */
  readonly headers: Readonly<Record<string, string>>
  /** The exact bytes that were signed. */
  readonly rawBody: Uint8Array
  /** When the request was signed, to the second. */
  readonly signedAt: Date
  /** Id of the public key that verified it: the first 16 hex digits of the SHA-256 of its 32 bytes. */
  readonly keyId: string
  /**
   * Aborted when the handler should stop: another process has taken over the event because this one seemed dead, or the handler took longer
   * than `handlingLimitMs`. Pass it to `fetch` and queries.
   */
  readonly signal: AbortSignal
}

/** What is known about an authentic request before it is claimed. */
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

/** A delivery whose expensive properties are created on first access. */
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

  /** @param handling - the handler run that it is for; undefined if no handler runs. */
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
