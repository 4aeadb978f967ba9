import { formatText } from '../answer-text.ts'
import type { HeldDelivery } from '../inspector/held-delivery.ts'
import type { DeliverySummary } from '../inspector/protocol.ts'
import { maskField, maskText } from '../masking.ts'
import type { Attempt } from './attempts.ts'

/** One line for people. */
export function formatDelivery(
  { summary, answer }: HeldDelivery,
  attempt: Attempt,
  isRevealed: boolean,
): string {
  const { receivedAt, outcome, code, status, answerMs = 0, type, callSid, callStatus, forwards } = summary
  const parts = [
    receivedAt.slice(11, 23),
    (code ?? outcome).padEnd(9),
    String(status ?? answer?.error ?? '').padEnd(3),
    type,
    callStatus === type ? undefined : callStatus,
    callSid,
    `${Math.round(answerMs)} ms`,
    formatAttempt(attempt),
    ...forwards.map(
      ({ url, status: answered, durationMs }) =>
        `${url} ${answered ?? 'no answer'} in ${Math.round(durationMs)} ms`,
    ),
  ]
  return formatText(parts.filter((part) => part !== undefined && part !== '').join('  '), {
    reveal: isRevealed,
  })
}

/** One record for programs: the summary, and when the attempt came. */
export function recordDelivery(
  { summary, answer }: HeldDelivery,
  { sinceFirstMs, sincePreviousMs }: Attempt,
  isRevealed: boolean,
): Readonly<Record<string, unknown>> {
  return {
    ...(isRevealed ? summary : maskSummary(summary)),
    ...(answer?.error !== undefined && { answerError: answer.error }),
    ...(sinceFirstMs !== undefined && { sinceFirstMs }),
    ...(sincePreviousMs !== undefined && { sincePreviousMs }),
  }
}

/** Leaves what tells nobody apart. */
function maskSummary(summary: DeliverySummary): DeliverySummary {
  const { from, to, recordingUrl } = summary
  return {
    ...summary,
    ...(from !== undefined && { from: maskField('from', from) }),
    ...(to !== undefined && { to: maskField('to', to) }),
    ...(recordingUrl !== undefined && { recordingUrl: maskField('recordingUrl', recordingUrl) }),
    forwards: summary.forwards.map((forward) => ({ ...forward, url: maskText(forward.url) })),
  }
}

function formatAttempt({ number, sinceFirstMs, sincePreviousMs }: Attempt): string | undefined {
  if (sinceFirstMs === undefined) return undefined
  return `attempt ${number}, ${sinceFirstMs} ms after the first, ${sincePreviousMs} ms after the previous`
}
