import { isSuccess } from '../answer.ts'
import type { Exchange } from '../exchange.ts'
import type { ReceiverSettings } from '../options.ts'
import type { WebhookRequest } from '../request/webhook-request.ts'
import { warn } from '../runtime.ts'
import { type Delivery, type DeliveryFacts, ReceivedDelivery } from './delivery.ts'
import type { Handling, HandlingOutcome } from './handling.ts'
import type { Handlings } from './handlings.ts'
import type { DeliveryFailure } from './kept-delivery.ts'

/** How a handler ended: with an HTTP status, with an error, or with a response that broke off. */
export type HandlerEnd = { readonly status: number } | { readonly error: unknown } | 'broken-off'

/**
 * Tells the receiver how the handler of an accepted delivery ended. A success (2xx) commits the delivery, anything else releases it. Only
 * the first call counts, except that a run that was abandoned can still succeed. Resolves once the store and `onFailed` are done, and never
 * rejects.
 */
export type Settle = (end: HandlerEnd) => Promise<void>

/** A handler run, with what is needed to report its outcome. */
export class WatchedRun {
  readonly exchange: Exchange
  readonly delivery: Delivery
  readonly handling: Handling

  constructor(exchange: Exchange, delivery: Delivery, handling: Handling) {
    this.exchange = exchange
    this.delivery = delivery
    this.handling = handling
  }
}

type FailureDetails = Omit<DeliveryFailure, 'outcome'>

/** Processes handler outcomes: tells the store first, then the application if the handler failed, then the listeners. */
export class Outcomes {
  readonly #handlings: Handlings
  readonly #settings: Pick<ReceiverSettings, 'onFailed' | 'responseTimeoutMs'>
  #pending = 0

  constructor(handlings: Handlings, settings: Pick<ReceiverSettings, 'onFailed' | 'responseTimeoutMs'>) {
    this.#handlings = handlings
    this.#settings = settings
    handlings.onLimit = (run) => void this.#end(run, 'abandoned', {})
  }

  /** Number of outcomes still being processed. */
  get pending(): number {
    return this.#pending
  }

  /** @returns the function that settles the run. At the time limit, the run is settled as abandoned. */
  watch(exchange: Exchange, delivery: Delivery, handling: Handling): Settle {
    const run = new WatchedRun(exchange, delivery, handling)
    handling.run = run
    return (end) => {
      if (end === 'broken-off') return this.#end(run, 'abandoned', {})
      if ('status' in end && isSuccess(end.status)) return this.#end(run, 'handled', {})
      return this.#end(run, 'failed', end)
    }
  }

  /**
   * Called after a copy was turned away because another process was handling the event. If that process dies, no one else may know of the
   * event, so its failure is reported here.
   */
  async standBy(facts: DeliveryFacts): Promise<void> {
    if (!this.#settings.onFailed || !(await this.#handlings.watchElsewhere(facts.id))) return
    this.#pending += 1
    await this.#reportFailure(new ReceivedDelivery(facts, undefined, false), { outcome: 'abandoned' })
    this.#pending -= 1
  }

  /** Never rejects. */
  async #end(run: WatchedRun, outcome: HandlingOutcome, failure: FailureDetails): Promise<void> {
    const { exchange, delivery, handling } = run
    const { request, observer, isRedelivery } = exchange
    const isLateSuccess = handling.outcome === 'abandoned' && outcome === 'handled'
    if (handling.outcome !== undefined && !isLateSuccess) return
    this.#pending += 1
    if (isLateSuccess) {
      await this.#handlings.end(handling, outcome)
    } else {
      const { responseTimeoutMs } = this.#settings
      // Check whether the sender is gone only if somebody listens, because Deno prints a warning on that check.
      const publish = observer?.settle(delivery, {
        outcome,
        isSenderGone: request.isAborted?.() ?? false,
        responseTimeoutMs,
      })
      const storeError = await this.#handlings.end(handling, outcome)
      const isReported = outcome !== 'handled' && !isRedelivery
      const onFailedError = isReported
        ? await this.#reportFailure(delivery, { outcome, ...failure })
        : undefined
      publish?.({ storeError, onFailedError })
    }
    if (this.#handlings.hasUncommitted) this.#commitAgain(request)
    this.#pending -= 1
  }

  #commitAgain(request: WebhookRequest): void {
    const committing = this.#handlings.commitAgain()
    request.waitUntil?.(committing)
  }

  /** @returns what `onFailed` threw. */
  async #reportFailure(delivery: Delivery, failure: DeliveryFailure): Promise<unknown> {
    try {
      await this.#settings.onFailed?.(delivery, failure)
      return undefined
    } catch (onFailedError) {
      warn(`telnyx-call: onFailed failed for ${delivery.id}: ${onFailedError}`)
      return onFailedError
    }
  }
}
