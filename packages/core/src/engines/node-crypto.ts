import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { promisify } from 'node:util'
import type { Ed25519Engine } from './engine.ts'

const verifyInThreadPool = promisify(verify)

/** `node:crypto` (OpenSSL). It is always there, and the only one that can work on more than one core. */
export const nodeCrypto: Required<Ed25519Engine<KeyObject>> = {
  name: 'nodeCrypto',

  prepareKey(publicKey) {
    const x = Buffer.from(publicKey).toString('base64url')
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  },

  verify(key, message, signature) {
    return verify(null, message, key, signature)
  },

  verifyOffThread(key, message, signature) {
    return verifyInThreadPool(null, message, key, signature)
  },
}
