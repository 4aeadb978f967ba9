/** As much of `node:crypto` as signing a request takes, by tweetnacl, which needs no module of Node. */
import { Buffer } from 'buffer/index.js'
import nacl from 'tweetnacl'

/** What an Ed25519 public key begins with in DER (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

class Key {
  readonly asymmetricKeyType = 'ed25519'
  readonly type: 'public' | 'private'
  readonly pair: nacl.SignKeyPair

  constructor(type: 'public' | 'private', pair: nacl.SignKeyPair) {
    this.type = type
    this.pair = pair
  }

  export({ format }: { readonly format: 'der' | 'pem' | 'jwk' }): unknown {
    const raw = Buffer.from(this.pair.publicKey)
    if (format === 'jwk') {
      return {
        kty: 'OKP',
        crv: 'Ed25519',
        x: raw.toString('base64').replaceAll('+', '-').replaceAll('/', '_').replace('=', ''),
      }
    }
    const der = Buffer.concat([SPKI_PREFIX, raw])
    return format === 'der'
      ? der
      : `-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----\n`
  }
}

let pairs = 0

/** From seeds that are no secret: Workers have no random numbers while they load. */
export function generateKeyPairSync(): { readonly publicKey: Key; readonly privateKey: Key } {
  pairs += 1
  const pair = nacl.sign.keyPair.fromSeed(new Uint8Array(32).fill(pairs))
  return { publicKey: new Key('public', pair), privateKey: new Key('private', pair) }
}

export function createPublicKey({ pair }: Key): Key {
  return new Key('public', pair)
}

export function sign(_algorithm: null, message: Uint8Array, { pair }: Key): Buffer {
  return Buffer.from(nacl.sign.detached(new Uint8Array(message), pair.secretKey))
}

export const randomUUID = (): string => crypto.randomUUID()

export function createHash(): never {
  throw new Error('the suite takes no hashes')
}
