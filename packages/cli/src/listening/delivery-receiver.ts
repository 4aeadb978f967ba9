import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { DeliveryStore } from '../inspector/delivery-store.ts'
import type { Examination, Examiner } from '../inspector/examination.ts'
import type { HeldDelivery, ReceivedRequest } from '../inspector/held-delivery.ts'
import { type Attempt, type Attempts, findAttemptKey } from './attempts.ts'
import { findOutcomeOfSuccess, holdPending, settleDelivery } from './delivery-summary.ts'
import { type Forward, type ForwardedAnswer, forwardRequest } from './forwarding.ts'
import { readIncomingRequest } from './incoming-request.ts'
import type { Mischief } from './misbehavior.ts'
import { createForwardedReply, createMisbehavedReply, createOwnReply, type Reply } from './reply.ts'

/** What the receiver works with. */
export interface DeliveryReceiverOptions {
  readonly examiner: Examiner
  readonly store: DeliveryStore
  readonly attempts: Attempts
  readonly forwards: readonly Forward[]
  /** Answers what waits for TeXML. */
  readonly texml: Uint8Array
  readonly planMischief: (attempt: number) => Mischief
  /** Called when a delivery has been answered. */
  readonly onAnswered: (delivery: HeldDelivery, attempt: Attempt) => void
}

/** Receives what Telnyx sends, whatever it is: examines, forwards, answers and keeps it. */
export class DeliveryReceiver {
  readonly #options: DeliveryReceiverOptions

  constructor(options: DeliveryReceiverOptions) {
    this.#options = options
  }

  async receive(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { attempts, examiner, onAnswered, planMischief, store } = this.#options
    const startedAt = performance.now()
    response.on('error', () => response.destroy())
    const request = await readIncomingRequest(message)
    const examination = await examiner.examine(request)
    const key = findAttemptKey(examination, request)
    const attempt = attempts.note(key, request.receivedAt.getTime())
    const pending = holdPending(request, examination, attempt)
    store.put(pending)

    const mischief = planMischief(attempt.number)
    const forwarded = await this.#forward(request, pending.summary.type)
    const reply = this.#chooseReply(examination, forwarded, mischief)
    if (mischief.delayMs > 0) await pause(mischief.delayMs, undefined, { ref: false })
    const error = mischief.isDropped ? drop(response) : await answer(response, reply)
    const answered = { reply, answerMs: performance.now() - startedAt, error }
    const held = settleDelivery(
      pending,
      answered,
      forwarded.map(({ recorded }) => recorded),
      findOutcomeOfSuccess(examination, attempt),
    )
    if (held.summary.outcome === 'handled') attempts.noteHandled(key)
    store.put(held)
    onAnswered(held, attempt)
  }

  #forward(request: ReceivedRequest, type: string): Promise<readonly ForwardedAnswer[]> {
    if (request.bodyFailure) return Promise.resolve([])
    const targets = this.#options.forwards.filter(
      (forward) => forward.type === undefined || forward.type === type,
    )
    return Promise.all(targets.map((forward) => forwardRequest(request, forward)))
  }

  #chooseReply(examination: Examination, [first]: readonly ForwardedAnswer[], { status }: Mischief): Reply {
    if (status !== undefined) return createMisbehavedReply(status)
    return first ? createForwardedReply(first) : createOwnReply(examination, this.#options.texml)
  }
}

/** @returns why the answer did not get through, if so */
async function answer(
  response: ServerResponse,
  { status, headers, body }: Reply,
): Promise<string | undefined> {
  if (response.closed || response.destroyed) return 'sender gone'
  const closed = once(response, 'close')
  try {
    response.writeHead(status, headers.flat())
    response.end(body)
  } catch (error) {
    // An application's answer can be one that cannot be passed on.
    response.destroy()
    return (error as Error).message
  }
  await closed
  return response.writableFinished ? undefined : 'sender gone'
}

function drop(response: ServerResponse): string {
  response.socket?.destroy()
  return 'dropped on demand'
}
