import { type BearerCheck, createBearerCheck, isBearerToken } from './bearer.ts'
import type { SchemaError } from './call.ts'
import type { ClaimSettings } from './delivery-claim.ts'
import type { DeliveryStore } from './delivery-store.ts'
import type { Ed25519Engine } from './engines/engine.ts'
import { chooseEngine, type EngineChoice } from './engines/engine-choice.ts'
import type { TelnyxCall } from './generated/call.ts'
import { invalidOption } from './invalid-option.ts'
import { createMemoryStore } from './memory-store.ts'
import { type PublicKeyInput, readPublicKey } from './public-key.ts'
import type { Refusal } from './refusals.ts'
import type { WebhookRequest } from './request.ts'
import { prepareVerifier, type Verifier } from './verifier.ts'

/** What `onRefused` is told beside the refusal. */
export interface RefusalContext {
  readonly request: Pick<WebhookRequest, 'method' | 'header'>
  /**
   * The exact body, where its signature held (`schema_mismatch`, `delivery_in_progress`, `store_unavailable`, `sender_gone`);
   * `undefined` where nobody vouches for it.
   */
  readonly rawBody: Uint8Array | undefined
  /** How the call departs from the schema; empty for every other refusal. */
  readonly schemaErrors: readonly SchemaError[]
}

