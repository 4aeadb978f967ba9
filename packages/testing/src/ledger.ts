import type { AttemptAnswer } from './delivery-attempt.ts'
import type { AttemptKind } from './delivery-plan.ts'
import { summarizeLedger } from './ledger-summary.ts'
import { countTotals, type LedgerTotals } from './ledger-totals.ts'

/** One request that a simulator sent, and what came of it. */
export interface DeliveryAttempt {
  readonly kind: AttemptKind
  readonly url: string
  /** When it was sent, in milliseconds since 1970. */
  readonly startedAtMs: number
  /** From then until it was answered or given up, in milliseconds. */
  readonly durationMs: number
  readonly answer: AttemptAnswer
  /** Whether it was signed with the time at which it was sent; otherwise it was the first attempt, byte for byte. */
  readonly resigned: boolean
}

/** One call in the ledger. */
export interface LedgerEvent {
  /** The how manieth it is, from 0. Seed and index decide what happens to it. */
  readonly index: number
  readonly callSid: string
  readonly fields: Readonly<Record<string, string>>
  /** Those that have ended: the first, perhaps a concurrent copy, the retries, perhaps a duplicate. */
  readonly attempts: readonly DeliveryAttempt[]
  /** Whether an attempt was answered with exactly 200. */
  readonly acknowledged: boolean
  /** How often the application told `recordHandled` of it. */
  readonly handled: number
}

/**
 * What was delivered and what was handled, as of the moment at which it is read: a `recordHandled` that comes late counts
 * all the same. `String(ledger)` is a summary for people.
 */
export interface Ledger {
  /** In the order in which they were given to `deliver`. */
  readonly events: readonly LedgerEvent[]
  /** Events that no attempt got a 200 for. */
  readonly unacknowledged: readonly LedgerEvent[]
  /** Events never handled. */
  readonly lost: readonly LedgerEvent[]
  /** Events handled more than once. */
  readonly repeated: readonly LedgerEvent[]
  /** What `recordHandled` was told of though it was not delivered from here. */
  readonly unknownCallSids: readonly string[]
  readonly totals: LedgerTotals
  toString(): string
}

/** The writing side of a ledger. */
export interface LedgerBook {
  readonly ledger: Ledger
  /** @throws TypeError for fields that have no CallSid, or that of an event before */
  addEvent(fields: Readonly<Record<string, string>>): BookedEvent
  recordHandled(callSid: string): void
}

/** An event to which attempts can be added. */
export interface BookedEvent extends LedgerEvent {
  readonly attempts: DeliveryAttempt[]
}

export function createLedgerBook(): LedgerBook {
  const events: BookedEvent[] = []
  const callSids = new Set<string>()
  const handledCounts = new Map<string, number>()
  return {
    ledger: createLedger(events, callSids, handledCounts),
    addEvent(fields) {
      const callSid = readCallSid(fields)
      if (callSids.has(callSid)) {
        throw new TypeError(
          `CallSid ${callSid} came twice: events are told apart by it, so each needs its own.`,
        )
      }
      const event = createEvent(events.length, callSid, fields, handledCounts)
      events.push(event)
      callSids.add(callSid)
      return event
    },
    recordHandled(callSid) {
      if (typeof callSid !== 'string') throw new TypeError('recordHandled takes the CallSid, a string.')
      handledCounts.set(callSid, (handledCounts.get(callSid) ?? 0) + 1)
    },
  }
}

function readCallSid(fields: Readonly<Record<string, unknown>>): string {
  const wrong = Object.entries(fields ?? {}).find(([, value]) => typeof value !== 'string')
  if (wrong !== undefined) throw new TypeError(`${wrong[0]} must be a string, as every value of a form is.`)
  if (typeof fields?.CallSid === 'string' && fields.CallSid !== '') return fields.CallSid
  throw new TypeError('deliver needs the fields of each call with its CallSid, as sampleCall() returns them.')
}

function createEvent(
  index: number,
  callSid: string,
  fields: Readonly<Record<string, string>>,
  handledCounts: ReadonlyMap<string, number>,
): BookedEvent {
  return {
    index,
    callSid,
    fields: { ...fields },
    attempts: [],
    get acknowledged() {
      return this.attempts.some(({ answer }) => answer === 200)
    },
    get handled() {
      return handledCounts.get(callSid) ?? 0
    },
  }
}

function createLedger(
  events: readonly LedgerEvent[],
  callSids: ReadonlySet<string>,
  handledCounts: ReadonlyMap<string, number>,
): Ledger {
  return {
    events,
    get unacknowledged() {
      return events.filter(({ acknowledged }) => !acknowledged)
    },
    get lost() {
      return events.filter(({ handled }) => handled === 0)
    },
    get repeated() {
      return events.filter(({ handled }) => handled > 1)
    },
    get unknownCallSids() {
      return [...handledCounts.keys()].filter((callSid) => !callSids.has(callSid))
    },
    get totals() {
      return countTotals(events)
    },
    toString() {
      return summarizeLedger(this)
    },
  }
}
