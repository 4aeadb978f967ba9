import {
  type DeduplicationOptions,
  type DeduplicationSettings,
  readDeduplication,
} from './delivery/deduplication-options.ts'
import type { Delivery } from './delivery/delivery.ts'
import type { DeliveryFailure } from './delivery/kept-delivery.ts'
import { formEvents } from './events/generated/registry.ts'
import type { SchemaError } from './events/schema-error.ts'
import type { ChosenEventType, TelnyxEventChoice, TelnyxEventType } from './events/telnyx-event.ts'
import { invalidOption } from './invalid-option.ts'
import {
  readChoice,
  readCount,
  readDurationMs,
  readFunction,
  refuseUnknownOptions,
} from './option-readers.ts'
import type { Refusal } from './refusals.ts'
import { type BearerCheck, createBearerCheck, isBearerToken } from './request/bearer-token.ts'
import type { WebhookRequest } from './request/webhook-request.ts'
import { type FindKeyRing, type FindPublicKeys, type PublicKeys, readKeys } from './signature/account-keys.ts'
import type { Ed25519Engine } from './signature/engines/engine.ts'
import { chooseEngine, type EngineChoice } from './signature/engines/engine-choice.ts'
import type { KeyRing } from './signature/key-ring.ts'

/** The second argument of `onRefused`. */
export interface RefusalContext {
  readonly request: Pick<WebhookRequest, 'method' | 'header'>
  /** All request headers, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  /**
   * The exact body if its signature is valid (`timestamp_too_old`, `timestamp_in_future`, `schema_mismatch`, `instructions_not_handled`,
   * `delivery_in_progress`, `store_unavailable`, `sender_gone`); otherwise `undefined`.
   */
  readonly rawBody: Uint8Array | undefined
  /** `telnyxDelivery.id`, if it was determined before the request was rejected. */
  readonly deliveryId: string | undefined
  /** Why no key was available, for `key_unavailable`. */
  readonly keyError: unknown
  /** How the event differs from the schema. */
  readonly schemaErrors: readonly SchemaError[]
}

