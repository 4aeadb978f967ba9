import type { webcrypto } from 'node:crypto'
import type { Ed25519Engine } from './engine.ts'

/** Web Crypto, for runtimes that have no `node:crypto`. In Node 20 it is slower than that, and warns that it is experimental. */
export const webCrypto: Ed25519Engine<Promise<webcrypto.CryptoKey>> = {
  name: 'webCrypto',

  prepareKey(publicKey) {
    const key = crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify'])
    // Where the runtime has no Ed25519, every verification says so.
    key.catch(() => {})
    return key
  },

  async verify(key, message, signature) {
    return crypto.subtle.verify('Ed25519', await key, signature, message)
  },
}
