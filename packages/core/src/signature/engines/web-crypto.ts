import type { Ed25519Engine } from './engine.ts'

type WebCryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

const engine: Ed25519Engine<Promise<WebCryptoKey>> = {
  name: 'webCrypto',

  prepareKey(publicKey) {
    const key = crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify'])
    // If the runtime lacks Ed25519, every verification reports it.
    key.catch(() => {})
    return key
  },

  async verify(key, message, signature) {
    return crypto.subtle.verify('Ed25519', await key, signature, message)
  },
}

/** Web Crypto, for runtimes without `node:crypto`. In Node 20, it is slower and emits an experimental warning. */
export const webCrypto: Ed25519Engine = engine
