import type { Ledger, LedgerEvent } from '@telnyx-call/testing'
import { type Explanation, explainRepeat } from './explanation.ts'
import type { Outage } from './faults.ts'
import type { Kill } from './fleet.ts'
import type { Handling } from './journal.ts'

/** All that is known of a run. */
export interface Evidence {
  /** Told of everything that was handled. */
  readonly ledger: Pick<Ledger, 'events' | 'lost' | 'unacknowledged' | 'unknownCallSids'>
  /** In the order in which they began. */
  readonly handlings: readonly Handling[]
  readonly kills: readonly Kill[]
  readonly outage: Outage
  /** When the sender broke a request off before it had an answer, by the request's number. */
  readonly abandonedAtMs: ReadonlyMap<number, number>
}

/** An event that was handled more than once. */
export interface RepeatedEvent {
  readonly callSid: string
  /** Those that came to their end, in the order in which they began. */
  readonly handlings: readonly Handling[]
  /** One for each handling after the first; `undefined` where there is none. */
  readonly explanations: readonly (Explanation | undefined)[]
}

/** What a run has shown. */
export interface Verdict {
  readonly lost: readonly LedgerEvent[]
  readonly unacknowledged: readonly LedgerEvent[]
  /** Handled, and never sent. */
  readonly unknownCallSids: readonly string[]
  readonly handledOnce: number
  readonly repeated: readonly RepeatedEvent[]
  /** Those of the repeated events that lack an explanation. */
  readonly unexplained: readonly RepeatedEvent[]
  readonly isPassed: boolean
}

/** Judges a run: every event has to be handled, and to be handled again only for a reason that was recorded. */
export function judgeRun(evidence: Evidence): Verdict {
  const { lost, unacknowledged, unknownCallSids } = evidence.ledger
  const handlingsByCall = groupByCall(evidence.handlings.filter(isHandled))
  const repeated = evidence.ledger.events.flatMap(({ callSid }): RepeatedEvent[] => {
    const handlings = handlingsByCall.get(callSid) ?? []
    if (handlings.length < 2) return []
    const explanations = handlings
      .slice(1)
      .map((repeat, index) => explainRepeat(repeat, handlings.slice(0, index + 1), evidence))
    return [{ callSid, handlings, explanations }]
  })
  const unexplained = repeated.filter(({ explanations }) => explanations.includes(undefined))
  const handledOnce = [...handlingsByCall.values()].filter(({ length }) => length === 1).length
  const failures = [lost, unacknowledged, unknownCallSids, unexplained]
  return {
    lost,
    unacknowledged,
    unknownCallSids,
    handledOnce,
    repeated,
    unexplained,
    isPassed: failures.every(({ length }) => length === 0),
  }
}

function isHandled({ handledAtMs }: Handling): boolean {
  return handledAtMs !== undefined
}

function groupByCall(handlings: readonly Handling[]): ReadonlyMap<string, readonly Handling[]> {
  const groups = new Map<string, Handling[]>()
  for (const handling of handlings) {
    const group = groups.get(handling.callSid)
    if (group === undefined) groups.set(handling.callSid, [handling])
    else group.push(handling)
  }
  return groups
}
