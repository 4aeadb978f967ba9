import type { AttemptAnswer } from './delivery-attempt.ts'

/** Which answers acknowledge an event, which bring it again, and how often. The README has the table. */
export type PolicyName = 'strict' | 'voice-api' | 'patient'

/** What an answer does to its event: it is settled, sent again, or given up without another attempt. */
export type AnswerMeaning = 'acknowledged' | 'retried' | 'refused'

/** What a {@link PolicyName} stands for. */
export interface DeliveryPolicy {
  readonly retryDelaysMs: readonly number[]
  /** How long all attempts of an event may take together, where each of them runs into the timeout. */
  readonly windowMs: number
  readonly acknowledges: (status: number) => boolean
  readonly retries: (status: number) => boolean
}

export const deliveryPolicies: Readonly<Record<PolicyName, DeliveryPolicy>> = {
  strict: {
    retryDelaysMs: [0],
    windowMs: Number.POSITIVE_INFINITY,
    acknowledges: isOk,
    // TeXML's specification asks for 200 and promises another attempt otherwise, so an event answered 204 can come twice.
    // It does not mention redirects, and Telnyx's other webhooks do not come again after a 4xx.
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

/** An attempt without a whole answer is retried by every policy. */
export function interpretAnswer(
  answer: AttemptAnswer,
  { acknowledges, retries }: DeliveryPolicy,
): AnswerMeaning {
  if (typeof answer !== 'number') return 'retried'
  if (acknowledges(answer)) return 'acknowledged'
  return retries(answer) ? 'retried' : 'refused'
}

/** The policy's delays, as far as attempts that last `timeoutMs` each leave room for them. */
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
