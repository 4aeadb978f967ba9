import { type Answer, createAnswer } from './answer.ts'
import type { SchemaError } from './events/schema-error.ts'
import { REPOSITORY_URL } from './generated/repository.ts'

/** Why a request was rejected. Stable: the meaning of a code never changes. */
export type RefusalCode =
  | 'method_not_allowed'
  | 'unsupported_media_type'
  | 'unsupported_content_encoding'
  | 'body_too_large'
  | 'body_incomplete'
  | 'body_already_consumed'
  | 'missing_timestamp'
  | 'missing_signature'
  | 'malformed_timestamp'
  | 'malformed_signature'
  | 'bearer_mismatch'
  | 'timestamp_too_old'
  | 'timestamp_in_future'
  | 'signature_mismatch'
  | 'key_unavailable'
  | 'schema_mismatch'
  | 'instructions_not_handled'
  | 'delivery_in_progress'
  | 'store_unavailable'
  | 'sender_gone'

/** Problem details (RFC 9457) with a stable `code` and a `help` text that explains how to fix the problem. */
export interface Refusal {
  readonly code: RefusalCode
  /** URI of the problem type: `urn:telnyx-call:refusal:` followed by the code. */
  readonly type: string
  readonly title: string
  /** HTTP status. */
  readonly status: number
  readonly detail: string
  readonly help: string
  /** Headers that go with the status, such as `allow` for 405. */
  readonly headers: Readonly<Record<string, string>>
  /** The complete response, as `application/problem+json`. */
  readonly answer: Answer
  /** Creates the error to throw if the framework's error handling is to answer. */
  toError(): RefusalError
}

/** A refusal as an error, with the properties that Fastify, Koa and Express read in their error handling. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError'
  readonly code: RefusalCode
  readonly status: number
  readonly statusCode: number
  /** Whether the client may see the message: true for statuses below 500. */
  readonly expose: boolean
  readonly headers: Readonly<Record<string, string>>

  /** @param refusal - becomes the error's `cause`. */
  constructor(refusal: Refusal) {
    super(`${refusal.detail} ${refusal.help}`, { cause: refusal })
    this.code = refusal.code
    this.status = refusal.status
    this.statusCode = refusal.status
    this.expose = refusal.status < 500
    this.headers = refusal.headers
  }
}

interface RefusalRow {
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly help: string
  readonly headers?: Readonly<Record<string, string>>
}

