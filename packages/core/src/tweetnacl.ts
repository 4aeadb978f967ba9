/**
 * The subpath `@telnyx-call/core/tweetnacl`: Ed25519 in pure JavaScript, about sixty times slower than the other engines. Requires the
 * package `tweetnacl` 1.
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

/** Pure JavaScript Ed25519 from the package `tweetnacl`, for runtimes without another engine. */
export const tweetnacl: Ed25519Engine<Uint8Array> = {
  name: 'tweetnacl',

  prepareKey(publicKey) {
    return Uint8Array.from(publicKey)
  },

  verify(publicKey, message, signature) {
    return nacl.sign.detached.verify(message, signature, publicKey)
  },
}
