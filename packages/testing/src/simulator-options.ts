import type { KeyObject } from 'node:crypto'
import type { DeliveryAttempt } from './delivery-attempt.ts'
import { type DeliveryPolicy, deliveryPolicies, type PolicyName, scheduleRetries } from './delivery-policy.ts'
import type { TestKeys } from './keys.ts'
import type { LedgerEvent } from './ledger.ts'
import type { SignedRequest } from './signed-request.ts'

/**
 * Where a simulator delivers, how it redelivers, and which faults it injects. Every share is a probability from 0 to 1. The default is 0,
 * so nothing goes wrong unless requested.
 */
export interface TelnyxSimulatorOptions {
  /** Keys from `createTestKeys`, which sign every call. Configure the server under test with `keys.publicKey`. */
  readonly keys: TestKeys
  /** Where calls are sent first, an `http:` URL: Telnyx's StatusCallback. */
  readonly url: string | URL
  /** Where every second attempt is sent, starting with the first redelivery. Default: `url`. */
  readonly failoverUrl?: string | URL | undefined
  /** Headers to add to every request, such as `authorization`, or to remove with `undefined`, as in `signedRequest`. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined
  /**
   * Which answers are retried, and when:
   * - `'strict'`: the minimum that Telnyx documents for TeXML. One immediate retry, but none after a 3xx, or a 4xx other than 408 and 429.
   * - `'voice-api'`: what Telnyx documents for JSON call webhooks. Up to 5 retries within 60 s, after 408, 429, 5xx, a broken connection or
   *   a timeout; any 2xx acknowledges.
   * - `'patient'`: more than is documented. 5 retries after anything but 200.
   *
   * Default `'strict'`. No policy follows redirects.
   */
  readonly policy?: PolicyName | undefined
  /** How long an attempt waits for the complete answer before it breaks the connection, in milliseconds. Default 2000. */
  readonly timeoutMs?: number | undefined
  /**
   * Delay of each retry after the failed attempt, in milliseconds. The number of delays is the maximum number of retries; the policy still
   * decides which answers are retried. Default: `[0]` for `'strict'`, `[500, 1000, 2000, 4000, 8000]` for `'patient'`, and `[1000, 2000,
   * 4000, 8000, 16000]` for `'voice-api'`, fewer if attempts of `timeoutMs` would not fit into 60 s. Telnyx documents no delays, so these
   * are our choice.
   */
  readonly retryDelaysMs?: readonly number[] | undefined
  /** Maximum number of new calls per second. Default: no limit. */
  readonly callsPerSecond?: number | undefined
  /** Maximum number of concurrent attempts; a concurrent copy shares the place of its original. Default 50. */
  readonly concurrency?: number | undefined
  /** An integer. The same seed produces the same calls with the same faults and delays. Default 1. */
  readonly seed?: number | undefined
  /** Share of acknowledged calls that are sent again anyway, to either URL. Default 0. */
  readonly duplicates?: number | undefined
  /** Maximum delay of a duplicate after the acknowledgement, in milliseconds. Default 1000. */
  readonly maxDuplicateDelayMs?: number | undefined
  /** Share of calls whose first attempt is sent twice at the same time, the copy to either URL. Default 0. */
  readonly concurrentCopies?: number | undefined
  /** Share of calls whose first attempt is held back, so that later calls overtake it. Default 0. */
  readonly reorderings?: number | undefined
  /** Maximum time that a call is held back, in milliseconds. Default 1000. */
  readonly maxReorderingDelayMs?: number | undefined
  /**
   * Share of attempts whose connection the simulator breaks: while sending the request, while waiting for the answer, or after reading the
   * head of the answer (see {@link Cut}). Such an attempt has failed, and every policy retries it. The last possible attempt of a call
   * (with `'strict'`, the second) is never broken, so no call stays unacknowledged for this reason alone. Default 0.
   */
  readonly brokenConnections?: number | undefined
  /**
   * Whether a retried call is signed again with the current time, or repeated byte for byte. Telnyx does not document this. `'sometimes'`
   * does either, depending on the seed. Default `'sometimes'`.
   */
  readonly resign?: 'always' | 'never' | 'sometimes' | undefined
  /** Share of re-signed attempts that encode a space as `%20` instead of `+`. Default 0. */
  readonly reencodings?: number | undefined
  /**
   * Builds the request of an event, each time that it is signed, from the fields that were passed to `deliver`: for JSON, exact bytes, or
   * requests that the server has to reject. `headers` and `reencodings` do not apply to it. Default: a form of these fields.
   *
   * @example
   * createRequest: (fields) => signedRequest({ keys, json: sampleEvent('json', { id: fields.CallSid }) })
   */
  readonly createRequest?: ((fields: Readonly<Record<string, string>>) => AnyRequest) | undefined
  /**
   * Called as each attempt ends, with its event and the body of the answer (empty if there was none). For progress and logs. If it throws,
   * `deliver` is aborted and rejects with that error.
   */
  readonly onAttempt?:
    | ((attempt: DeliveryAttempt, event: LedgerEvent, answerBody: Uint8Array) => void)
    | undefined
}

/** A request whose body is text or bytes. */
export type AnyRequest = SignedRequest<string | Uint8Array>

/** Validated options with defaults applied. Without a failover URL, `failoverUrl` equals `url`. */
export type SimulatorSettings = {
  readonly [Name in Exclude<keyof TelnyxSimulatorOptions, OptionalName>]-?: Name extends 'url' | 'failoverUrl'
    ? URL
    : Name extends 'policy'
      ? DeliveryPolicy
      : Exclude<TelnyxSimulatorOptions[Name], undefined>
} & { readonly [Name in OptionalName]: TelnyxSimulatorOptions[Name] }

