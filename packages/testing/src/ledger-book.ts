import type { DeliveryAttempt } from './delivery-attempt.ts'
import { type DeliveryPolicy, interpretAnswer } from './delivery-policy.ts'
import { createLedger, type Ledger, type LedgerEvent } from './ledger.ts'

/** The writing side of a ledger. */
export interface LedgerBook {
  readonly ledger: Ledger
  /** @throws TypeError for fields that have no CallSid, or that of an event before */
  addEvent(fields: Readonly<Record<string, string>>): BookedEvent
  recordHandled(callSid: string): void
}

/** An event whose delivery can be recorded. */
export interface BookedEvent extends LedgerEvent {
  readonly attempts: DeliveryAttempt[]
  finished: boolean
}

/** @param policy decides which answers acknowledge an event */
export function createLedgerBook(policy: DeliveryPolicy): LedgerBook {
  const events: BookedEvent[] = []
  const callSids = new Set<string>()
  const handledCounts = new Map<string, number>()
  return {
    ledger: createLedger({ events, callSids, handledCounts }, policy),
    addEvent(fields) {
      const callSid = readCallSid(fields)
      if (callSids.has(callSid)) {
        throw new TypeError(
          `CallSid ${callSid} came twice: events are told apart by it, so each needs its own.`,
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
          return handledCounts.get(callSid) ?? 0
        },
      }
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
