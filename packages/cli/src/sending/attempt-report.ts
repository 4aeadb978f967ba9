import type { DeliveryAttempt, LedgerEvent } from '@telnyx-call/testing'
import { formatBody, readProblem } from '../answer-text.ts'
import type { Output } from '../output.ts'

/** Reports the attempts of a run as they end, and counts the codes of refusals. */
export interface AttemptReport {
  readonly attemptsByCode: Readonly<Record<string, number>>
  add(attempt: DeliveryAttempt, event: LedgerEvent, answerBody: Uint8Array): void
}

/** @param isDetailed - whether to print each answer, not only to record it */
export function createAttemptReport(
  output: Output,
  { isDetailed, reveal = false }: { readonly isDetailed: boolean; readonly reveal?: boolean | undefined },
): AttemptReport {
  const attemptsByCode: Record<string, number> = {}
  return {
    attemptsByCode,
    add(attempt, { index, callSid }, answerBody) {
      const { kind, url, answer, durationMs } = attempt
      const problem = readProblem(answerBody)
      if (problem !== undefined) attemptsByCode[problem.code] = (attemptsByCode[problem.code] ?? 0) + 1
      const answerMs = Math.round(durationMs * 10) / 10
      output.record({
        event: index,
        callSid,
        kind,
        url,
        ...(typeof answer === 'number' ? { status: answer } : { error: answer }),
        durationMs: answerMs,
        ...problem,
      })
      if (!isDetailed) return
      output.say(`${kind === 'first' ? '' : `${kind}: `}${answer} in ${answerMs} ms`)
      for (const line of formatBody(answerBody, { reveal })) output.say(line)
    },
  }
}
