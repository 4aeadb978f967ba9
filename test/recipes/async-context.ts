import { AsyncLocalStorage } from 'node:async_hooks'
import { type Context, type ContextManager, ROOT_CONTEXT } from '@opentelemetry/api'

/** Carries the active span along, as OpenTelemetry's SDK for Node does. */
export class AsyncContext implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>()

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT
  }

  with<Args extends unknown[], Result>(
    context: Context,
    run: (...args: Args) => Result,
    thisArg?: ThisParameterType<typeof run>,
    ...args: Args
  ): Result {
    return this.#storage.run(context, () => run.apply(thisArg, args))
  }

  bind<Target>(_context: Context, target: Target): Target {
    return target
  }

  enable(): this {
    return this
  }

  disable(): this {
    this.#storage.disable()
    return this
  }
}
