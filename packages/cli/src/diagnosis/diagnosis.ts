import type { RawHeaders } from '../raw-request.ts'

/** What arrived, and the keys it was verified with. Nothing in it is parsed or repaired. */
export interface Evidence {
  readonly method: string
  /** Path and query, or the whole URL: fields of a GET are looked for in its query. */
  readonly url?: string
  readonly headers: RawHeaders
  /** The bytes that the signature was checked against. */
  readonly body: Uint8Array
  /** The keys that are accepted, as they were given, unparsed: a key with a line break around it is found out. */
  readonly publicKeys: readonly string[]
  /** Keys that are not accepted, to see whether one of them signed it: another account's, the development key. */
  readonly otherPublicKeys?: readonly NamedKey[]
  /** The body was put together from an event, as from Telnyx's API, which does not show the bytes. */
  readonly isReconstructed?: boolean
  /** When it was received; the present by default. */
  readonly now?: Date
  /** Others of the same time, whose signature or body may have been mixed up with this one's. */
  readonly otherDeliveries?: readonly OtherDelivery[]
}

/** A key, and what the explanation calls it. */
export interface NamedKey {
  readonly name: string
  readonly publicKey: string
}

/** Another delivery: its signature is tried over this one's body, and this one's signature over its body. */
export interface OtherDelivery {
  /** What the explanation calls it, such as the name of its file. */
  readonly name?: string
  readonly headers: RawHeaders
  readonly body: Uint8Array
}

/**
 * How sure a cause is: `proven` if the signature holds, with one of the given keys, once the mistake is taken back; `likely` if what was
 * received shows the mistake but not how to take it back; `unknown` if nothing points anywhere.
 */
export type Certainty = 'proven' | 'likely' | 'unknown'

/** Frameworks that each fix is given for. */
export type FixHost = 'express' | 'koa' | 'fastify' | 'fetch'

/** What to do about a cause: a few lines of text or code for each framework. */
export type Fixes = Readonly<Record<FixHost, string>>

/** One input that is wrong. */
export interface Cause {
  /** Stable, in snake case, such as `'trailing_newline_added'`. */
  readonly code: CauseCode
  readonly certainty: Certainty
  /** One line. */
  readonly title: string
  /** What was seen, and why it breaks the signature. Holds no field values and no keys. */
  readonly explanation: string
  readonly fixes: Fixes
}

/** One input, in the order in which the guard looks at them. */
export interface DiagnosisCheck {
  readonly name: 'method' | 'headers' | 'time-window' | 'key' | 'signature'
  readonly title: string
  readonly result: 'passed' | 'failed' | 'not-reached'
  /** What was found; for a failure, why. */
  readonly reason: string
}

/** What is wrong with a delivery, best explanation first. */
export interface Diagnosis {
  /** Whether a guard with these keys accepts it: method, headers, time window and signature. */
  readonly verifies: boolean
  /** Of the first cause; `'proven'` if it verifies. */
  readonly certainty: Certainty
  /** Empty if it verifies. Several proven ones hold together: each of them has to be fixed. */
  readonly causes: readonly Cause[]
  readonly checks: readonly DiagnosisCheck[]
  /** Signatures that were verified. */
  readonly candidates: number
  readonly durationMs: number
}

/** Every cause that is known, by its stable name. */
export type CauseCode =
  // The body differs from what was signed.
  | 'trailing_newline_added'
  | 'trailing_newline_removed'
  | 'line_breaks_changed'
  | 'byte_order_mark_added'
  | 'byte_order_mark_removed'
  | 'surrounding_whitespace_added'
  | 'form_encoded_again'
  | 'space_encoding_changed'
  | 'percent_escape_case_changed'
  | 'fields_reordered'
  | 'empty_fields_dropped'
  | 'form_turned_into_json'
  | 'json_turned_into_form'
  | 'json_serialized_again'
  | 'text_in_place_of_bytes'
  | 'character_encoding_changed'
  | 'body_compressed'
  | 'body_in_base64'
  | 'body_in_json_string'
  | 'bytes_listed_as_json'
  | 'body_cut'
  | 'body_parsed_before'
  | 'body_of_other_delivery'
  | 'body_not_kept'
  | 'fields_in_query'
  // The headers differ from what Telnyx sent.
  | 'header_name_wrong'
  | 'header_missing'
  | 'header_repeated'
  | 'headers_swapped'
  | 'signature_plus_became_space'
  | 'signature_in_hex'
  | 'signature_in_base64url'
  | 'signature_percent_encoded'
  | 'signature_in_quotes'
  | 'signature_lower_cased'
  | 'signature_malformed'
  | 'signature_of_other_delivery'
  | 'timestamp_in_milliseconds'
  | 'timestamp_as_date'
  | 'timestamp_malformed'
  | 'signed_message_differs'
  | 'clock_off'
  | 'method_not_post'
  | 'content_type_unsupported'
  // The key is not the account's public key, or not as the portal shows it.
  | 'key_surrounded_by_whitespace'
  | 'key_in_quotes'
  | 'key_in_hex'
  | 'key_in_pem'
  | 'key_in_der'
  | 'key_in_base64url'
  | 'key_is_private'
  | 'key_is_api_key'
  | 'key_malformed'
  | 'key_missing'
  | 'other_key'
  // Nothing fits.
  | 'unknown'
