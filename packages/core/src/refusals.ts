import { type Answer, createAnswer } from './answer.ts'
import type { SchemaError } from './events/schema-error.ts'
import { REPOSITORY_URL } from './generated/repository.ts'

/** Why a request was refused. Stable: a code never changes its meaning. */
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

/** Problem details (RFC 9457) with a stable `code` and a `help` text that says how to fix it. */
export interface Refusal {
  readonly code: RefusalCode
  /** The problem type's URI: `urn:telnyx-call:refusal:` and the code. */
  readonly type: string
  readonly title: string
  /** HTTP status. */
  readonly status: number
  readonly detail: string
  readonly help: string
  /** Headers that belong to the status, such as `allow` with 405. */
  readonly headers: Readonly<Record<string, string>>
  /** What a host that answers refusals itself sends: `application/problem+json`. */
  readonly answer: Answer
  /** The refusal as an Error, for a host that hands it to its own error handling. */
  toError(): RefusalError
}

/** A refusal on its way through a host's error handling, with the properties that Fastify, Koa and Express read. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError'
  readonly code: RefusalCode
  readonly status: number
  readonly statusCode: number
  /** Whether the message is meant for the client as well: true below 500. */
  readonly expose: boolean
  readonly headers: Readonly<Record<string, string>>

  /** @param refusal - becomes the error's `cause`, whole. */
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
      'A signed call comes by POST. By GET its fields would be in the query, which the signature does not cover.',
    help: 'Set StatusCallbackMethod (or the method of this callback URL) to POST.',
    headers: { allow: 'POST' },
  },
  unsupported_media_type: {
    status: 415,
    title: 'Unsupported media type',
    detail: 'The body is not a form.',
    help: "Send it with Content-Type: application/x-www-form-urlencoded, as TeXML callbacks are. To take the JSON webhooks of Telnyx as well, add 'json' to the option events.",
    headers: { accept: 'application/x-www-form-urlencoded' },
  },
  unsupported_content_encoding: {
    status: 415,
    title: 'Unsupported content encoding',
    detail: 'The body is compressed, and the signature covers the bytes before compression.',
    help: 'Send the body without Content-Encoding; if a proxy compresses requests, turn that off for this path.',
    headers: { 'accept-encoding': 'identity' },
  },
  body_too_large: {
    status: 413,
    title: 'Body too large',
    detail: 'The body is larger than bodyLimit allows.',
    help: 'If real calls are this large, raise the option bodyLimit (bytes, 65536 unless set).',
    // The rest of the body is not read, so nothing else can come on this connection.
    headers: { connection: 'close' },
  },
  body_incomplete: {
    status: 400,
    title: 'Body incomplete',
    detail: 'The connection ended before the whole body had arrived.',
    help: 'Send the request again. If it keeps happening, look at the timeouts of the proxies in between.',
  },
  body_already_consumed: {
    status: 500,
    title: 'Body already consumed',
    detail:
      'Something in this application read the request body before the signature could be checked, and kept no copy of its bytes.',
    help: 'Mount telnyxCall before body parsers (express.urlencoded, bodyParser, koa-body, formbody), or let the parser keep the bytes as a Buffer in request.rawBody, for example express.urlencoded({ verify: (req, res, bytes) => { req.rawBody = bytes } }).',
  },
  missing_timestamp: {
    status: 400,
    title: 'Timestamp missing',
    detail: 'There is no telnyx-timestamp header.',
    help: 'Telnyx sends it with every webhook. If this request is from Telnyx, let the proxies in between pass it on.',
  },
  missing_signature: {
    status: 400,
    title: 'Signature missing',
    detail: 'There is no telnyx-signature-ed25519 header.',
    help: 'Telnyx sends it with every webhook. If this request is from Telnyx, let the proxies in between pass it on.',
  },
  malformed_timestamp: {
    status: 400,
    title: 'Timestamp malformed',
    detail: 'The telnyx-timestamp header is not 1 to 12 decimal digits.',
    help: 'Send Unix seconds, once. Thirteen digits are milliseconds; a comma means that the header came twice.',
  },
  malformed_signature: {
    status: 400,
    title: 'Signature malformed',
    detail: 'The telnyx-signature-ed25519 header is not the base64 of 64 bytes.',
    help: 'Send standard base64 with its padding (88 characters, not base64url), once. A comma means that the header came twice.',
  },
  bearer_mismatch: {
    status: 401,
    title: 'Bearer token not accepted',
    detail: 'The Authorization header does not carry one of the configured bearer tokens.',
    help: 'Make the option bearerToken and the token that the webhook is sent with the same, or remove the option: the signature is checked either way.',
    headers: { 'www-authenticate': 'Bearer' },
  },
  timestamp_too_old: {
    status: 403,
    title: 'Timestamp too old',
    detail: 'The request was signed longer ago than toleranceSeconds allows.',
    help: "Check this machine's clock (NTP). A recorded request has to be signed anew to be replayed.",
  },
  timestamp_in_future: {
    status: 403,
    title: 'Timestamp in the future',
    detail: 'The request was signed further in the future than toleranceSeconds allows.',
    help: "Check this machine's clock (NTP), or the clock of the one that signed.",
  },
  signature_mismatch: {
    status: 403,
    title: 'Signature does not match',
    detail: 'No configured public key verifies the signature over the timestamp and the body.',
    help: 'Compare the option publicKey with the public key in the Telnyx portal (Keys & Credentials, Public Key). If they are the same, something on the way changes the body or the timestamp header.',
  },
  key_unavailable: {
    status: 503,
    title: 'Key unavailable',
    detail: 'The public key of the account that this request is for could not be found.',
    help: 'Send it again in a second. If it keeps happening, look at what the function publicKey throws or returns: onRefused gets it as context.keyError.',
    headers: { 'retry-after': '1' },
  },
  schema_mismatch: {
    status: 422,
    title: 'Event does not fit the schema',
    detail: 'The signature is valid, but the event departs from the specification.',
    help: "The onRefused option receives the raw body, so that nothing is lost. To take such events, remove schema: 'enforce'.",
  },
  instructions_not_handled: {
    status: 501,
    title: 'Instructions not handled',
    detail: 'The request is authentic and waits for a TeXML document, and this route handles no such events.',
    help: "Add the event's type to the option events (or set events: 'all') and answer with TeXML, or point the callback URL at a route that does. Telnyx turns to the fallback URL.",
  },
  delivery_in_progress: {
    status: 503,
    title: 'Delivery in progress',
    detail: 'Another copy of the same event is being handled right now.',
    help: 'Send it again in a second: it is acknowledged if the other copy was handled by then, and handled if that failed.',
    headers: { 'retry-after': '1' },
  },
  store_unavailable: {
    status: 503,
    title: 'Store unavailable',
    detail: 'The store that knows which deliveries were handled failed, or did not answer in time.',
    help: "Send it again in a second, and look at the store (Redis). To handle calls while it is away, at the risk of handling one twice, set onStoreError: 'accept'.",
    headers: { 'retry-after': '1' },
  },
  sender_gone: {
    status: 503,
    title: 'Sender gone',
    detail: 'Something else in this application answered the request before the handler could begin.',
    help: 'Send the request again: nothing of it was handled. If it keeps happening, look at the timeout middleware in front of telnyxCall, at how long the store takes, and at how busy the process is.',
    headers: { 'retry-after': '1' },
  },
}

/** The constant refusal of each code. They are made once, so that a flood of junk costs no memory. */
export const REFUSALS = Object.fromEntries(
  Object.entries(REFUSAL_TABLE).map(([code, row]) => [code, createRefusal(code as RefusalCode, row)]),
) as Readonly<Record<RefusalCode, Refusal>>

/** The body is no longer there because telnyxCall itself has read it. */
export const GUARDED_TWICE: Refusal = createRefusal('body_already_consumed', {
  ...REFUSAL_TABLE.body_already_consumed,
  detail:
    'This request came through telnyxCall twice: it is mounted on the route and once more in front of it.',
  help: 'Mount telnyxCall once: on the route, or by app.use, but not both.',
})

/** The signature does not match a body of which only the text is left. */
export const TEXT_MISMATCH: Refusal = createRefusal('signature_mismatch', {
  ...REFUSAL_TABLE.signature_mismatch,
  help: `${REFUSAL_TABLE.signature_mismatch.help} Here a body parser kept the body as text, and text is not the bytes: what is not valid UTF-8 is lost in it. Mount telnyxCall before the parser, or let the parser keep a Buffer as rawBody.`,
})

/** The `schema_mismatch` refusal that names the fields and rules that failed, never a value. */
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
