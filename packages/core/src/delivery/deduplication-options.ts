import type { TelnyxEventOf, TelnyxEventType } from '../events/telnyx-event.ts'
import { invalidOption } from '../invalid-option.ts'
import { readChoice, readDurationMs, readFunction, refuseUnknownOptions } from '../option-readers.ts'
import type { DeliveryStore } from './delivery-store.ts'
import type { HandlingSettings } from './handlings.ts'

/** Options for handling each event once. Durations are in milliseconds, 1 to 2147483647. */
export interface DeduplicationOptions<Type extends TelnyxEventType = TelnyxEventType> {
  /**
   * Store shared by several processes or guards, for deliveries that are being or have been handled. Default: none. Each guard then
   * remembers only the latest 100000 events that it handled itself.
   */
  readonly store?: DeliveryStore
  /**
   * Returns the key that identifies an event; it becomes `delivery.id`. Deliveries with the same key are copies. Derive it from signed data
   * only, that is, the event's fields. Return a non-empty string, or `undefined` if the delivery is never a duplicate.
   *
   * Default: a hash of the fields that identify an event of its type. For an ended call, these are AccountSid, CallSid, CallbackSource,
   * CallStatus, SequenceNumber and DialCallSid.
   */
  readonly eventKey?: (event: TelnyxEventOf<Type>) => string | undefined
  /** How long a handled event is remembered. Default 86400000 (one day). */
  readonly rememberMs?: number
  /**
   * How long a claim in the store lasts without renewal: the time until another process can take over the event of a dead one. The lease of
   * a running handler is renewed after 30 % of this time. Default 1000.
   */
  readonly leaseMs?: number
  /** How long a copy waits while the same event is being handled, before it is answered 503. Telnyx waits 2000 in total. Default 1400. */
  readonly waitForCopyMs?: number
  /** Maximum duration of a handler. After that its claim is released, and the event can be handled again. Default 30000. */
  readonly handlingLimitMs?: number
  /** Timeout for calls to the store. Default 500. */
  readonly storeTimeoutMs?: number
  /**
   * What to do with a delivery when the store fails or times out. `'accept'` runs the handler with `delivery.deduplicated` false, since
   * Telnyx gives up within seconds; `'refuse'` rejects it (`store_unavailable`, 503). Default `'accept'`.
   */
  readonly onStoreError?: 'accept' | 'refuse'
  /**
   * What to do with a delivery that was handled before. `'acknowledge'` answers 200 without running the handler; `'pass'` runs the handler
   * with `delivery.duplicate` true. Default `'acknowledge'`.
   */
  readonly onDuplicate?: 'acknowledge' | 'pass'
}

/** Validated options with defaults applied. */
export interface DeduplicationSettings extends HandlingSettings {
  /** False if every copy goes to the handler. */
  readonly isOn: boolean
  readonly eventKey: DeduplicationOptions['eventKey']
  readonly onStoreError: 'accept' | 'refuse'
  readonly onDuplicate: 'acknowledge' | 'pass'
}

const NAMES = [
  'store',
  'eventKey',
  'rememberMs',
  'leaseMs',
  'waitForCopyMs',
  'handlingLimitMs',
  'storeTimeoutMs',
  'onStoreError',
  'onDuplicate',
] as const satisfies readonly (keyof DeduplicationOptions)[]

const GROUP = 'deduplication.'
/** A shorter lease would expire while it is being renewed. */
const SHORTEST_LEASE_MS = 100

/**
 * Reads the option `deduplication`.
 *
 * @throws TypeError (code `invalid_option`) on an option that is unknown, invalid or in conflict with another.
 */
export function readDeduplication(input: false | DeduplicationOptions | undefined): DeduplicationSettings {
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input)
  if (input !== undefined && input !== false && !isObject) {
    throw invalidOption('deduplication', 'expected false, or an object of options such as { store }')
  }
  const options: DeduplicationOptions = input || {}
  refuseUnknownOptions(options, NAMES, GROUP)
  const settings = {
    isOn: input !== false,
    store: readStore(options.store),
    eventKey: readFunction(options.eventKey, `${GROUP}eventKey`),
    rememberMs: readDurationMs(options.rememberMs, `${GROUP}rememberMs`, 86_400_000),
    leaseMs: readDurationMs(options.leaseMs, `${GROUP}leaseMs`, 1000),
    waitForCopyMs: readDurationMs(options.waitForCopyMs, `${GROUP}waitForCopyMs`, 1400),
    handlingLimitMs: readDurationMs(options.handlingLimitMs, `${GROUP}handlingLimitMs`, 30_000),
    storeTimeoutMs: readDurationMs(options.storeTimeoutMs, `${GROUP}storeTimeoutMs`, 500),
    onStoreError: readChoice(options.onStoreError, `${GROUP}onStoreError`, ['accept', 'refuse']),
    onDuplicate: readChoice(options.onDuplicate, `${GROUP}onDuplicate`, ['acknowledge', 'pass']),
  } satisfies DeduplicationSettings
  refuseContradictions(settings)
  return settings
}

function refuseContradictions({ leaseMs, rememberMs, waitForCopyMs }: DeduplicationSettings): void {
  if (leaseMs < SHORTEST_LEASE_MS) {
    throw invalidOption(
      `${GROUP}leaseMs`,
      `a lease this short would expire before it can be renewed; expected at least ${SHORTEST_LEASE_MS}`,
    )
  }
  if (rememberMs < Math.max(leaseMs, waitForCopyMs)) {
    throw invalidOption(
      `${GROUP}rememberMs`,
      `it is shorter than leaseMs (${leaseMs}) or waitForCopyMs (${waitForCopyMs}), so an event would be forgotten while copies of it are waiting; raise it`,
    )
  }
}

function readStore(store: DeliveryStore | undefined): DeliveryStore | undefined {
  if (store === undefined) return undefined
  const verbs = [store?.claim, store?.renew, store?.commit, store?.release]
  if (verbs.every((verb) => typeof verb === 'function')) return store
  throw invalidOption(
    `${GROUP}store`,
    'expected an object with the functions claim, renew, commit and release, such as the result of createMemoryStore() from @telnyx-call/core, createRedisStore() from @telnyx-call/redis or createPostgresStore() from @telnyx-call/postgres',
  )
}
