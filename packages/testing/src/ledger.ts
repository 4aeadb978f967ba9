import type { AttemptAnswer, DeliveryAttempt } from './delivery-attempt.ts'
import type { AttemptKind } from './delivery-plan.ts'
import { type DeliveryPolicy, interpretAnswer, isSuccess } from './delivery-policy.ts'
import { countEach, summarizeLedger } from './summary.ts'

/** One event in the ledger. */
export interface LedgerEvent {
  /** Position among all events of the simulator, from 0. Seed and index determine what happens to it. */
  readonly index: number
  readonly callSid: string
  readonly fields: Readonly<Record<string, string>>
  /** Finished attempts: the first, a concurrent copy if there is one, retries, and a duplicate if there is one. */
  readonly attempts: readonly DeliveryAttempt[]
  /** Whether an attempt was answered as the policy requires: with exactly 200 or, for `'voice-api'`, with any 2xx. */
  readonly acknowledged: boolean
  /** Whether its delivery has ended: no attempt is in progress, and none will follow. */
  readonly finished: boolean
  /** How often the application passed its CallSid or its fields to `recordHandled`. */
  readonly handled: number
}

/**
 * How the delivery of an event ended, which explains why it was lost or not acknowledged:
 * - `'acknowledged'`: an attempt was answered as the policy requires, so it was not sent again. For a lost event, this is the worst cause:
 *   the application confirmed the event but does not have it.
 * - `'refused'`: an attempt was answered with a status that the policy does not retry, such as 403
 * - `'unreached'`: no attempt delivered the complete request to the server
 * - `'attempts-used-up'`: every attempt failed in a way that is retried: timeouts, 5xx, broken connections
 * - `'unfinished'`: `deliver` was aborted, or is still running
 */
export type DeliveryEnd = 'acknowledged' | 'refused' | 'unreached' | 'attempts-used-up' | 'unfinished'

/**
 * Why an event could be handled more than once:
 * - `'retry'`, `'duplicate'`, `'concurrent'`: it reached the server in another attempt of this kind
 * - `'several'`: it did so in attempts of several kinds
 * - `'application'`: it was handled more often than it reached the server
 * - `'unfinished'`: the same, but attempts may still be in progress
 */
export type RepeatCause = 'retry' | 'duplicate' | 'concurrent' | 'several' | 'application' | 'unfinished'

/** A snapshot of an event, and why it is in the list. */
export type ExplainedEvent<Cause extends string> = LedgerEvent & { readonly cause: Cause }

/** Counts over all events of a ledger. */
export interface LedgerTotals {
  readonly events: number
  readonly acknowledged: number
  readonly unacknowledged: number
  readonly handledOnce: number
  readonly lost: number
  /** Lost events that were answered with a 2xx. */
  readonly acknowledgedUnhandled: number
  readonly repeated: number
  readonly attempts: number
  readonly attemptsByKind: Readonly<Record<AttemptKind, number>>
  /** Attempts by answer, such as `{ 200: 998, 503: 2, timeout: 1 }`. */
  readonly attemptsByAnswer: Readonly<Record<string, number>>
  /** From the start of the earliest attempt to the end of the latest, in milliseconds. */
  readonly durationMs: number
}

/**
 * What was delivered and what was handled, as of now: `recordHandled` can be called at any time. `String(ledger)` is a human-readable
 * summary that includes the causes of failures.
 */
export interface Ledger {
  /** In the order in which they were passed to `deliver`. */
  readonly events: readonly LedgerEvent[]
  /** Events without an acknowledged attempt. */
  readonly unacknowledged: readonly ExplainedEvent<DeliveryEnd>[]
  /** Events that were never handled. */
  readonly lost: readonly ExplainedEvent<DeliveryEnd>[]
  /**
   * Lost events for which an attempt was answered with a 2xx, whatever the policy. This is the worst failure: the application confirmed the
   * event, and it is gone.
   */
  readonly acknowledgedUnhandled: readonly ExplainedEvent<DeliveryEnd>[]
  /** Events that were handled more than once. */
  readonly repeated: readonly ExplainedEvent<RepeatCause>[]
  /** Values passed to `recordHandled` that this simulator never delivered: CallSids, and fields as JSON. */
  readonly unknownCallSids: readonly string[]
  readonly totals: LedgerTotals
  toString(): string
}

/** An event whose delivery can be recorded. */
export interface BookedEvent extends LedgerEvent {
  readonly attempts: DeliveryAttempt[]
  finished: boolean
}

type Fields = Readonly<Record<string, string>>

/** A ledger that the simulator can write to. */
export class LedgerBook implements Ledger {
  readonly events: BookedEvent[] = []
  /** By CallSid and by `nameEvent`, since a call can have several events. */
  readonly #eventsByName = new Map<string, BookedEvent[]>()
  readonly #handledCounts = new Map<string, number>()
  readonly #policy: DeliveryPolicy

  /** @param policy - decides which answers acknowledge an event */
  constructor(policy: DeliveryPolicy) {
    this.#policy = policy
  }

  /** @throws TypeError if the fields have no CallSid or equal those of an earlier event */
  addEvent(fields: Fields): BookedEvent {
    const callSid = readCallSid(fields)
    const name = nameEvent(fields)
    if (this.#eventsByName.has(name)) {
      throw new TypeError(
        `An event of CallSid ${callSid} was passed twice: events are identified by their fields, so no two can have the same.`,
      )
    }
    const event = this.#createEvent(callSid, name, fields)
    this.events.push(event)
    this.#eventsByName.set(name, [event])
    this.#eventsByName.set(callSid, [...(this.#eventsByName.get(callSid) ?? []), event])
    return event
  }

