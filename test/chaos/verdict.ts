import type { LedgerEvent } from '@telnyx-call/testing'
import type { Evidence } from './evidence.ts'
import { type Explanation, explainRepeat } from './explanation.ts'
import type { Handling } from './journal.ts'
import { judgeLoss, type Loss } from './loss.ts'

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
  readonly lostByGuard: readonly Loss[]
  readonly lostOtherwise: readonly Loss[]
  readonly acknowledgedUnhandled: readonly LedgerEvent[]
  /** Handled, and never sent. */
  readonly unknownCallSids: readonly string[]
  readonly handledOnce: number
  readonly repeated: readonly RepeatedEvent[]
  /** Those of the repeated events that lack an explanation, or have one that nothing was done for. */
  readonly unexplained: readonly RepeatedEvent[]
  readonly isPassed: boolean
}

/**
 * Judges a run: the guard must have lost nothing and acknowledged nothing that was never handled, and every event that was handled again has
 * to have been so for a recorded reason. With the inbox, there is no reason.
 */
export function judgeRun(evidence: Evidence): Verdict {
  const { lost, acknowledgedUnhandled, unknownCallSids, events } = evidence.ledger
  const losses = lost.map((event) => judgeLoss(event, evidence))
  const lostByGuard = losses.filter(({ isByGuard }) => isByGuard)
  const repeated = explainRepeats(evidence)
  const unexplained = repeated.filter(({ explanations }) => !explanations.every(findExcuse(evidence)))
  const failures = [lostByGuard, acknowledgedUnhandled, unknownCallSids, unexplained]
  return {
    lostByGuard,
    lostOtherwise: losses.filter(({ isByGuard }) => !isByGuard),
    acknowledgedUnhandled,
    unknownCallSids,
    handledOnce: events.filter(({ handled }) => handled === 1).length,
    repeated,
    unexplained,
    isPassed: failures.every(({ length }) => length === 0),
  }
}

/** In a run without pauses and faults of the store, a kill between handler and commit is the one excuse. */
function findExcuse({ pauses, outages }: Evidence): (explanation: Explanation | undefined) => boolean {
  const isUndisturbed = pauses.length === 0 && outages.every(({ kind }) => kind === 'slow')
  return (explanation) =>
    explanation !== undefined && (!isUndisturbed || explanation.reason === 'killed before commit')
}

function explainRepeats({
  isInbox,
  ledger,
  journal,
  kills,
  pauses,
  outages,
}: Evidence): readonly RepeatedEvent[] {
  const circumstances = { kills, pauses, outages, stalls: journal.stalls }
  return ledger.events
    .filter(({ handled }) => handled > 1)
    .map(({ callSid }) => {
      const handlings = journal.handlings.filter(
        (one) => one.callSid === callSid && one.handledAtMs !== undefined,
      )
      const explanations = handlings
        .slice(1)
        .map((repeat, index) => explainRepeat(repeat, handlings.slice(0, index + 1), circumstances))
      return { callSid, handlings, explanations: isInbox ? [undefined] : explanations }
    })
}
