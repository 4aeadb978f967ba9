/**
 * The subpath `@telnyx-call/core/tweetnacl`: Ed25519 in JavaScript alone, some sixty times slower than the others. It needs the package
 * `tweetnacl` 1.
 *
 * @example
 * import { tweetnacl } from '@telnyx-call/core/tweetnacl'
 *
 * telnyxCall({ publicKey: process.env.TELNYX_PUBLIC_KEY, engine: tweetnacl })
 *
 * @packageDocumentation
 */
import nacl from 'tweetnacl'
import type { Ed25519Engine } from './signature/engines/engine.ts'

/** The package `tweetnacl`, for runtimes that have nothing else. */
export const tweetnacl: Ed25519Engine<Uint8Array> = {
  name: 'tweetnacl',

  prepareKey(publicKey) {
    return Uint8Array.from(publicKey)
  },

  verify(publicKey, message, signature) {
    return nacl.sign.detached.verify(message, signature, publicKey)
  },
}
