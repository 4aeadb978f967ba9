import type { AttemptAnswer } from './delivery-attempt.ts'
import { type DeliveryPolicy, interpretAnswer } from './delivery-policy.ts'
import type { LedgerEvent } from './ledger.ts'

/**
 * How the delivery of an event ended, which is why it was lost or not acknowledged:
 * - `'acknowledged'`: an attempt was answered as the policy asks, so there was no reason to send it again. For a lost
 *   event this is the worst of all causes: the application said that it has the event, and does not.
 * - `'refused'`: an attempt was answered with a status that the policy does not retry, such as 403
 * - `'unreached'`: no attempt brought the whole request to the server
 * - `'attempts-used-up'`: every attempt failed in a way that is retried: timeouts, 5xx, broken connections
 * - `'unfinished'`: `deliver` was called off, or is still at work
 */
export type DeliveryEnd = 'acknowledged' | 'refused' | 'unreached' | 'attempts-used-up' | 'unfinished'

/**
 * Why an event could be handled more than once:
 * - `'retry'`, `'duplicate'`, `'concurrent'`: it reached the server in a further attempt of this kind
 * - `'several'`: in further attempts of several kinds
 * - `'application'`: it was handled more often than it reached the server
 * - `'unfinished'`: the same, while attempts may still be under way
 */
export type RepeatCause = 'retry' | 'duplicate' | 'concurrent' | 'several' | 'application' | 'unfinished'

export function findDeliveryEnd(event: LedgerEvent, policy: DeliveryPolicy): DeliveryEnd {
  const { acknowledged, finished, attempts } = event
  if (acknowledged) return 'acknowledged'
  if (!finished) return 'unfinished'
  if (!attempts.some(hasReached)) return 'unreached'
  const isRefused = attempts.some(({ answer }) => interpretAnswer(answer, policy) === 'refused')
  return isRefused ? 'refused' : 'attempts-used-up'
}

/** For an event that was handled more than once. */
export function findRepeatCause({ attempts, finished, handled }: LedgerEvent): RepeatCause {
  const reached = attempts.filter(hasReached)
  if (handled > reached.length) return finished ? 'application' : 'unfinished'
  const [cause, ...others] = new Set(reached.slice(1).map(({ kind }) => kind as RepeatCause))
  return others.length > 0 ? 'several' : (cause as RepeatCause)
}

function hasReached({ answer }: { readonly answer: AttemptAnswer }): boolean {
  return answer !== 'unreachable' && answer !== 'cut-in-request'
}
