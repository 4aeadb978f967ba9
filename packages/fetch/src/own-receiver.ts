import {
  createReceiver,
  type Receiver,
  type ReceiverOptions,
  type RedeliveryOptions,
  type TelnyxEventChoice,
  type TelnyxEventType,
} from '@telnyx-call/core'

/**
 * Options, or a function that makes them from the host's second argument, for hosts that hand their environment to each request (Cloudflare
 * Workers: `env`). The function is called once, with the first request. If it throws, that request fails, and the next one calls it again.
 */
export type OptionsSource<Choice extends TelnyxEventChoice, Env> =
  | ReceiverOptions<Request, Choice>
  | ((env: Env) => ReceiverOptions<Request, Choice>)

/** What is to be known and done about the deliveries of a guard. */
export interface OwnReceiver<Type extends TelnyxEventType, Env>
  extends Pick<Receiver<Type>, 'pending' | 'drain'> {
  /**
   * Hands a kept delivery to a handler, at any later time, as `redeliver` of a receiver does.
   *
   * @param options.env - what the options are made from, where they are a function and there has been no request yet.
   */
  redeliver(
    kept: Parameters<Receiver<Type>['redeliver']>[0],
    handler: Parameters<Receiver<Type>['redeliver']>[1],
    options?: RedeliveryOptions & { readonly env?: Env },
  ): ReturnType<Receiver<Type>['redeliver']>
}

/** The receiver of a guard, which may have to wait for the first request. */
export class LateReceiver<Env> {
  readonly #createOptions: ((env: Env) => ReceiverOptions<Request>) | undefined
  #receiver: Receiver | undefined

  /** @throws TypeError (code `invalid_option`) on options that are invalid, where they are there already. */
  constructor(source: OptionsSource<TelnyxEventChoice, Env>) {
    if (typeof source === 'function') this.#createOptions = source
    else this.#receiver = createReceiver(source)
  }

  /** @throws TypeError (code `invalid_option`) on options that are invalid, and what the function throws that makes them. */
  take(env: Env): Receiver {
    this.#receiver ??= createReceiver(this.#createOptions?.(env) as ReceiverOptions)
    return this.#receiver
  }

  /** Puts `pending`, `drain` and `redeliver` on a function. */
  describeOn<Target extends object>(target: Target): Target & OwnReceiver<TelnyxEventType, Env> {
    return Object.defineProperties(target, {
      pending: { get: () => this.#receiver?.pending ?? 0 },
      drain: { value: async (limit?: object) => this.#receiver?.drain(limit) ?? 0 },
      redeliver: { value: this.#redeliver },
    }) as Target & OwnReceiver<TelnyxEventType, Env>
  }

  readonly #redeliver: OwnReceiver<TelnyxEventType, Env>['redeliver'] = async (
    kept,
    handler,
    options = {},
  ) => {
    const { env, ...rest } = options
    return this.take(env as Env).redeliver(kept, handler, rest)
  }
}
