import type { BodyFailure, WebhookRequest } from '@telnyx-call/core'
import { readBody } from './body.ts'
import type { Afterwork } from './run.ts'

/** Registered globally, so that two copies of this package recognize each other's requests. */
const GUARDED: unique symbol = Symbol.for('@telnyx-call/fetch guarded')

/** Marks the request as accepted by a guard. */
export function markGuarded(request: Request): void {
  // Unlike Object.defineProperty, this does not throw if the request is not extensible.
  Reflect.defineProperty(request, GUARDED, { value: true })
}

/** A `Request` as core's `WebhookRequest`. */
export class FetchWebhookRequest implements WebhookRequest {
  readonly adapter = 'fetch'
  readonly method: string
  readonly source: Request
  readonly isGuardedTwice: boolean
  readonly body: () => Promise<Uint8Array | BodyFailure>
  readonly waitUntil: (work: Promise<unknown>) => void

  constructor(request: Request, bodyLimit: number, afterwork: Afterwork) {
    this.method = request.method
    this.source = request
    this.isGuardedTwice = GUARDED in request
    this.body = () => readBody(request, bodyLimit)
    this.waitUntil = (work) => void afterwork.carry(work)
  }

  header(name: string): string | undefined {
    return this.source.headers.get(name) ?? undefined
  }

  headers(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.source.headers)
  }

  isAborted(): boolean {
    return this.source.signal?.aborted === true
  }
}
