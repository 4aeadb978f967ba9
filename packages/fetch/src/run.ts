import type { HandlerEnd, Settle } from '@telnyx-call/core'

/** Work that goes on after the response, where the host keeps the process alive for it. */
export class Afterwork {
  readonly #isCarried: boolean
  #finish = () => {}

  /** @param context - the host's third argument. Where it has `waitUntil`, the host is told at once: a sender that leaves ends nothing. */
  constructor(context: unknown) {
    this.#isCarried = this.#announce(context)
  }

  /** Waits for the work, unless the host does. */
  async finish(work?: Promise<unknown>): Promise<void> {
    const finished = Promise.resolve(work).finally(() => this.#finish())
    if (!this.#isCarried) await finished
  }

  #announce(context: unknown): boolean {
    if (!canWait(context)) return false
    try {
      const finished = new Promise<void>((resolve) => {
        this.#finish = resolve
      })
      context.waitUntil(finished)
      return true
    } catch {
      return false
    }
  }
}

interface WaitingContext {
  waitUntil(work: Promise<unknown>): void
}

function canWait(context: unknown): context is WaitingContext {
  if (typeof context !== 'object' || context === null) return false
  return 'waitUntil' in context && typeof context.waitUntil === 'function'
}

/** The run of a handler, until its delivery is settled. */
export class Run {
  readonly #settle: Settle
  readonly #afterwork: Afterwork

  constructor(settle: Settle, afterwork: Afterwork) {
    this.#settle = settle
    this.#afterwork = afterwork
  }

  /** Settles the delivery, once. It resolves when the response may be sent. */
  end(end: HandlerEnd): Promise<void> {
    return this.#afterwork.finish(this.#settle(end))
  }
}