/** Options of {@link createReceiver}. */
export interface ReceiverOptions<Request = unknown, Choice extends TelnyxEventChoice = TelnyxEventChoice> {
  /**
   * The Telnyx account's public key, or several during a key rotation. `undefined` is allowed by the type so that
   * `process.env.TELNYX_PUBLIC_KEY` can be passed directly; a missing key still throws.
   *
   * If several accounts send to one route, pass a function. It gets the framework's own request (Koa: the context) and returns the keys of
   * the account that the request is for. It is awaited before the body is read. Keys that it returns as text are prepared once and cached.
   * If it throws, rejects or returns no usable key, the request is rejected (`key_unavailable`, 503).
   *
   * @example
   * telnyxCall({ publicKey: (request) => findPublicKey(request.params.tenant) })
   */
  readonly publicKey: PublicKeys | FindPublicKeys<Request> | undefined
  /** Maximum difference between the signing time and now, in either direction, in seconds. Default 300. */
  readonly toleranceSeconds?: number
  /** Maximum body size, in bytes. Default 65536. */
  readonly bodyLimit?: number
  /**
   * Bearer token, or a list of accepted ones, required in the Authorization header in addition to the signature. Default: none required.
   */
  readonly bearerToken?: string | readonly string[]
  /**
   * Which events reach the handler: `'ended'` (ended calls, the same as `['call-completed']`), `'all'` (every event that Telnyx signs), or
   * a list of event types. Include `'json'` to accept JSON webhooks. Default `'ended'`.
   *
   * Any other notification is answered 200 without running the handler. Any other request that waits for TeXML is rejected
   * (`instructions_not_handled`, 501).
   */
  readonly events?: Choice
  /**
   * What to do with an authentic event that does not match the schema. `'report'` passes it to the handler with `delivery.schemaErrors`
   * set; fields that cannot be read are left out, even if their type says that they are there. `'enforce'` rejects it (422). Default
   * `'report'`.
   */
  readonly schema?: 'report' | 'enforce'
  /**
   * Whether adapters send the response for a rejected request, or throw a `RefusalError` to the application's error handling. Default
   * `'answer'`.
   */
  readonly refusals?: 'answer' | 'throw'
  /**
   * Called and awaited before a rejected request is answered. Errors go to the framework's error handling. If set, requests outside the
   * time window are still verified, so that `context.rawBody` is available for authentic ones.
   */
  readonly onRefused?: (refusal: Refusal, context: RefusalContext) => void | Promise<void>
  /**
   * Called for every delivery whose handler did not succeed, after its claim was released. Keep the delivery here (`keepDelivery`), since
   * Telnyx may not send it again. Errors are published in the event `telnyx-call:settled`.
   */
  readonly onFailed?: (delivery: Delivery, failure: DeliveryFailure) => void | Promise<void>
  /**
   * How copies of an event are recognized, so that each event is handled once. `false` passes every copy to the handler. Default: the
   * guard's own memory.
   */
  readonly deduplication?: false | DeduplicationOptions<ChosenEventType<Choice>>
  /** How long Telnyx waits for a response, in milliseconds. Events report handlers that take longer. Default 2000, Telnyx's own timeout. */
  readonly responseTimeoutMs?: number
  /**
   * The Ed25519 engine: `'auto'`, `'nodeCrypto'`, `'webCrypto'` or an {@link Ed25519Engine}, such as `sodium` from
   * `@telnyx-call/core/sodium` or `tweetnacl` from `@telnyx-call/core/tweetnacl`. Default `'auto'`: `nodeCrypto` if the runtime has
   * `node:crypto`, else `webCrypto`.
   */
  readonly engine?: EngineChoice
  /** Returns the current time in milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
}

/** Validated options with defaults applied. */
export interface ReceiverSettings {
  readonly keys: KeyRing | FindKeyRing
  readonly engine: Ed25519Engine
  readonly toleranceSeconds: number
  readonly bodyLimit: number
  readonly isBearerAccepted: BearerCheck
  readonly events: ReadonlySet<TelnyxEventType>
  readonly schema: 'report' | 'enforce'
  readonly refusals: 'answer' | 'throw'
  readonly onRefused: ReceiverOptions['onRefused']
  readonly onFailed: ReceiverOptions['onFailed']
  readonly deduplication: DeduplicationSettings
  readonly responseTimeoutMs: number
  readonly now: () => number
}

const OPTION_NAMES = [
  'publicKey',
  'toleranceSeconds',
  'bodyLimit',
  'bearerToken',
  'events',
  'schema',
  'refusals',
  'onRefused',
  'onFailed',
  'deduplication',
  'responseTimeoutMs',
  'engine',
  'now',
] as const satisfies readonly (keyof ReceiverOptions)[]

/** @throws TypeError (code `invalid_option`) on the first option that is unknown, invalid or contradicts another one. */
export function readOptions(options: ReceiverOptions<never>): ReceiverSettings {
  if (typeof options !== 'object' || options === null) {
    throw invalidOption('publicKey', 'no options given; expected an object with at least publicKey')
  }
  if (isRequest(options)) throw createMountingError()
  refuseUnknownOptions(options, OPTION_NAMES)
  const engine = chooseEngine(options.engine)
  const settings = {
    keys: readKeys(options.publicKey, engine),
    engine,
    toleranceSeconds: readCount(options.toleranceSeconds, 'toleranceSeconds', 300, 'seconds'),
    bodyLimit: readCount(options.bodyLimit, 'bodyLimit', 65_536, 'bytes'),
    isBearerAccepted: 'bearerToken' in options ? readBearerToken(options.bearerToken) : () => true,
    events: readEvents(options.events),
    schema: readChoice(options.schema, 'schema', ['report', 'enforce']),
    refusals: readChoice(options.refusals, 'refusals', ['answer', 'throw']),
    onRefused: readFunction(options.onRefused, 'onRefused'),
    onFailed: readFunction(options.onFailed, 'onFailed'),
    deduplication: readDeduplication(options.deduplication),
    responseTimeoutMs: readDurationMs(options.responseTimeoutMs, 'responseTimeoutMs', 2000),
    now: readFunction(options.now, 'now') ?? Date.now,
  } satisfies ReceiverSettings
  refuseReplays(settings)
  return settings
}

/** A handled event must be remembered for as long as its request can be replayed. */
function refuseReplays({ toleranceSeconds, deduplication: { isOn, rememberMs } }: ReceiverSettings): void {
  if (!isOn || toleranceSeconds * 1000 <= rememberMs) return
  throw invalidOption(
    'toleranceSeconds',
    `a request could be replayed after its event has been forgotten; lower it, or raise deduplication.rememberMs (${rememberMs})`,
  )
}

/** Whether a framework passed a request, or Koa's context, instead of options. */
function isRequest(options: object): boolean {
  return ('req' in options && 'res' in options) || ('headers' in options && 'method' in options)
}

function createMountingError(): TypeError {
  const message =
    'telnyx-call: telnyxCall was mounted without being called. Call telnyxCall(options) and mount its result: telnyxCall({ publicKey }) instead of telnyxCall.'
  return Object.assign(new TypeError(message), { code: 'invalid_option' })
}

const ALL_EVENTS: readonly TelnyxEventType[] = [...formEvents.map(({ type }) => type), 'json', 'unknown']

function readEvents(input: TelnyxEventChoice = 'ended'): ReadonlySet<TelnyxEventType> {
  if (input === 'ended') return new Set(['call-completed'])
  if (input === 'all') return new Set(ALL_EVENTS)
  const types: readonly unknown[] = Array.isArray(input) ? input : [input]
  const isKnown = types.every((type) => ALL_EVENTS.includes(type as TelnyxEventType))
  if (Array.isArray(input) && types.length > 0 && isKnown) return new Set(input)
  throw invalidOption('events', `expected 'ended', 'all', or a list of ${ALL_EVENTS.join(', ')}`)
}

function readBearerToken(input: ReceiverOptions['bearerToken']): BearerCheck {
  const tokens: readonly unknown[] = Array.isArray(input) ? input : [input]
  if (tokens.length > 0 && tokens.every((token) => typeof token === 'string' && isBearerToken(token))) {
    return createBearerCheck(tokens as readonly string[])
  }
  throw invalidOption(
    'bearerToken',
    'expected a token or a list of tokens, without the prefix "Bearer "; remove the option if no token is required',
  )
}
