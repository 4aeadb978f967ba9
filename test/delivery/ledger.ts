import type { Answer } from './connections.ts'
import type { Run } from './run-log.ts'

/** What became of one event. */
interface LedgerEntry {
  readonly callSid: string
  /** To each attempt, in their order. */
  readonly answers: readonly Answer[]
  readonly runs: readonly Run[]
}

/** What became of all events, by sids. */
export interface Ledger {
  readonly entries: readonly LedgerEntry[]
  /** Never handled to the end. */
  readonly lost: readonly string[]
  /** The worst: answered 2xx, so that nobody sends them again, and never handled to the end. */
  readonly answeredAndLost: readonly string[]
  /** Handled to the end more than once. */
  readonly doubled: readonly string[]
  /** Never answered 2xx. */
  readonly unacknowledged: readonly string[]
  /** Some attempt at them was broken by the server's end. */
  readonly broken: readonly string[]
}

export function writeLedger(answers: ReadonlyMap<string, readonly Answer[]>, runs: readonly Run[]): Ledger {
  const entries = [...answers].map(([callSid, answers]) => ({
    callSid,
    answers,
    runs: runs.filter((run) => run.callSid === callSid),
  }))
  const sidsOf = (isSo: (entry: LedgerEntry) => boolean) => entries.filter(isSo).map(({ callSid }) => callSid)
  return {
    entries,
    lost: sidsOf((entry) => countHandled(entry) === 0),
    answeredAndLost: sidsOf((entry) => countHandled(entry) === 0 && isAcknowledged(entry)),
    doubled: sidsOf((entry) => countHandled(entry) > 1),
    unacknowledged: sidsOf((entry) => !isAcknowledged(entry)),
    broken: sidsOf(({ answers }) => answers.includes('broken')),
  }
}

function countHandled({ runs }: LedgerEntry): number {
  return runs.filter(({ endedAtMs }) => endedAtMs !== undefined).length
}

function isAcknowledged({ answers }: LedgerEntry): boolean {
  return answers.some((answer) => typeof answer === 'number' && answer >= 200 && answer < 300)
}
