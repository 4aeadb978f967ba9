/**
 * What some runtimes have and others lack: the built-in modules of Node, which Bun and Deno have as well and Cloudflare Workers only in part.
 * They are asked for at run time, so that nothing here fails to load where they are missing.
 *
 * @packageDocumentation
 */

/** `verify` of `node:crypto`. With a callback, it works on another thread. */
export interface NodeVerify {
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

/** What is used of them. */
interface BuiltinModules {
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

/** Whether a timer ends with the request that started it, and does nothing for others: so it is in Cloudflare Workers. */
export const doTimersEndWithRequest: boolean = navigator?.userAgent === 'Cloudflare-Workers'

/** Finds a built-in module of Node. It may lack some of its functions, or all of them. */
export function findBuiltinModule<Name extends keyof BuiltinModules>(
  name: Name,
): Partial<BuiltinModules[Name]> {
  return process?.getBuiltinModule?.(name) ?? {}
}

/** Tells the operator of something that no request is there to hear of. */
export function warn(message: string): void {
  if (process?.emitWarning) process.emitWarning(message)
  else console.warn(message)
}
