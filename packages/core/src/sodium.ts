/**
 * The subpath `@telnyx-call/core/sodium`: libsodium as an engine, the fastest on a single core. Requires the package `sodium-native` 5.
 *
 * @example
 * import { sodium } from '@telnyx-call/core/sodium'
 *
 * telnyxCall({ publicKey: process.env.TELNYX_PUBLIC_KEY, engine: sodium })
 *
 * @packageDocumentation
 */

// @ts-expect-error: the package has no types.
import sodiumNative from 'sodium-native'
import type { Ed25519Engine } from './signature/engines/engine.ts'

/** The part that this module uses. */
interface SodiumNative {
  crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean
}

const { crypto_sign_verify_detached: verifyDetached }: SodiumNative = sodiumNative

/** libsodium, from the package `sodium-native`. */
export const sodium: Ed25519Engine<Uint8Array> = {
  name: 'sodium',

  prepareKey(publicKey) {
    return Uint8Array.from(publicKey)
  },

  verify(publicKey, message, signature) {
    return verifyDetached(signature, message, publicKey)
  },
}
