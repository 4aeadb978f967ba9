import { encodeBase64Url } from '../../base64.ts'
import { findBuiltinModule } from '../../runtime.ts'
import type { Ed25519Engine } from './engine.ts'

const { createPublicKey, verify } = findBuiltinModule('node:crypto') as Required<
  ReturnType<typeof findBuiltinModule<'node:crypto'>>
>

/** Whether this runtime provides what the engine needs. */
export const isNodeCryptoAvailable: boolean = createPublicKey !== undefined && verify !== undefined

/** `node:crypto` (OpenSSL), the only engine that can use more than one core. */
export const nodeCrypto: Required<Ed25519Engine<object>> = {
  name: 'nodeCrypto',

  prepareKey(publicKey) {
    const key = { kty: 'OKP', crv: 'Ed25519', x: encodeBase64Url(publicKey) }
    return createPublicKey({ key, format: 'jwk' })
  },

  verify(key, message, signature) {
    return verify(null, message, key, signature)
  },

  verifyOffThread(key, message, signature) {
    return new Promise((resolve, reject) => {
      verify(null, message, key, signature, (error, isValid) => {
        if (error) reject(error)
        else resolve(isValid)
      })
    })
  },
}
