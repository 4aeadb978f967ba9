import { randomBytes } from 'node:crypto'
import { pickFacts } from '../inspector/delivery-facts.ts'
import type { Examination } from '../inspector/examination.ts'
import type { HeldDelivery, ReceivedRequest } from '../inspector/held-delivery.ts'
import type { DeliverySummary, Outcome, RecordedAnswer } from '../inspector/protocol.ts'
import type { Attempt } from './attempts.ts'
import type { Reply } from './reply.ts'

/** A request that is examined, but not answered yet. */
export function holdPending(
  request: ReceivedRequest,
  examination: Examination,
  { number }: Attempt,
): HeldDelivery {
  const { refusal } = examination
  const id = `${request.receivedAt.toISOString().replace(/\D/g, '')}-${randomBytes(4).toString('hex')}`
  return {
    request,
    summary: summarizeRequest(id, request, examination, number),
    ...(refusal && { refusal: { code: refusal.code, detail: refusal.detail, help: refusal.help } }),
    forwards: [],
  }
}

/** What the list shows of a request before it is answered. */
export function summarizeRequest(
  id: string,
  request: ReceivedRequest,
  { isVerified, reading, refusal }: Examination,
  attempt: number,
): DeliverySummary {
  return {
    id,
    receivedAt: request.receivedAt.toISOString(),
    outcome: 'pending',
    ...(refusal && { code: refusal.code }),
    isVerified,
    type: reading?.event.type ?? 'unreadable',
    ...(isVerified && reading && { deliveryId: reading.id }),
    attempt,
    ...(reading && pickFacts(reading)),
    hasDrift: reading !== undefined && (reading.schemaErrors.length > 0 || reading.event.type === 'unknown'),
    forwards: [],
    bodyBytes: request.body.byteLength,
    source: 'received',
  }
}

/** What was sent back. */
interface Answered {
  readonly reply: Reply
  /** From the arrival of the head to the end of the answer, in milliseconds. */
  readonly answerMs: number
  /** Why the answer did not get through. */
  readonly error: string | undefined
}

/** Adds to a delivery how it ended. */
export function settleDelivery(
  pending: HeldDelivery,
  { reply, answerMs, error }: Answered,
  forwards: readonly RecordedAnswer[],
  outcomeOfSuccess: Outcome,
): HeldDelivery {
  const { request, refusal, summary } = pending
  const status = error === undefined ? { status: reply.status } : {}
  const isSuccess = error === undefined && reply.status >= 200 && reply.status < 300
  const outcome = refusal ? 'refused' : isSuccess ? outcomeOfSuccess : 'failed'
  const answer: RecordedAnswer = {
    url: request.path,
    ...status,
    headers: reply.headers,
    bodyBase64: Buffer.from(reply.body).toString('base64'),
    durationMs: answerMs,
    ...(error !== undefined && { error }),
  }
  return {
    ...pending,
    answer,
    forwards,
    summary: { ...summary, outcome, ...status, answerMs, forwards: forwards.map(summarizeForward) },
  }
}

/** Whether a success is the first one. Events that cannot be told apart, such as two pressed keys, are never copies. */
export function findOutcomeOfSuccess({ reading }: Examination, { wasHandled }: Attempt): Outcome {
  return wasHandled && reading?.deduplicated ? 'duplicate' : 'handled'
}

export function summarizeForward({
  url,
  status,
  durationMs,
}: RecordedAnswer): DeliverySummary['forwards'][number] {
  return { url, ...(status !== undefined && { status }), durationMs }
}
