import { ExchangeObserver } from './observe/events.ts'
import type { WebhookRequest } from './request/webhook-request.ts'

/**
 * A request on its way. This and all else that refers to a request is made by a class: what is made by a literal, V8 allocates among
 * long-lived objects once it takes it for one, and everything that such an object refers to then outlives its request.
 */
export class Exchange {
  readonly request: WebhookRequest
  /** Publishes what happens to it, where somebody listens. */
  readonly observer: ExchangeObserver | undefined
  /** Whether it comes from a record: then it is the caller who hears of failures. */
  readonly isRedelivery: boolean

  constructor(request: WebhookRequest, isRedelivery: boolean) {
    this.request = request
    this.observer = ExchangeObserver.observe(request.adapter)
    this.isRedelivery = isRedelivery
  }
}
