import {
  createReceiver,
  type Receiver,
  type ReceiverOptions,
  type RedeliveryOptions,
  type TelnyxEventChoice,
  type TelnyxEventType,
} from '@telnyx-call/core'

/**
 * Options, or a function that creates them from `env`, for runtimes that pass the environment with each request (Cloudflare Workers). The
 * function is called once, at the first request. If it throws, that request fails and the next one calls it again.
 */
export type OptionsSource<Choice extends TelnyxEventChoice, Env> =
  | ReceiverOptions<Request, Choice>
  | ((env: Env) => ReceiverOptions<Request, Choice>)

/** The deliveries of a guard. */
export interface OwnReceiver<Type extends TelnyxEventType, Env>
  extends Pick<Receiver<Type>, 'pending' | 'drain'> {
  /**
   * Passes a kept delivery to a handler, at any later time. See `Receiver.redeliver`.
   *
   * @param options.env - for the options function, if there has been no request yet.
   */
  redeliver(
    kept: Parameters<Receiver<Type>['redeliver']>[0],
    handler: Parameters<Receiver<Type>['redeliver']>[1],
    options?: RedeliveryOptions & { readonly env?: Env },
  ): ReturnType<Receiver<Type>['redeliver']>
}

/** The receiver of a guard, created at the first request if its options need `env`. */
export class LateReceiver<Env> {
  readonly #createOptions: ((env: Env) => ReceiverOptions<Request>) | undefined
  #receiver: Receiver | undefined

  /** @throws TypeError (code `invalid_option`) on invalid options, unless they come from a function. */
  constructor(source: OptionsSource<TelnyxEventChoice, Env>) {
    if (typeof source === 'function') this.#createOptions = source
    else this.#receiver = createReceiver(source)
  }

  /** @throws TypeError (code `invalid_option`) on invalid options, and whatever the options function throws. */
  take(env: Env): Receiver {
    this.#receiver ??= createReceiver(this.#createOptions?.(env) as ReceiverOptions)
    return this.#receiver
  }

  /** Adds `pending`, `drain` and `redeliver` to a function. */
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