type OptionalName = 'createRequest' | 'onAttempt'

const optionNames: readonly string[] = [
  'keys',
  'url',
  'failoverUrl',
  'headers',
  'policy',
  'timeoutMs',
  'retryDelaysMs',
  'callsPerSecond',
  'concurrency',
  'seed',
  'duplicates',
  'maxDuplicateDelayMs',
  'concurrentCopies',
  'reorderings',
  'maxReorderingDelayMs',
  'brokenConnections',
  'resign',
  'reencodings',
  'createRequest',
  'onAttempt',
] satisfies (keyof TelnyxSimulatorOptions)[]

/** @throws TypeError for the first invalid option */
export function readSimulatorOptions(options: TelnyxSimulatorOptions): SimulatorSettings {
  assertOptions(options)
  const url = readUrl('url', options.url)
  const policy = deliveryPolicies[readChoice('policy', policyNames, options.policy)]
  const timeoutMs = readAboveZero('timeoutMs', readMilliseconds('timeoutMs', options.timeoutMs ?? 2000))
  return {
    keys: options.keys,
    url,
    failoverUrl: options.failoverUrl === undefined ? url : readUrl('failoverUrl', options.failoverUrl),
    headers: options.headers ?? {},
    policy,
    timeoutMs,
    retryDelaysMs:
      options.retryDelaysMs === undefined
        ? scheduleRetries(policy, timeoutMs)
        : readRetryDelays(options.retryDelaysMs),
    callsPerSecond: readAboveZero('callsPerSecond', options.callsPerSecond ?? Number.POSITIVE_INFINITY),
    concurrency: readAboveZero('concurrency', readWhole('concurrency', options.concurrency ?? 50)),
    seed: readWhole('seed', options.seed ?? 1),
    duplicates: readShare('duplicates', options.duplicates),
    maxDuplicateDelayMs: readMilliseconds('maxDuplicateDelayMs', options.maxDuplicateDelayMs ?? 1000),
    concurrentCopies: readShare('concurrentCopies', options.concurrentCopies),
    reorderings: readShare('reorderings', options.reorderings),
    maxReorderingDelayMs: readMilliseconds('maxReorderingDelayMs', options.maxReorderingDelayMs ?? 1000),
    brokenConnections: readShare('brokenConnections', options.brokenConnections),
    resign: readChoice('resign', resignNames, options.resign),
    reencodings: readShare('reencodings', options.reencodings),
    createRequest: readFunction('createRequest', options.createRequest),
    onAttempt: readFunction('onAttempt', options.onAttempt),
  }
}

function assertOptions(options: Partial<TelnyxSimulatorOptions>): void {
  const privateKey: Partial<KeyObject> | undefined = options?.keys?.privateKey
  if (privateKey?.type !== 'private' || privateKey.asymmetricKeyType !== 'ed25519') {
    throw new TypeError(
      'createTelnyxSimulator needs keys with an Ed25519 private key: pass what createTestKeys() returned.',
    )
  }
  const unknownName = Object.keys(options).find((name) => !optionNames.includes(name))
  if (unknownName !== undefined) {
    throw new TypeError(
      `createTelnyxSimulator has no option "${unknownName}". It has: ${optionNames.join(', ')}.`,
    )
  }
}

function readUrl(name: string, value: unknown): URL {
  const url = URL.canParse(String(value)) ? new URL(String(value)) : undefined
  if (url?.protocol === 'http:') return url
  throw new TypeError(`${name} must be an http: URL, such as http://127.0.0.1:3000/webhooks/telnyx.`)
}

const longestTimerMs = 2 ** 31 - 1

function readMilliseconds(name: string, value: number): number {
  if (typeof value === 'number' && value >= 0 && value <= longestTimerMs) return value
  throw new TypeError(`${name} must be a number of milliseconds from 0 to ${longestTimerMs}.`)
}

function readRetryDelays(delaysMs: unknown): readonly number[] {
  if (Array.isArray(delaysMs)) {
    return delaysMs.map((delayMs, index) => readMilliseconds(`retryDelaysMs[${index}]`, delayMs))
  }
  throw new TypeError('retryDelaysMs must be an array of milliseconds; pass an empty one for no retries.')
}

function readWhole(name: string, value: number): number {
  if (Number.isSafeInteger(value)) return value
  throw new TypeError(`${name} must be a whole number.`)
}

function readAboveZero(name: string, value: number): number {
  if (typeof value === 'number' && value > 0) return value
  throw new TypeError(`${name} must be a number above 0.`)
}

function readFunction<Value>(name: string, value: Value): Value {
  if (value === undefined || typeof value === 'function') return value
  throw new TypeError(`${name} must be a function.`)
}

function readShare(name: string, value = 0): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value
  throw new TypeError(`${name} is a share: it must be a number from 0 (never) to 1 (always).`)
}

// The first of each is the default.
const policyNames = ['strict', 'voice-api', 'patient'] as const satisfies readonly PolicyName[]
const resignNames = ['sometimes', 'always', 'never'] as const

function readChoice<Choice extends string>(
  name: string,
  choices: readonly [Choice, ...Choice[]],
  value = choices[0],
): Choice {
  if (choices.includes(value)) return value
  const quoted = choices.map((choice) => `'${choice}'`)
  throw new TypeError(`${name} must be ${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}.`)
}
