import type { Ed25519Engine } from './engine.ts'
import { requirePackage } from './optional-package.ts'

/** What is used of `tweetnacl`. */
interface Tweetnacl {
  readonly sign: {
    readonly detached: { verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean }
  }
}

interface TweetnaclKey {
  readonly nacl: Tweetnacl
  readonly publicKey: Uint8Array
}

/** JavaScript alone, by the package `tweetnacl`, which the application installs. It is some sixty times slower than the others. */
export const tweetnacl: Ed25519Engine<TweetnaclKey> = {
  name: 'tweetnacl',

  prepareKey(publicKey) {
    return { nacl: requirePackage('tweetnacl', 'tweetnacl'), publicKey: Uint8Array.from(publicKey) }
  },

  verify({ nacl, publicKey }, message, signature) {
    return nacl.sign.detached.verify(message, signature, publicKey)
  },
}