  /** @throws TypeError for a CallSid with several events, and for anything but a CallSid or fields */
  readonly recordHandled = (handled: string | Fields): void => {
    const name = typeof handled === 'string' ? handled : nameEvent(handled)
    if ((this.#eventsByName.get(name)?.length ?? 0) > 1) {
      throw new TypeError(
        `CallSid ${name} has several events: pass the fields of the one that was handled, telnyxDelivery.fields.`,
      )
    }
    this.#handledCounts.set(name, this.#countHandled(name) + 1)
  }

  get unacknowledged(): Ledger['unacknowledged'] {
    return this.events.filter(({ acknowledged }) => !acknowledged).map((event) => this.#explainEnd(event))
  }

  get lost(): Ledger['lost'] {
    return this.events.filter(({ handled }) => handled === 0).map((event) => this.#explainEnd(event))
  }

  get acknowledgedUnhandled(): Ledger['acknowledgedUnhandled'] {
    return this.lost.filter(({ attempts }) =>
      attempts.some(({ answer }) => typeof answer === 'number' && isSuccess(answer)),
    )
  }

  get repeated(): Ledger['repeated'] {
    const repeated = this.events.filter(({ handled }) => handled > 1)
    return repeated.map((event) => ({ ...event, cause: findRepeatCause(event) }))
  }

  get unknownCallSids(): Ledger['unknownCallSids'] {
    return [...this.#handledCounts.keys()].filter((name) => !this.#eventsByName.has(name))
  }

  get totals(): Ledger['totals'] {
    const { events, lost, repeated, unacknowledged, acknowledgedUnhandled } = this
    const attempts = events.flatMap((event) => event.attempts)
    const attemptsByKind = { first: 0, retry: 0, duplicate: 0, concurrent: 0 }
    return {
      events: events.length,
      acknowledged: events.length - unacknowledged.length,
      unacknowledged: unacknowledged.length,
      handledOnce: events.length - lost.length - repeated.length,
      lost: lost.length,
      acknowledgedUnhandled: acknowledgedUnhandled.length,
      repeated: repeated.length,
      attempts: attempts.length,
      attemptsByKind: { ...attemptsByKind, ...countEach(attempts.map(({ kind }) => kind)) },
      attemptsByAnswer: countEach(attempts.map(({ answer }) => String(answer))),
      durationMs: measureDuration(attempts),
    }
  }

  toString(): string {
    return summarizeLedger(this)
  }

  /** Includes the computed properties in JSON. */
  toJSON(): Ledger {
    const { events, unacknowledged, lost, acknowledgedUnhandled, repeated, unknownCallSids, totals } = this
    return { events, unacknowledged, lost, acknowledgedUnhandled, repeated, unknownCallSids, totals }
  }

  #createEvent(callSid: string, name: string, fields: Fields): BookedEvent {
    const policy = this.#policy
    const countHandled = () => {
      const isOnlyOne = this.#eventsByName.get(callSid)?.length === 1
      return (isOnlyOne ? this.#countHandled(callSid) : 0) + this.#countHandled(name)
    }
    return {
      index: this.events.length,
      callSid,
      fields: { ...fields },
      attempts: [],
      get acknowledged() {
        return this.attempts.some(({ answer }) => interpretAnswer(answer, policy) === 'acknowledged')
      },
      finished: false,
      get handled() {
        return countHandled()
      },
    }
  }

  #countHandled(name: string): number {
    return this.#handledCounts.get(name) ?? 0
  }

  #explainEnd(event: LedgerEvent) {
    return { ...event, cause: findDeliveryEnd(event, this.#policy) }
  }
}

/** Names an event by its fields, in any order. */
function nameEvent(fields: Readonly<Record<string, string>>): string {
  if (typeof fields !== 'object' || fields === null) {
    throw new TypeError('recordHandled takes the CallSid, a string, or the fields of the event.')
  }
  return JSON.stringify(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function readCallSid(fields: Readonly<Record<string, unknown>>): string {
  const wrong = Object.entries(fields ?? {}).find(([, value]) => typeof value !== 'string')
  if (wrong !== undefined) throw new TypeError(`${wrong[0]} must be a string, like every form value.`)
  if (typeof fields?.CallSid === 'string' && fields.CallSid !== '') return fields.CallSid
  throw new TypeError('deliver needs the fields of each call with its CallSid, as returned by sampleCall().')
}

function findDeliveryEnd(event: LedgerEvent, policy: DeliveryPolicy): DeliveryEnd {
  const { acknowledged, finished, attempts } = event
  if (acknowledged) return 'acknowledged'
  if (!finished) return 'unfinished'
  if (!attempts.some(hasReached)) return 'unreached'
  const isRefused = attempts.some(({ answer }) => interpretAnswer(answer, policy) === 'refused')
  return isRefused ? 'refused' : 'attempts-used-up'
}

/** Explains an event that was handled more than once. */
function findRepeatCause({ attempts, finished, handled }: LedgerEvent): RepeatCause {
  const reached = attempts.filter(hasReached)
  if (handled > reached.length) return finished ? 'application' : 'unfinished'
  const [cause, ...others] = new Set(reached.slice(1).map(({ kind }) => kind as RepeatCause))
  return others.length > 0 ? 'several' : (cause as RepeatCause)
}

function hasReached({ answer }: { readonly answer: AttemptAnswer }): boolean {
  return answer !== 'unreachable' && answer !== 'cut-in-request'
}

function measureDuration(attempts: readonly DeliveryAttempt[]): number {
  let [earliest, latest] = [Number.POSITIVE_INFINITY, 0]
  for (const { startedAtMs, durationMs } of attempts) {
    earliest = Math.min(earliest, startedAtMs)
    latest = Math.max(latest, startedAtMs + durationMs)
  }
  return Math.max(0, latest - earliest)
}
