/**
 * Node's built-in modules. Bun and Deno have them too, Cloudflare Workers only some. They are looked up at run time, so that this package
 * loads where they are missing.
 *
 * @packageDocumentation
 */

/** `verify` of `node:crypto`. With a callback, it runs on the thread pool. */
interface NodeVerify {
  (algorithm: null, message: Uint8Array, key: object, signature: Uint8Array): boolean
  (
    algorithm: null,
    message: Uint8Array,
    key: object,
    signature: Uint8Array,
    callback: (error: Error | null, isValid: boolean) => void,
  ): void
}

/** A channel of `node:diagnostics_channel`. */
export interface Channel {
  readonly hasSubscribers: boolean
  publish(message: unknown): void
  subscribe(listener: (message: unknown) => void): void
  unsubscribe(listener: (message: unknown) => void): unknown
}

/** The parts that this package uses. */
interface BuiltinModules {
  readonly 'node:buffer': { readonly Buffer: { allocUnsafe(length: number): Uint8Array } }
  readonly 'node:crypto': {
    readonly hash: (algorithm: 'sha256', data: string | Uint8Array, encoding: 'hex') => string
    readonly createPublicKey: (key: { readonly key: object; readonly format: 'jwk' }) => object
    readonly verify: NodeVerify
  }
  readonly 'node:diagnostics_channel': { readonly channel: (name: string) => Channel }
  readonly 'node:os': { readonly availableParallelism: () => number }
}

interface RuntimeProcess {
  getBuiltinModule?<Name extends keyof BuiltinModules>(name: Name): BuiltinModules[Name] | undefined
  emitWarning?(warning: string): void
}

const { process, navigator } = globalThis as {
  readonly process?: RuntimeProcess
  readonly navigator?: { readonly userAgent?: string }
}

/** Whether timers end with the request that started them and cannot resume other requests, as in Cloudflare Workers. */
export const doTimersEndWithRequest: boolean = navigator?.userAgent === 'Cloudflare-Workers'

/** Finds a built-in module. Some or all of its functions may be missing. */
export function findBuiltinModule<Name extends keyof BuiltinModules>(
  name: Name,
): Partial<BuiltinModules[Name]> {
  return process?.getBuiltinModule?.(name) ?? {}
}

/** Warns the operator about a problem that cannot be reported in a response. */
export function warn(message: string): void {
  if (process?.emitWarning) process.emitWarning(message)
  else console.warn(message)
}
