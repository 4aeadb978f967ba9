import type { DeliveryAttempt } from './delivery-attempt.ts'
import { type DeliveryPolicy, interpretAnswer } from './delivery-policy.ts'
import { createLedger, type Ledger, type LedgerEvent } from './ledger.ts'

/** The writing side of a ledger. */
export interface LedgerBook {
  readonly ledger: Ledger
  /** @throws TypeError for fields that have no CallSid, or that are those of an event before */
  addEvent(fields: Readonly<Record<string, string>>): BookedEvent
  /** @throws TypeError for a CallSid of several events, and for what is neither a CallSid nor fields */
  recordHandled(handled: string | Readonly<Record<string, string>>): void
}

/** An event whose delivery can be recorded. */
export interface BookedEvent extends LedgerEvent {
  readonly attempts: DeliveryAttempt[]
  finished: boolean
}

/** @param policy decides which answers acknowledge an event */
export function createLedgerBook(policy: DeliveryPolicy): LedgerBook {
  const events: BookedEvent[] = []
  /** By CallSid, and by `nameEvent` where a call has several. */
  const eventsByName = new Map<string, BookedEvent[]>()
  const handledCounts = new Map<string, number>()
  const countHandled = (name: string) => handledCounts.get(name) ?? 0
  return {
    ledger: createLedger({ events, names: eventsByName, handledCounts }, policy),
    addEvent(fields) {
      const callSid = readCallSid(fields)
      const name = nameEvent(fields)
      if (eventsByName.has(name)) {
        throw new TypeError(
          `An event of CallSid ${callSid} came twice: events are told apart by their fields, so no two can have the same.`,
        )
      }
      const event: BookedEvent = {
        index: events.length,
        callSid,
        fields: { ...fields },
        attempts: [],
        get acknowledged() {
          return this.attempts.some(({ answer }) => interpretAnswer(answer, policy) === 'acknowledged')
        },
        finished: false,
        get handled() {
          const isOnlyOne = eventsByName.get(callSid)?.length === 1
          return (isOnlyOne ? countHandled(callSid) : 0) + countHandled(name)
        },
      }
      events.push(event)
      eventsByName.set(name, [event])
      eventsByName.set(callSid, [...(eventsByName.get(callSid) ?? []), event])
      return event
    },
    recordHandled(handled) {
      const name = typeof handled === 'string' ? handled : nameEvent(handled)
      if ((eventsByName.get(name)?.length ?? 0) > 1) {
        throw new TypeError(
          `CallSid ${name} has several events: pass the fields of the one that was handled, telnyxDelivery.fields.`,
        )
      }
      handledCounts.set(name, countHandled(name) + 1)
    },
  }
}

/** The same for the same fields in any order. */
function nameEvent(fields: Readonly<Record<string, string>>): string {
  if (typeof fields !== 'object' || fields === null) {
    throw new TypeError('recordHandled takes the CallSid, a string, or the fields of the event.')
  }
  return JSON.stringify(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function readCallSid(fields: Readonly<Record<string, unknown>>): string {
  const wrong = Object.entries(fields ?? {}).find(([, value]) => typeof value !== 'string')
  if (wrong !== undefined) throw new TypeError(`${wrong[0]} must be a string, as every value of a form is.`)
  if (typeof fields?.CallSid === 'string' && fields.CallSid !== '') return fields.CallSid
  throw new TypeError('deliver needs the fields of each call with its CallSid, as sampleCall() returns them.')
}