/** What {@link createReceiver} takes. */
export interface ReceiverOptions {
  /**
   * The Telnyx account's public key, or several while a key is being replaced. The type admits `undefined` for the sake of
   * `process.env.TELNYX_PUBLIC_KEY`; a key that is missing stops the start all the same.
   */
  readonly publicKey: PublicKeyInput | readonly PublicKeyInput[] | undefined
  /** How far the signing time may lie from now, on either side, in seconds. Default 300. */
  readonly toleranceSeconds?: number
  /** The largest body taken, in bytes. Default 65536. */
  readonly bodyLimit?: number
  /** Token, or one of several, that the Authorization header must carry beside the signature. Default: none asked for. */
  readonly bearerToken?: string | readonly string[]
  /**
   * What becomes of TeXML events other than a call's end: `'acknowledge'` answers 200 and runs no handler, `'pass'` runs the
   * handler with `telnyxCall` undefined, `'refuse'` holds them to the schema. Default `'acknowledge'`.
   */
  readonly otherEvents?: 'acknowledge' | 'pass' | 'refuse'
  /**
   * What becomes of an authentic call that departs from the schema: `'enforce'` refuses it, `'report'` delivers it
   * with `delivery.schemaErrors` filled, and then `telnyxCall` promises less than its type. Default `'enforce'`.
   */
  readonly schema?: 'enforce' | 'report'
  /** Whether hosts answer refusals themselves or throw them into the application's error handling. Default `'answer'`. */
  readonly refusals?: 'answer' | 'throw'
  /** Told of every refusal before it is answered, and awaited. What it throws goes to the host's error handling. */
  readonly onRefused?: (refusal: Refusal, context: RefusalContext) => void | Promise<void>
  /**
   * Where it is noted which deliveries are being handled and which were. Default: `createMemoryStore()`, which knows of this
   * process, and of this receiver, alone.
   */
  readonly store?: DeliveryStore
  /**
   * What makes two deliveries of a call the same event; `delivery.id` becomes what it returns, text that is not empty. Use what
   * is signed (the call's fields) and nothing else. Default: a hash of AccountSid, CallSid, CallbackSource, CallStatus,
   * SequenceNumber and DialCallSid.
   */
  readonly deliveryId?: (call: TelnyxCall) => string
  /**
   * What becomes of a delivery that was handled before: `'acknowledge'` answers 200 and runs no handler, `'pass'` runs the
   * handler with `delivery.duplicate` true. Default `'acknowledge'`.
   */
  readonly onDuplicate?: 'acknowledge' | 'pass'
  /** How long the store may take for an answer, in milliseconds. Default 500. */
  readonly storeTimeoutMs?: number
  /**
   * What becomes of a delivery while the store fails or is too slow: `'accept'` runs the handler with `delivery.deduplicated`
   * false, since the sender gives up within seconds; `'refuse'` answers `store_unavailable` (503). Default `'accept'`.
   */
  readonly onStoreError?: 'accept' | 'refuse'
  /**
   * How long the sender waits for an answer, in milliseconds; events tell of handlers that take longer. A claim whose process
   * died is free again after `ackBudgetMs + storeTimeoutMs`. Default 2000, as Telnyx waits.
   */
  readonly ackBudgetMs?: number
  /**
   * What verifies: `'nodeCrypto'`, `'sodium'` (the package `sodium-native`), `'webCrypto'`, `'tweetnacl'` (that package), or an engine of
   * your own. Default `'auto'`: `sodium` where its package is installed, else `nodeCrypto`.
   */
  readonly engine?: EngineChoice
  /** The current time in milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
}

/** Options with nothing left to judge. */
export interface ReceiverSettings extends ClaimSettings {
  readonly verifiers: readonly Verifier[]
  readonly engine: Ed25519Engine
  readonly toleranceSeconds: number
  readonly bodyLimit: number
  readonly isBearerAccepted: BearerCheck
  readonly otherEvents: 'acknowledge' | 'pass' | 'refuse'
  readonly schema: 'enforce' | 'report'
  readonly refusals: 'answer' | 'throw'
  readonly onRefused: ReceiverOptions['onRefused']
  readonly deliveryId: ReceiverOptions['deliveryId']
  readonly onDuplicate: 'acknowledge' | 'pass'
  readonly onStoreError: 'accept' | 'refuse'
  readonly ackBudgetMs: number
  readonly now: () => number
}

const OPTION_NAMES: ReadonlySet<string> = new Set<keyof ReceiverOptions>([
  'publicKey',
  'toleranceSeconds',
  'bodyLimit',
  'bearerToken',
  'otherEvents',
  'schema',
  'refusals',
  'onRefused',
  'store',
  'deliveryId',
  'onDuplicate',
  'storeTimeoutMs',
  'onStoreError',
  'ackBudgetMs',
  'engine',
  'now',
])

/** @throws TypeError on the first option that cannot stand. */
export function readOptions(options: ReceiverOptions): ReceiverSettings {
  if (typeof options !== 'object' || options === null) {
    throw invalidOption('publicKey', 'there are no options; wanted an object with at least publicKey')
  }
  const unknown = Object.keys(options).find((name) => !OPTION_NAMES.has(name))
  if (unknown !== undefined) {
    throw invalidOption(unknown, `there is no such option; the options are ${[...OPTION_NAMES].join(', ')}`)
  }
  const now = readFunction(options, 'now') ?? Date.now
  const engine = chooseEngine(options.engine)
  const storeTimeoutMs = readCount(options, 'storeTimeoutMs', 500, 'milliseconds')
  const ackBudgetMs = readCount(options, 'ackBudgetMs', 2000, 'milliseconds')
  return {
    verifiers: readKeys(options.publicKey, engine),
    engine,
    toleranceSeconds: readCount(options, 'toleranceSeconds', 300, 'seconds'),
    bodyLimit: readCount(options, 'bodyLimit', 65_536, 'bytes'),
    isBearerAccepted: 'bearerToken' in options ? readBearerToken(options.bearerToken) : () => true,
    otherEvents: readChoice(options, 'otherEvents', ['acknowledge', 'pass', 'refuse']),
    schema: readChoice(options, 'schema', ['enforce', 'report']),
    refusals: readChoice(options, 'refusals', ['answer', 'throw']),
    onRefused: readFunction(options, 'onRefused'),
    store: readStore(options.store) ?? createMemoryStore({ now }),
    deliveryId: readFunction(options, 'deliveryId'),
    onDuplicate: readChoice(options, 'onDuplicate', ['acknowledge', 'pass']),
    storeTimeoutMs,
    onStoreError: readChoice(options, 'onStoreError', ['accept', 'refuse']),
    ackBudgetMs,
    // By then the sender has given up, and the commit of a handler that was just in time has reached the store.
    leaseMs: ackBudgetMs + storeTimeoutMs,
    now,
  }
}

function readKeys(input: ReceiverOptions['publicKey'], engine: Ed25519Engine): readonly Verifier[] {
  const keys = Array.isArray(input)
    ? input.map((key, index) => readPublicKey(key, `publicKey[${index}]`))
    : [readPublicKey(input, 'publicKey')]
  if (keys.length === 0) throw invalidOption('publicKey', 'the list of keys is empty')
  return keys.map((key) => prepareVerifier(key, engine))
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

function readCount(
  options: ReceiverOptions,
  name: 'toleranceSeconds' | 'bodyLimit' | 'storeTimeoutMs' | 'ackBudgetMs',
  fallback: number,
  unit: string,
): number {
  const count = options[name] === undefined ? fallback : options[name]
  if (Number.isSafeInteger(count) && count > 0) return count
  throw invalidOption(name, `wanted a whole number of ${unit} above 0`)
}

/** The first choice is the default. */
function readChoice<const Choice extends string>(
  options: ReceiverOptions,
  name: 'otherEvents' | 'schema' | 'refusals' | 'onDuplicate' | 'onStoreError',
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const chosen = options[name] === undefined ? choices[0] : options[name]
  const choice = choices.find((candidate) => candidate === chosen)
  if (choice !== undefined) return choice
  throw invalidOption(name, `wanted one of ${choices.map((candidate) => `'${candidate}'`).join(', ')}`)
}

function readStore(store: ReceiverOptions['store']): ReceiverOptions['store'] {
  if (store === undefined) return undefined
  const verbs = [store?.claim, store?.commit, store?.release]
  if (verbs.every((verb) => typeof verb === 'function')) return store
  throw invalidOption(
    'store',
    'wanted an object with the functions claim, commit and release, as createMemoryStore() of @telnyx-call/core and createRedisStore() of @telnyx-call/redis make',
  )
}

function readFunction<Name extends 'onRefused' | 'deliveryId' | 'now'>(
  options: ReceiverOptions,
  name: Name,
): ReceiverOptions[Name] {
  const given = options[name]
  if (given === undefined || typeof given === 'function') return given
  throw invalidOption(name, 'wanted a function')
}
