import type { Answer } from './answer.ts'
import type { Delivery } from './delivery/delivery.ts'
import type { Settle } from './delivery/outcomes.ts'
import type { TelnyxEventType } from './events/telnyx-event.ts'
import type { Refusal } from './refusals.ts'

/** The result of receiving a request. */
export type Reception<Type extends TelnyxEventType = TelnyxEventType> =
  /** Authentic and claimed: run the handler, answer 200 if it succeeds, and settle. */
  | {
      readonly outcome: 'accepted'
      readonly delivery: Delivery<Type>
      readonly settle: Settle
    }
  /** Authentic, but there is nothing to handle: send the answer (200) without running the handler. */
  | {
      readonly outcome: 'acknowledged'
      readonly reason: 'duplicate' | 'other-event'
      readonly delivery: Delivery
      readonly answer: Answer
    }
  /** Rejected: send the answer, or throw `refusal.toError()` if there is none. */
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly answer: Answer }
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly answer: undefined }

export class Acceptance {
  readonly outcome = 'accepted'
  readonly delivery: Delivery
  readonly settle: Settle

  constructor(delivery: Delivery, settle: Settle) {
    this.delivery = delivery
    this.settle = settle
  }
}
