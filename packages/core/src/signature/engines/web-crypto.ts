import type { Ed25519Engine } from './engine.ts'

type WebCryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

const engine: Ed25519Engine<Promise<WebCryptoKey>> = {
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

/** Web Crypto, for runtimes without `node:crypto`. In Node 20 it is slower, and warns that it is experimental. */
export const webCrypto: Ed25519Engine = engine
