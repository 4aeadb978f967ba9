import type { AttemptAnswer } from './delivery-attempt.ts'

/** Which answers acknowledge an event, which are retried, and how often. See the table in the README. */
export type PolicyName = 'strict' | 'voice-api' | 'patient'

/** The effect of an answer: the event is acknowledged, sent again, or given up. */
export type AnswerMeaning = 'acknowledged' | 'retried' | 'refused'

/** The rules behind a {@link PolicyName}. */
export interface DeliveryPolicy {
  readonly retryDelaysMs: readonly number[]
  /** Maximum total time for all attempts of an event if each of them times out. */
  readonly windowMs: number
  readonly acknowledges: (status: number) => boolean
  readonly retries: (status: number) => boolean
}

export const deliveryPolicies: Readonly<Record<PolicyName, DeliveryPolicy>> = {
  strict: {
    retryDelaysMs: [0],
    windowMs: Number.POSITIVE_INFINITY,
    acknowledges: isOk,
    // The TeXML specification requires 200 and promises another attempt otherwise, so an event answered 204 can arrive twice. It does not
    // mention redirects, and Telnyx's other webhooks are not retried after a 4xx.
    retries: (status) => isTransient(status) || isSuccess(status),
  },
  'voice-api': {
    retryDelaysMs: [1000, 2000, 4000, 8000, 16_000],
    windowMs: 60_000,
    acknowledges: isSuccess,
    retries: isTransient,
  },
  patient: {
    retryDelaysMs: [500, 1000, 2000, 4000, 8000],
    windowMs: Number.POSITIVE_INFINITY,
    acknowledges: isOk,
    retries: () => true,
  },
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

function isOk(status: number): boolean {
  return status === 200
}

function isTransient(status: number): boolean {
  return status === 408 || status === 429 || status >= 500
}

/** Interprets an answer. Every policy retries an attempt without a complete answer. */
export function interpretAnswer(
  answer: AttemptAnswer,
  { acknowledges, retries }: DeliveryPolicy,
): AnswerMeaning {
  if (typeof answer !== 'number') return 'retried'
  if (acknowledges(answer)) return 'acknowledged'
  return retries(answer) ? 'retried' : 'refused'
}

/** Lists the policy's delays that fit into its window if each attempt takes `timeoutMs`. */
export function scheduleRetries(
  { retryDelaysMs, windowMs }: DeliveryPolicy,
  timeoutMs: number,
): readonly number[] {
  let elapsedMs = timeoutMs
  const firstBeyond = retryDelaysMs.findIndex((delayMs) => {
    elapsedMs += delayMs + timeoutMs
    return elapsedMs > windowMs
  })
  return firstBeyond < 0 ? retryDelaysMs : retryDelaysMs.slice(0, firstBeyond)
}
