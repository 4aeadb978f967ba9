import { type KeyObject, sign } from 'node:crypto'
import { types } from 'node:util'
import type { TestKeys } from './keys.ts'
import { sampleCall } from './sample-call.ts'

/** What to sign, with which key and time. Set at most one of `fields`, `json` and `body`. */
export interface SignedRequestOptions<Body extends string | Uint8Array = string | Uint8Array> {
  /** Keys from `createTestKeys`. Use a different pair than the route's to forge a request. */
  readonly keys: TestKeys
  /** Form fields, sent in this order and encoded by URLSearchParams. Default: `sampleCall()`. */
  readonly fields?: Readonly<Record<string, string>> | undefined
  /** A JSON webhook instead of a form, such as `sampleEvent('json')`. Serialized by JSON.stringify and sent as `application/json`. */
  readonly json?: unknown
  /** The exact body instead of `fields`, for other encodings or malformed forms. A string is sent as UTF-8. */
  readonly body?: Body | undefined
  /**
   * When the request is signed: Unix seconds as an integer, a `Date` (rounded down to the second), or a string that is signed and sent as
   * is, even if malformed. Default: now.
   */
  readonly timestamp?: number | Date | string | undefined
  /**
   * Headers to add or replace after signing, or to remove with `undefined`. Names are case-insensitive. Headers are not signed, so this is
   * also how to break a request.
   */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined
}

/**
 * A request as Telnyx would send it. Works with `fetch(url, request)`, Fastify's `app.inject({ url, ...request })` and supertest's
 * `.post(url).set(request.headers).send(request.body)`.
 */
export interface SignedRequest<Body extends string | Uint8Array = string> {
  readonly method: 'POST'
  /**
   * `content-type`, `telnyx-timestamp` (Unix seconds) and `telnyx-signature-ed25519` (base64 of 64 bytes), with the `headers` of the
   * options merged in. All names are in lower case.
   */
  readonly headers: Record<string, string>
  /** A string, or a Buffer with a copy of the bytes if `body` was bytes. */
  readonly body: Body
}

/** A Buffer that `fetch` accepts as a body, written so that it also compiles before TypeScript 5.7, where Buffer was not generic. */
type FetchableBuffer = ReturnType<typeof Buffer.alloc>

/**
 * Builds a webhook request signed the way Telnyx does it: Ed25519 over `timestamp|body`, in base64, in two headers. Without `fields`,
 * `json` and `body`, it contains `sampleCall()`.
 *
 * With a body of bytes, supertest also needs `.serialize((bytes) => bytes)`. Otherwise, superagent would encode the Buffer as if it were an
 * object of form fields.
 *
 * @throws TypeError if `keys` is missing or has no Ed25519 private key, if more than one of `fields`, `json` and `body` is set, or if an
 *   option is unknown or has the wrong type
 *
 * @example
 * const keys = createTestKeys()
 * const response = await fetch(url, signedRequest({ keys, fields: sampleCall('busy') }))
 *
 * @example
 * // A JSON webhook, as Call Control and messaging send them.
 * signedRequest({ keys, json: sampleEvent('json') })
 *
 * @example
 * // Sent six minutes ago, which is outside the usual tolerance of five.
 * signedRequest({ keys, timestamp: new Date(Date.now() - 360_000) })
 *
 * @example
 * // Without its signature.
 * signedRequest({ keys, headers: { 'telnyx-signature-ed25519': undefined } })
 */
export function signedRequest(options: SignedRequestOptions<string>): SignedRequest
/** Builds a signed request whose body is the given bytes, as a Buffer. */
export function signedRequest(options: SignedRequestOptions<Uint8Array>): SignedRequest<FetchableBuffer>
/** Builds a signed request whose body is a string, or a Buffer if bytes were given. */
export function signedRequest(options: SignedRequestOptions): SignedRequest<string | FetchableBuffer>
export function signedRequest(options: SignedRequestOptions): SignedRequest<string | FetchableBuffer> {
  assertOptions(options)
  const body = readBody(options)
  const timestamp = readTimestamp(options.timestamp)

  const signedBytes = Buffer.concat([Buffer.from(`${timestamp}|`), Buffer.from(body)])
  const headers = {
    'content-type': options.json === undefined ? 'application/x-www-form-urlencoded' : 'application/json',
    'telnyx-timestamp': timestamp,
    'telnyx-signature-ed25519': sign(null, signedBytes, options.keys.privateKey).toString('base64'),
  }
  return { method: 'POST', headers: mergeHeaders(headers, options.headers), body }
}

const contentNames = ['fields', 'json', 'body'] as const
const optionNames = ['keys', ...contentNames, 'timestamp', 'headers']

function assertOptions(options: Partial<SignedRequestOptions>): void {
  const privateKey: Partial<KeyObject> | undefined = options?.keys?.privateKey
  if (privateKey?.type !== 'private' || privateKey.asymmetricKeyType !== 'ed25519') {
    throw new TypeError(
      'signedRequest needs keys with an Ed25519 private key: pass what createTestKeys() returned.',
    )
  }
  const unknownName = Object.keys(options).find((name) => !optionNames.includes(name))
  if (unknownName !== undefined) {
    throw new TypeError(`signedRequest has no option "${unknownName}". It has: ${optionNames.join(', ')}.`)
  }
}

function readBody(options: SignedRequestOptions): string | FetchableBuffer {
  const { fields, json, body } = options
  if (contentNames.filter((name) => options[name] !== undefined).length > 1) {
    throw new TypeError('signedRequest accepts only one of fields, json and body.')
  }
  if (json !== undefined) return encodeJson(json)
  if (body === undefined) return encodeFields(fields ?? sampleCall())
  if (typeof body === 'string') return body
  // A Buffer, since app.inject() sends any other Uint8Array as JSON. Unlike instanceof, this check also recognizes bytes of another realm,
  // such as Jest's.
  if (types.isUint8Array(body)) return Buffer.from(body)
  throw new TypeError('body must be a string or a Uint8Array; pass form fields as fields.')
}

function encodeFields(fields: Readonly<Record<string, string>>): string {
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value !== 'string') {
      throw new TypeError(
        `fields.${name} must be a string, like every form value; omit it if the field is absent.`,
      )
    }
  }
  return new URLSearchParams(fields).toString()
}

function encodeJson(json: unknown): string {
  const text: string | undefined = JSON.stringify(json)
  if (text === undefined) throw new TypeError('json must be a value that JSON.stringify can serialize.')
  return text
}

function readTimestamp(timestamp: number | Date | string = new Date()): string {
  if (typeof timestamp === 'string') return timestamp
  const seconds = types.isDate(timestamp) ? Math.floor(timestamp.getTime() / 1000) : timestamp
  if (!Number.isSafeInteger(seconds)) {
    throw new TypeError('timestamp must be whole Unix seconds, a valid Date, or a string to send as is.')
  }
  return String(seconds)
}

function mergeHeaders(
  signed: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  const headers = { ...signed }
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete headers[name.toLowerCase()]
    else headers[name.toLowerCase()] = value
  }
  return headers
}
