import type { HandlerEnd, Settle } from '@telnyx-call/core'

/** Work that continues after the response, if the runtime keeps the process alive for it. */
export class Afterwork {
  readonly #context: WaitingContext | undefined
  readonly #isCarried: boolean
  #finish!: () => void

  /** @param context - the execution context. Its `waitUntil` is called at once, so that the run survives a sender that disconnects. */
  constructor(context: unknown) {
    this.#context = canWait(context) ? context : undefined
    const finished = new Promise<void>((resolve) => {
      this.#finish = resolve
    })
    this.#isCarried = this.carry(finished)
  }

  /** Passes work to `waitUntil`. @returns whether the runtime accepts it. */
  carry(work: Promise<unknown>): boolean {
    try {
      this.#context?.waitUntil(work)
      return this.#context !== undefined
    } catch {
      return false
    }
  }

  /** Waits for the work before the response is sent, unless the runtime waits for it. */
  async finish(work?: Promise<unknown>): Promise<void> {
    const finished = Promise.resolve(work).finally(() => this.#finish())
    if (!this.#isCarried) await finished
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
