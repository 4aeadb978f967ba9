/**
 * What the inspector's server tells its page. Types only: the server (`src/inspector`) and the page (`page`) are held together by them.
 *
 * Every address starts with `/<token>/`, so the page asks with relative ones:
 *
 * | request | answer |
 * |---|---|
 * | `GET ./` | the page; `./page.js`, `./page.css` beside it |
 * | `GET ./events` | server-sent events: `about` ({@link About}), then `deliveries` ({@link DeliverySummary}[]) as they change, `dropped` (string[], ids) |
 * | `GET ./deliveries/<id>` | {@link DeliveryDetail} |
 * | `GET ./deliveries/<id>.har`, `GET ./deliveries.har` | HAR 1.2, as a download |
 * | `POST ./send` with {@link SendRequest} as JSON | {@link SendResult} |
 * | `POST ./clear` with `{}` | 204; all deliveries are dropped |
 *
 * Errors are `application/problem+json` with `code`, `title` and `detail`. The id of each event is `<instance>:<revision>`: a page that reconnects to
 * the same instance gets what has changed since (Last-Event-ID), one that reconnects to a restarted server gets everything and keeps what
 * it showed.
 */
export interface About {
  /** Names this start of the server. */
  readonly instance: string
  readonly version: string
  /** Where Telnyx's requests go, such as `http://127.0.0.1:4100/`. */
  readonly receiverUrl: string
  /** Base64 of the keys that are accepted: the account's, if one is configured, and the development key. */
  readonly publicKeys: readonly { readonly publicKey: string; readonly of: 'account' | 'development' }[]
  /** Where deliveries are forwarded to. */
  readonly forwards: readonly { readonly type?: string; readonly url: string }[]
  /** How many deliveries are held at most; the oldest are dropped first. */
  readonly cap: number
  /** Folder of `--record`. */
  readonly recordFolder?: string
  /** How long Telnyx waits for an answer, in milliseconds: 2000. */
  readonly responseTimeoutMs: number
}

/** How a request ended. */
export type Outcome =
  /** Authentic, and answered with a success. */
  | 'handled'
  /** Authentic, a copy of an event that was handled before. */
  | 'duplicate'
  /** Authentic, but the application, or the misbehaviour asked for, answered anything but a success. */
  | 'failed'
  /** Not accepted: see `code`. */
  | 'refused'
  /** Not answered yet. */
  | 'pending'

/** One request in the list. A later one of the same id replaces it. */
export interface DeliverySummary {
  readonly id: string
  /** When the request arrived: ISO 8601, UTC, with milliseconds. */
  readonly receivedAt: string
  readonly outcome: Outcome
  /** Why it was refused, such as `'signature_mismatch'`. */
  readonly code?: string
  /** The status that was sent; absent while pending, and if the connection was dropped. */
  readonly status?: number
  /** Milliseconds from the arrival of the head to the end of the answer. */
  readonly answerMs?: number
  /** Whether the signature holds. What is not verified is read all the same, to show it. */
  readonly isVerified: boolean
  /** The event's type, such as `'call-completed'`; `'unreadable'` if the body is neither a form nor JSON. */
  readonly type: string
  /** `telnyxDelivery.id`: the same for all attempts of one event. Absent if it was refused before that was known. */
  readonly deliveryId?: string
  /** 1 for the first attempt of its event, 2 for the next, and so on. */
  readonly attempt: number
  /** CallSid, or the `call_control_id` of a JSON event. */
  readonly callSid?: string
  readonly callStatus?: string
  readonly from?: string
  readonly to?: string
  /** The time that the event itself states: ISO 8601, UTC. */
  readonly occurredAt?: string
  /** Seconds that the call took. */
  readonly callDuration?: number
  readonly recordingUrl?: string
  /** Cost of the call, as Telnyx wrote it, with its currency if known. */
  readonly cost?: string
  /** Mean opinion score of an ended call, 1 to 5. */
  readonly mos?: number
  /** Whether the event departs from the specification, or is of no known type. */
  readonly hasDrift: boolean
  /** The answers of applications that it was forwarded to. */
  readonly forwards: readonly {
    readonly url: string
    readonly status?: number
    readonly durationMs: number
  }[]
  /** Body size in bytes. */
  readonly bodyBytes: number
  /** Whether it came over the wire, from a recording, or was sent from the page. */
  readonly source: 'received' | 'recorded'
}

/** A step of the guard's walk, in its order. */
export interface Check {
  /** Such as `'method'`, `'content-type'`, `'signing-headers'`, `'time-window'`, `'signature'`, `'event-type'`, `'schema'`, `'deduplication'`. */
  readonly name: string
  /** For people: `'Signed within 300 s'`. */
  readonly title: string
  readonly result: 'passed' | 'failed' | 'warning' | 'not-reached'
  /** What was found; for a failure, the reason. */
  readonly reason?: string
  /** How to fix it. */
  readonly fix?: string
}

export interface DecodedField {
  readonly name: string
  readonly value: string
  /** What the specification says of it, in our words. */
  readonly meaning?: string
  /** How the value departs from the specification. */
  readonly problem?: string
}

/** An HTTP answer. */
export interface RecordedAnswer {
  readonly url: string
  readonly status?: number
  /** As they came: order, case and repeats. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly bodyBase64: string
  readonly durationMs: number
  /** Why there is no status: `'refused connection'`, `'timeout'`. */
  readonly error?: string
}

export interface DeliveryDetail {
  readonly summary: DeliverySummary
  readonly method: string
  /** Path and query, as they came. */
  readonly path: string
  /** As they came: order, case and repeats. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The exact bytes. */
  readonly bodyBase64: string
  readonly checks: readonly Check[]
  readonly fields: readonly DecodedField[]
  /** The typed event, as JSON. */
  readonly event?: unknown
  /** `toCallRecord` of an ended call, as JSON. */
  readonly record?: unknown
  /** What was sent back to Telnyx. */
  readonly answer?: RecordedAnswer
  readonly forwards: readonly RecordedAnswer[]
  /** For a signature that does not match: what `telnyx-call verify` finds. */
  readonly diagnosis?: {
    readonly certainty: 'proven' | 'likely' | 'unknown'
    readonly explanation: string
    /** For each framework, or for `'every framework'`. */
    readonly fixes: readonly { readonly host: string; readonly fix: string }[]
  }
  /** Reproduces the request on a command line. The signature is the original one. */
  readonly curl: string
  /** Reproduces it in a test, with `@telnyx-call/testing`. */
  readonly testSnippet: string
}

/** Sends an event that was edited, signed anew with the development key. */
export interface SendRequest {
  /** Where to: the receiver (default), or one of `about.forwards`. Nothing else is allowed. */
  readonly url?: string
  readonly contentType: string
  readonly bodyBase64: string
}

export interface SendResult {
  readonly status?: number
  readonly durationMs: number
  readonly error?: string
}
