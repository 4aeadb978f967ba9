import type { FuzzAnswer } from './client.ts'
import type { Conversation } from './conversations.ts'
import type { Kind } from './requests.ts'

/** What was sent and what was answered. */
export class Tally {
  sent = 0
  cut = 0
  pipelined = 0
  readonly kinds = new Map<Kind, number>()
  /** Answers that came in time, by status. */
  readonly statuses = new Map<number, number>()
  /** CallSids of good requests: those that have to be handled, and all that may be. */
  readonly due = new Set<string>()
  readonly possible = new Set<string>()
  /** Requests whose answer is missing, or is another than theirs. */
  readonly oddAnswers: string[] = []

  noteSent({ requests, cutAt, isPipelined }: Conversation): void {
    this.sent += requests.length
    if (cutAt !== undefined) this.cut += 1
    if (requests.length > 1 && isPipelined) this.pipelined += 1
    for (const { kind, isGood, callSid } of requests) {
      this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1)
      if (isGood) this.possible.add(callSid)
    }
  }

  noteAnswers(answers: readonly FuzzAnswer[]): void {
    for (const { request, status, isDue, isInOrder } of answers) {
      const { kind, callSid, method, statuses, isGood } = request
      if (status !== undefined) this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1)
      if (isGood && (isDue || status === 200)) this.due.add(callSid)
      const isExpected = status === undefined ? !isDue : !isInOrder || statuses.includes(status)
      if (!isExpected) this.oddAnswers.push(`${kind} ${method} ${callSid}: ${status ?? 'no answer'}`)
    }
  }
}
