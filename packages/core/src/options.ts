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

/** What `onRefused` gets beside the refusal. */
export interface RefusalContext {
  readonly request: Pick<WebhookRequest, 'method' | 'header'>
  /** Every header of the request, by lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /**
   * The exact body, where its signature holds (`timestamp_too_old`, `timestamp_in_future`, `schema_mismatch`, `instructions_not_handled`,
   * `delivery_in_progress`, `store_unavailable`, `sender_gone`); `undefined` where nobody vouches for it.
   */
  readonly rawBody: Uint8Array | undefined
  /** `telnyxDelivery.id`, where the request got as far as that. */
  readonly deliveryId: string | undefined
  /** Why there was no key, for `key_unavailable`. */
  readonly keyError: unknown
  /** How the event departs from the schema. */
  readonly schemaErrors: readonly SchemaError[]
}

/** What {@link createReceiver} takes. */
export interface ReceiverOptions<Request = unknown, Choice extends TelnyxEventChoice = TelnyxEventChoice> {
  /**
   * The Telnyx account's public key, or several while a key is being replaced. The type admits `undefined` for the sake of
   * `process.env.TELNYX_PUBLIC_KEY`; a missing key throws all the same.
   *
   * Where several accounts send to one route, a function of the framework's own request (Koa: of the context) that finds the keys of the
   * account that the request is for. It is awaited before the body is read, and keys that it returns as text are prepared once. If it
   * throws, rejects or finds no usable key, the request is refused (`key_unavailable`, 503).
   *
   * @example
   * telnyxCall({ publicKey: (request) => findPublicKey(request.params.tenant) })
   */
  readonly publicKey: PublicKeys | FindPublicKeys<Request> | undefined
  /** How far the signing time may lie from now, on either side, in seconds. Default 300. */
  readonly toleranceSeconds?: number
  /** The largest body taken, in bytes. Default 65536. */
  readonly bodyLimit?: number
  /** Token, or one of several, that the Authorization header must carry beside the signature. Default: none asked for. */
  readonly bearerToken?: string | readonly string[]
  /**
   * Which events reach the handler: `'ended'` is `['call-completed']`, `'all'` is every event that Telnyx signs, or name their types. Of the
   * others, notifications are answered 200 without the handler, and what waits for TeXML is refused (`instructions_not_handled`, 501).
   * JSON webhooks are accepted where `'json'` is one of the types. Default `'ended'`.
   */
  readonly events?: Choice
  /**
   * What happens to an authentic event that departs from the schema: `'report'` delivers it with `delivery.schemaErrors` filled and
   * without the fields that cannot be read, so that it has less than its type says; `'enforce'` refuses it (422). Default `'report'`.
   */
  readonly schema?: 'report' | 'enforce'
  /** Whether hosts answer refusals themselves or throw them into the application's error handling. Default `'answer'`. */
  readonly refusals?: 'answer' | 'throw'
  /**
   * Called with every refusal before it is answered, and awaited. What it throws goes to the host's error handling. Where it is given, a
   * request outside the time window is still verified, so that `context.rawBody` is there for one that is genuine.
   */
  readonly onRefused?: (refusal: Refusal, context: RefusalContext) => void | Promise<void>
  /**
   * Called with every delivery whose handler did not succeed, after it was given back to be handled again. It is the place to keep the
   * delivery (`keepDelivery`), since the sender may not send it again. What it throws is published by the event `telnyx-call:settled`.
   */
  readonly onFailed?: (delivery: Delivery, failure: DeliveryFailure) => void | Promise<void>
  /** How an event is handled once, or `false` to hand every copy to the handler. Default: once, by the guard's own memory. */
  readonly deduplication?: false | DeduplicationOptions<ChosenEventType<Choice>>
  /** How long the sender waits for an answer, in milliseconds; events report handlers that take longer. Default 2000, as Telnyx waits. */
  readonly responseTimeoutMs?: number
  /**
   * What verifies: `'nodeCrypto'`, `'sodium'` (the package `sodium-native`), `'webCrypto'`, `'tweetnacl'` (that package), or an engine of
   * your own. Default `'auto'`: `sodium` where its package is installed, else `nodeCrypto`.
   */
  readonly engine?: EngineChoice
  /** The current time in milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
}

/** Options with nothing left to check. */
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
    throw invalidOption('publicKey', 'there are no options; wanted an object with at least publicKey')
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

/** A captured request must not outlive the memory that it was handled. */
function refuseReplays({ toleranceSeconds, deduplication: { isOn, rememberMs } }: ReceiverSettings): void {
  if (!isOn || toleranceSeconds * 1000 <= rememberMs) return
  throw invalidOption(
    'toleranceSeconds',
    `a request could be sent again when it is no longer known that it was handled; lower it, or raise deduplication.rememberMs (${rememberMs})`,
  )
}

/** Whether these are no options but what a framework hands to middleware: Koa's context, or a request. */
function isRequest(options: object): boolean {
  return ('req' in options && 'res' in options) || ('headers' in options && 'method' in options)
}

function createMountingError(): TypeError {
  const message =
    'telnyx-call: telnyxCall was mounted without being called. Write telnyxCall({ publicKey }) where it says telnyxCall: call telnyxCall(options), and mount what it returns.'
  return Object.assign(new TypeError(message), { code: 'invalid_option' })
}

const ALL_EVENTS: readonly TelnyxEventType[] = [...formEvents.map(({ type }) => type), 'json', 'unknown']

function readEvents(input: TelnyxEventChoice = 'ended'): ReadonlySet<TelnyxEventType> {
  if (input === 'ended') return new Set(['call-completed'])
  if (input === 'all') return new Set(ALL_EVENTS)
  const types: readonly unknown[] = Array.isArray(input) ? input : [input]
  const isKnown = types.every((type) => ALL_EVENTS.includes(type as TelnyxEventType))
  if (Array.isArray(input) && types.length > 0 && isKnown) return new Set(input)
  throw invalidOption('events', `wanted 'ended', 'all', or a list of ${ALL_EVENTS.join(', ')}`)
}

function readBearerToken(input: ReceiverOptions['bearerToken']): BearerCheck {
  const tokens: readonly unknown[] = Array.isArray(input) ? input : [input]
  if (tokens.length > 0 && tokens.every((token) => typeof token === 'string' && isBearerToken(token))) {
    return createBearerCheck(tokens as readonly string[])
  }
  throw invalidOption(
    'bearerToken',
    'wanted a token, or a list of tokens, as it stands behind "Bearer "; remove the option to ask for none',
  )
}
