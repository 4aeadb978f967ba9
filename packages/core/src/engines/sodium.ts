import type { Ed25519Engine } from './engine.ts'
import { findPackage, requirePackage } from './optional-package.ts'

/** What is used of `sodium-native`. */
interface SodiumNative {
  crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean
}

interface SodiumKey {
  readonly sodium: SodiumNative
  readonly publicKey: Buffer
}

const PACKAGE = 'sodium-native'

/** libsodium, by the package `sodium-native`, which the application installs: the fastest on one core. */
export const sodium: Ed25519Engine<SodiumKey> = {
  name: 'sodium',

  prepareKey(publicKey) {
    return { sodium: requirePackage(PACKAGE, 'sodium'), publicKey: Buffer.from(publicKey) }
  },

  verify({ sodium, publicKey }, message, signature) {
    return sodium.crypto_sign_verify_detached(signature, message, publicKey)
  },
}

export function isSodiumInstalled(): boolean {
  return findPackage(PACKAGE) !== undefined
}
