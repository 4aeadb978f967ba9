import type { TelnyxEventOf, TelnyxEventType } from '../events/telnyx-event.ts'
import { invalidOption } from '../invalid-option.ts'
import { readChoice, readDurationMs, readFunction, refuseUnknownOptions } from '../option-readers.ts'
import type { DeliveryStore } from './delivery-store.ts'
import type { HandlingSettings } from './handlings.ts'

/** How it is ensured that an event is handled once. Durations are in milliseconds, 1 to 2147483647. */
export interface DeduplicationOptions<Type extends TelnyxEventType = TelnyxEventType> {
  /**
   * What processes (or guards) share about the deliveries that are being handled and were handled. Default: none; then each guard
   * knows what it has handled itself, the latest 100000 events.
   */
  readonly store?: DeliveryStore
  /**
   * What makes two deliveries the same event; it becomes `delivery.id`. Use what is signed (the event's fields) and nothing else. Text
   * that is not empty, or `undefined` for a delivery that is never a duplicate. Default: a hash of the fields that identify an event of
   * its type; for an ended call these are AccountSid, CallSid, CallbackSource, CallStatus, SequenceNumber and DialCallSid.
   */
  readonly eventKey?: (event: TelnyxEventOf<Type>) => string | undefined
  /** For how long a handled event is remembered. Default 86400000, a day. */
  readonly rememberMs?: number
  /**
   * How long the store keeps an event for a process that it hears nothing from; a running handler's lease is renewed when 30 % of it
   * are over. Default 1000.
   */
  readonly leaseMs?: number
  /** How long a copy waits for the run of the same event before it is answered 503. Telnyx waits 2000 in all. Default 1400. */
  readonly waitForCopyMs?: number
  /** How long a handler may take. After that its claim ends, and the event can be handled again. Default 30000. */
  readonly handlingLimitMs?: number
  /** How long the store may take to answer. Default 500. */
  readonly storeTimeoutMs?: number
  /**
   * What happens to a delivery while the store fails or is too slow: `'accept'` runs the handler with `delivery.deduplicated`
   * false, since the sender gives up within seconds; `'refuse'` answers `store_unavailable` (503). Default `'accept'`.
   */
  readonly onStoreError?: 'accept' | 'refuse'
  /**
   * What happens to a delivery that was handled before: `'acknowledge'` answers 200 and runs no handler, `'pass'` runs the
   * handler with `delivery.duplicate` true. Default `'acknowledge'`.
   */
  readonly onDuplicate?: 'acknowledge' | 'pass'
}

/** The options with nothing left to check. */
export interface DeduplicationSettings extends HandlingSettings {
  /** False where every copy goes to the handler. */
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
/** Below this a lease would end while its renewal is under way. */
const SHORTEST_LEASE_MS = 100

/**
 * Reads the option `deduplication`.
 *
 * @throws TypeError (code `invalid_option`) on an option that is unknown, invalid or contradicts another one.
 */
export function readDeduplication(input: false | DeduplicationOptions | undefined): DeduplicationSettings {
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input)
  if (input !== undefined && input !== false && !isObject) {
    throw invalidOption('deduplication', 'wanted false, or an object of options such as { store }')
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
      `a lease this short ends before it can be renewed; wanted at least ${SHORTEST_LEASE_MS}`,
    )
  }
  if (rememberMs < Math.max(leaseMs, waitForCopyMs)) {
    throw invalidOption(
      `${GROUP}rememberMs`,
      `it is shorter than leaseMs (${leaseMs}) or waitForCopyMs (${waitForCopyMs}): an event would be forgotten while copies of it wait; raise it`,
    )
  }
}

function readStore(store: DeliveryStore | undefined): DeliveryStore | undefined {
  if (store === undefined) return undefined
  const verbs = [store?.claim, store?.renew, store?.commit, store?.release]
  if (verbs.every((verb) => typeof verb === 'function')) return store
  throw invalidOption(
    `${GROUP}store`,
    'wanted an object with the functions claim, renew, commit and release, as createMemoryStore() of @telnyx-call/core, createRedisStore() of @telnyx-call/redis and createPostgresStore() of @telnyx-call/postgres make',
  )
}