const REFUSAL_TABLE: Readonly<Record<RefusalCode, RefusalRow>> = {
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    detail:
      'Signed webhooks are sent by POST. With GET, the fields would be in the query string, which the signature does not cover.',
    help: 'Set StatusCallbackMethod (or the method of this callback URL) to POST.',
    headers: { allow: 'POST' },
  },
  unsupported_media_type: {
    status: 415,
    title: 'Unsupported media type',
    detail: 'The body is not a form.',
    help: "Send it with Content-Type: application/x-www-form-urlencoded, as TeXML callbacks do. To accept Telnyx's JSON webhooks too, add 'json' to the option events.",
    headers: { accept: 'application/x-www-form-urlencoded' },
  },
  unsupported_content_encoding: {
    status: 415,
    title: 'Unsupported content encoding',
    detail: 'The body is compressed, but the signature covers the uncompressed bytes.',
    help: 'Send the body without Content-Encoding. If a proxy compresses requests, disable that for this path.',
    headers: { 'accept-encoding': 'identity' },
  },
  body_too_large: {
    status: 413,
    title: 'Body too large',
    detail: 'The body is larger than bodyLimit allows.',
    help: 'If legitimate webhooks are this large, raise the option bodyLimit (in bytes, default 65536).',
    // The rest of the body is not read, so the connection cannot be reused.
    headers: { connection: 'close' },
  },
  body_incomplete: {
    status: 400,
    title: 'Body incomplete',
    detail: 'The connection closed before the entire body arrived.',
    help: 'Send the request again. If this keeps happening, check the timeouts of the proxies in between.',
  },
  body_already_consumed: {
    status: 500,
    title: 'Body already consumed',
    detail:
      'Something in this application read the request body before the signature could be verified and did not keep the bytes.',
    help: 'Mount telnyxCall before body parsers (express.urlencoded, bodyParser, koa-body, formbody), or have the parser keep the bytes as a Buffer in request.rawBody, for example express.urlencoded({ verify: (req, res, bytes) => { req.rawBody = bytes } }).',
  },
  missing_timestamp: {
    status: 400,
    title: 'Timestamp missing',
    detail: 'The telnyx-timestamp header is missing.',
    help: 'Telnyx sends it with every webhook. If this request is from Telnyx, make sure that the proxies in between forward it.',
  },
  missing_signature: {
    status: 400,
    title: 'Signature missing',
    detail: 'The telnyx-signature-ed25519 header is missing.',
    help: 'Telnyx sends it with every webhook. If this request is from Telnyx, make sure that the proxies in between forward it.',
  },
  malformed_timestamp: {
    status: 400,
    title: 'Timestamp malformed',
    detail: 'The telnyx-timestamp header is not 1 to 12 decimal digits.',
    help: 'Send Unix seconds, once. Thirteen digits mean milliseconds; a comma means that the header was sent twice.',
  },
  malformed_signature: {
    status: 400,
    title: 'Signature malformed',
    detail: 'The telnyx-signature-ed25519 header is not base64 of 64 bytes.',
    help: 'Send standard base64 with padding (88 characters, not base64url), once. A comma means that the header was sent twice.',
  },
  bearer_mismatch: {
    status: 401,
    title: 'Bearer token not accepted',
    detail: 'The Authorization header does not contain one of the configured bearer tokens.',
    help: 'Set the option bearerToken to the token that the webhook is sent with, or remove the option: the signature is verified either way.',
    headers: { 'www-authenticate': 'Bearer' },
  },
  timestamp_too_old: {
    status: 403,
    title: 'Timestamp too old',
    detail: 'The request was signed too long ago: its age exceeds toleranceSeconds.',
    help: "Check this machine's clock (NTP). To replay a recorded request, sign it again.",
  },
  timestamp_in_future: {
    status: 403,
    title: 'Timestamp in the future',
    detail: 'The request was signed in the future, by more than toleranceSeconds.',
    help: "Check this machine's clock (NTP) and the clock of the signer.",
  },
  signature_mismatch: {
    status: 403,
    title: 'Signature does not match',
    detail:
      'The signature over the timestamp and the body was not made with any of the configured public keys.',
    help: 'Compare the option publicKey with the public key in the Telnyx portal (Keys & Credentials, Public Key). If they are identical, something in between modifies the body or the timestamp header.',
  },
  key_unavailable: {
    status: 503,
    title: 'Key unavailable',
    detail: 'The public key for the account of this request could not be found.',
    help: 'Send it again in a second. If this keeps happening, check what the publicKey function throws or returns: onRefused receives the reason as context.keyError.',
    headers: { 'retry-after': '1' },
  },
  schema_mismatch: {
    status: 422,
    title: 'Event does not match the schema',
    detail: 'The signature is valid, but the event does not match the specification.',
    help: "The option onRefused receives the raw body, so that nothing is lost. To accept such events, remove schema: 'enforce'.",
  },
  instructions_not_handled: {
    status: 501,
    title: 'Instructions not handled',
    detail:
      'The request is authentic and waits for a TeXML document, but this route does not handle such events.',
    help: "Add the event's type to the option events (or set events: 'all') and answer with TeXML, or point the callback URL to a route that does. Telnyx tries the fallback URL next.",
  },
  delivery_in_progress: {
    status: 503,
    title: 'Delivery in progress',
    detail: 'Another copy of the same event is being handled right now.',
    help: 'Send it again in a second. If the other copy has been handled by then, it is acknowledged; if that one failed, it is handled.',
    headers: { 'retry-after': '1' },
  },
  store_unavailable: {
    status: 503,
    title: 'Store unavailable',
    detail: 'The delivery store failed or did not respond in time.',
    help: "Send it again in a second, and check the store (for example Redis). To handle calls during an outage, at the risk of handling one twice, set onStoreError: 'accept'.",
    headers: { 'retry-after': '1' },
  },
  sender_gone: {
    status: 503,
    title: 'Sender gone',
    detail: 'Something else in this application answered the request before the handler could start.',
    help: 'Send the request again: it was not handled. If this keeps happening, check the timeout middleware in front of telnyxCall, the response time of the store and the load of the process.',
    headers: { 'retry-after': '1' },
  },
}

/** The refusal for each code. Created once, so that a flood of invalid requests allocates nothing. */
export const REFUSALS = Object.fromEntries(
  Object.entries(REFUSAL_TABLE).map(([code, row]) => [code, createRefusal(code as RefusalCode, row)]),
) as Readonly<Record<RefusalCode, Refusal>>

/** The body was already read by another `telnyxCall`. */
export const GUARDED_TWICE: Refusal = createRefusal('body_already_consumed', {
  ...REFUSAL_TABLE.body_already_consumed,
  detail:
    'This request passed through telnyxCall twice: it is mounted on the route and again in front of it.',
  help: 'Mount telnyxCall once: either on the route or with app.use, but not both.',
})

/** The signature does not match, and only the text of the body was kept. */
export const TEXT_MISMATCH: Refusal = createRefusal('signature_mismatch', {
  ...REFUSAL_TABLE.signature_mismatch,
  help: `${REFUSAL_TABLE.signature_mismatch.help} Here, a body parser kept the body as text, which loses any bytes that are not valid UTF-8. Mount telnyxCall before the parser, or have the parser keep a Buffer as rawBody.`,
})

/** Creates a `schema_mismatch` refusal that lists the fields and rules that failed, but no values. */
export function schemaRefusal(errors: readonly SchemaError[]): Refusal {
  const row = REFUSAL_TABLE.schema_mismatch
  const failures = errors.map(({ field, rule, message }) => `${field} ${message} (${rule})`).join('; ')
  return createRefusal('schema_mismatch', { ...row, detail: `${row.detail.slice(0, -1)}: ${failures}.` })
}

function createRefusal(code: RefusalCode, row: RefusalRow): Refusal {
  const { status, title, detail, headers = {} } = row
  const help = `${row.help} See ${REPOSITORY_URL}/blob/main/docs/refusals.md#${code}`
  const type = `urn:telnyx-call:refusal:${code}`
  const body = JSON.stringify({ type, title, status, detail, code, help })
  const refusal: Refusal = {
    code,
    type,
    title,
    status,
    detail,
    help,
    headers: Object.freeze({ ...headers }),
    answer: createAnswer(status, { ...headers, 'content-type': 'application/problem+json' }, body),
    toError: () => new RefusalError(refusal),
  }
  return Object.freeze(refusal)
}
