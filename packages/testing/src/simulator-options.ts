import type { KeyObject } from 'node:crypto'
import { type DeliveryPolicy, deliveryPolicies, type PolicyName, scheduleRetries } from './delivery-policy.ts'
import type { TestKeys } from './keys.ts'

/**
 * Where a simulator delivers, how it redelivers and what goes wrong on the way. Every option that is called a share is
 * a probability from 0 to 1 and 0 by default, so that nothing goes wrong unless it is asked for.
 */
export interface TelnyxSimulatorOptions {
  /** From `createTestKeys`. Signs every call; the server under test is given `keys.publicKey`. */
  readonly keys: TestKeys
  /** Where calls go first, an `http:` URL: Telnyx's StatusCallback. */
  readonly url: string | URL
  /**
   * Where every second attempt goes, beginning with the first redelivery. Default: none, and all attempts go to `url`.
   */
  readonly failoverUrl?: string | URL | undefined
  /** Headers to add to every request or to remove with `undefined`, as in `signedRequest`; `authorization` for one. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined
  /**
   * Which answers bring a call again, and when:
   * - `'strict'`: the least that Telnyx documents for TeXML. One more attempt, at once. None after a 3xx, or a 4xx other
   *   than 408 and 429.
   * - `'voice-api'`: what Telnyx documents for JSON webhooks of calls. At most 5 more attempts within 60 s, after 408, 429,
   *   5xx, a broken connection or a timeout; any 2xx acknowledges.
   * - `'patient'`: more than is documented. 5 more attempts after anything but 200.
   *
   * Default `'strict'`. No policy follows redirects.
   */
  readonly policy?: PolicyName | undefined
  /** How long an attempt waits for the whole answer before it breaks the connection, in milliseconds. Default 2000. */
  readonly timeoutMs?: number | undefined
  /**
   * How long after each failed attempt the next one follows, in milliseconds; there are no more redeliveries than delays
   * here. Which answers are retried remains the policy's decision. Default: `[0]` for `'strict'`,
   * `[500, 1000, 2000, 4000, 8000]` for `'patient'`, and for `'voice-api'` `[1000, 2000, 4000, 8000, 16000]`, fewer if
   * attempts of `timeoutMs` would not fit into 60 s. Telnyx documents no delays, so all of these are ours.
   */
  readonly retryDelaysMs?: readonly number[] | undefined
  /** How many calls are delivered for the first time per second, at most. Default: no limit. */
  readonly callsPerSecond?: number | undefined
  /** How many attempts are under way at once, at most; a concurrent copy shares the place of its original. Default 50. */
  readonly concurrency?: number | undefined
  /** A whole number. The same seed brings the same calls with the same faults and delays. Default 1. */
  readonly seed?: number | undefined
  /** Share of acknowledged calls that are sent once more all the same, to either URL. Default 0. */
  readonly duplicates?: number | undefined
  /** How long after its acknowledgement a duplicate follows, in milliseconds, at most. Default 1000. */
  readonly maxDuplicateDelayMs?: number | undefined
  /** Share of calls whose first attempt is sent twice at the same moment, the copy to either URL. Default 0. */
  readonly concurrentCopies?: number | undefined
  /** Share of calls whose first attempt is held back, so that later calls overtake it. Default 0. */
  readonly reorderings?: number | undefined
  /** How long a call is held back, in milliseconds, at most. Default 1000. */
  readonly maxReorderingDelayMs?: number | undefined
  /**
   * Share of attempts whose connection the simulator breaks: while it sends the request, while it waits for the answer,
   * or once the answer's head is there (see {@link Cut}). Such an attempt has failed, and every policy retries it. The
   * last attempt that a call can have is left whole, under `'strict'` the second, so that no call stays unacknowledged
   * for this alone. Default 0.
   */
  readonly brokenConnections?: number | undefined
  /**
   * Whether a call sent again is signed again with the current time, or is byte for byte what was sent first. Telnyx does
   * not document it. `'sometimes'` does either, as the seed decides. Default `'sometimes'`.
   */
  readonly resign?: 'always' | 'never' | 'sometimes' | undefined
  /** Share of the attempts signed again that write a space as `%20`, where the others write `+`. Default 0. */
  readonly reencodings?: number | undefined
}

/** The options with defaults filled in and nothing left to judge; without a failover URL it is the first URL again. */
export type SimulatorSettings = {
  readonly [Name in keyof TelnyxSimulatorOptions]-?: Name extends 'url' | 'failoverUrl'
    ? URL
    : Name extends 'policy'
      ? DeliveryPolicy
      : Exclude<TelnyxSimulatorOptions[Name], undefined>
}

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
] satisfies (keyof TelnyxSimulatorOptions)[]

/** @throws TypeError for the first option that is invalid */
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
  throw new TypeError(`${name} must be milliseconds, from 0 to ${longestTimerMs}.`)
}

function readRetryDelays(delaysMs: unknown): readonly number[] {
  if (Array.isArray(delaysMs)) {
    return delaysMs.map((delayMs, index) => readMilliseconds(`retryDelaysMs[${index}]`, delayMs))
  }
  throw new TypeError('retryDelaysMs must be a list of milliseconds; an empty one is for no redelivery.')
}

function readWhole(name: string, value: number): number {
  if (Number.isSafeInteger(value)) return value
  throw new TypeError(`${name} must be a whole number.`)
}

function readAboveZero(name: string, value: number): number {
  if (typeof value === 'number' && value > 0) return value
  throw new TypeError(`${name} must be a number above 0.`)
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
