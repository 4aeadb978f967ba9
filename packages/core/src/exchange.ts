import { ExchangeObserver } from './observe/events.ts'
import type { WebhookRequest } from './request/webhook-request.ts'

/**
 * One request being processed.
 *
 * This and everything else that refers to a request is created by a class. V8 may pretenure an object literal, that is, allocate it among
 * long-lived objects, and everything it refers to would then outlive the request.
 */
export class Exchange {
  readonly request: WebhookRequest
  /** Publishes this request's events; `undefined` while nobody listens. */
  readonly observer: ExchangeObserver | undefined
  /** Whether this is a kept delivery. Failures are then reported to the caller of `redeliver`. */
  readonly isRedelivery: boolean

  constructor(request: WebhookRequest, isRedelivery: boolean) {
    this.request = request
    this.observer = ExchangeObserver.observe(request.adapter)
    this.isRedelivery = isRedelivery
  }
}
