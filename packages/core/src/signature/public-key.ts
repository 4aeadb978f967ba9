import { decodeBase64, encodeBase64Url } from '../base64.ts'
import { invalidOption } from '../invalid-option.ts'
import { hashSha256 } from '../sha256.ts'
import { judgePoint } from './edwards25519.ts'

/** A JSON Web Key (RFC 8037) with an Ed25519 public key. */
export interface Ed25519Jwk {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  /** base64url of the 32 bytes. */
  readonly x: string
}

/** The parts of a `node:crypto` `KeyObject` that are used. */
export interface PublicKeyObject {
  readonly type: string
  readonly asymmetricKeyType?: string | undefined
  export(options: { readonly format: 'jwk' }): object
}

/**
 * An Ed25519 public key: base64 of its 32 bytes (as the Telnyx portal shows it), hex, PEM, base64 of DER, the 32 bytes or DER as bytes, a
 * JWK, or a `KeyObject`.
 */
export type PublicKeyInput = string | Uint8Array | Ed25519Jwk | PublicKeyObject

/** A public key that passed all checks. */
export interface PublicKey {
  /** The first 16 hex digits of the SHA-256 of the key's 32 bytes. */
  readonly id: string | Promise<string>
  readonly bytes: Uint8Array
}

const WANTED =
  'Expected the public key of the Telnyx account, as the portal shows it under Keys & Credentials, Public Key (44 characters of base64, the last one "=")'
const BASE64_OF_32_BYTES = /^[A-Za-z0-9+/]{43}=$/
const PEM = /-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/
/** How DER of an Ed25519 public key starts, and what DER of a private one contains (RFC 8410). */
const SPKI_PREFIX = decodeHex('302a300506032b6570032100')
const PKCS8_ED25519 = decodeHex('06032b6570042204')

/**
 * Reads one configured key.
 *
 * @throws TypeError that explains what was found and what is expected, but never shows the key.
 */
export function readPublicKey(input: unknown, name: string): PublicKey {
  const raw = readRawKey(input, name)
  const verdict = judgePoint(raw)
  if (verdict === 'small-order') {
    throw refuseKey(name, 'this key is a point of small order, which would let forged signatures pass')
  }
  if (verdict !== 'usable') {
    throw refuseKey(name, 'these 32 bytes are not an Ed25519 public key (the point is not on the curve)')
  }
  const hash = hashSha256(raw)
  const id = typeof hash === 'string' ? hash.slice(0, 16) : hash.then((hex) => hex.slice(0, 16))
  return { id, bytes: raw }
}

function readRawKey(input: unknown, name: string): Uint8Array {
  if (typeof input === 'string') return readText(input, name)
  if (isUint8Array(input)) return readBytes(Uint8Array.from(input), name)
  if (isKeyObject(input)) return readKeyObject(input, name)
  if (typeof input === 'object' && input !== null) return readJwk(input, name)
  throw refuseKey(
    name,
    input === undefined ? 'it is missing' : `it is of type ${input === null ? 'null' : typeof input}`,
  )
}

/** Also recognizes arrays from another realm, such as a test runner's. */
function isUint8Array(input: unknown): input is Uint8Array {
  return Object.prototype.toString.call(input) === '[object Uint8Array]'
}

function isKeyObject(input: unknown): input is PublicKeyObject {
  return typeof (input as Partial<PublicKeyObject> | null | undefined)?.export === 'function'
}

function readText(text: string, name: string): Uint8Array {
  const seen = recognizeMistake(text)
  if (seen !== undefined) throw refuseKey(name, seen)
  if (text.includes('-----BEGIN')) return readPem(text, name)
  if (/^[0-9a-f]{64}$/i.test(text)) return decodeHex(text)
  const bytes = decodeBase64(text)
  if (bytes) return readBytes(bytes, name)
  throw refuseKey(name, `this text of ${text.length} characters is neither base64, hex nor PEM`)
}

/** Recognizes common mistakes, each with its own message. */
function recognizeMistake(text: string): string | undefined {
  if (text.trim() === '') return 'it is empty'
  if (/^\s*["'`]|["'`]\s*$/.test(text)) return 'it is in quotes; remove them'
  if (/^KEY/.test(text.trim()) && !BASE64_OF_32_BYTES.test(text))
    return 'this looks like an API key, not a public key'
  if (/PRIVATE KEY-----/.test(text)) return 'this is a private key; only the public one is needed'
  if (text.split('-----BEGIN').length > 2) {
    return 'this text contains several PEM blocks, but only the first would be used; pass the keys as a list'
  }
  if (text.includes('-----BEGIN')) {
    return text.includes('\\n') ? 'the PEM contains backslash-n instead of line breaks' : undefined
  }
  if (text !== text.trim()) return 'it is surrounded by whitespace (such as a line break); remove it'
  if (/^[A-Za-z0-9+/_-]{43}$/.test(text))
    return 'this is base64 without its padding, or base64url (pass a JWK for that)'
  return undefined
}

function readPem(pem: string, name: string): Uint8Array {
  const [, label, body = ''] = PEM.exec(pem) ?? []
  const der = decodeBase64(body.replace(/\s/g, ''))
  if (label === undefined || !der) throw refuseKey(name, 'this PEM text cannot be read')
  if (label === 'PUBLIC KEY' && isSpki(der)) return der.subarray(SPKI_PREFIX.length)
  throw refuseKey(name, `this PEM text (${label}) is not an Ed25519 public key`)
}

function readBytes(bytes: Uint8Array, name: string): Uint8Array {
  if (bytes.length === 32) return bytes
  if (isSpki(bytes)) return bytes.subarray(SPKI_PREFIX.length)
  if (indexOf(bytes, PKCS8_ED25519) !== -1) {
    throw refuseKey(name, 'this is a private key; only the public one is needed')
  }
  if (bytes.length === 64) {
    throw refuseKey(name, 'these are 64 bytes, the size of a signature or a secret key; a public key has 32')
  }
  throw refuseKey(name, `it has ${bytes.length} bytes; a public key has 32`)
}

function isSpki(der: Uint8Array): boolean {
  return der.length === SPKI_PREFIX.length + 32 && indexOf(der, SPKI_PREFIX) === 0
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  return bytes.findIndex((_, start) => wanted.every((byte, index) => bytes[start + index] === byte))
}

function decodeHex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, index) =>
    Number.parseInt(text.slice(2 * index, 2 * index + 2), 16),
  )
}

function readKeyObject(keyObject: PublicKeyObject, name: string): Uint8Array {
  if (keyObject.type !== 'public') {
    throw refuseKey(name, `this is a ${keyObject.type} key; a public key is needed`)
  }
  if (keyObject.asymmetricKeyType !== 'ed25519') {
    throw refuseKey(name, `this is a key of type ${keyObject.asymmetricKeyType}; Telnyx signs with Ed25519`)
  }
  return readJwk(keyObject.export({ format: 'jwk' }), name)
}

function readJwk(jwk: object, name: string): Uint8Array {
  if ('d' in jwk) throw refuseKey(name, 'this JWK contains a private key (the member "d"); remove it')
  if (!('kty' in jwk && jwk.kty === 'OKP' && 'crv' in jwk && jwk.crv === 'Ed25519')) {
    throw refuseKey(name, 'this object is neither a KeyObject nor a JWK with kty "OKP" and crv "Ed25519"')
  }
  const x = 'x' in jwk && typeof jwk.x === 'string' ? jwk.x : ''
  const bytes = decodeBase64(`${x.replaceAll('-', '+').replaceAll('_', '/')}=`)
  if (bytes?.length !== 32 || encodeBase64Url(bytes) !== x) {
    throw refuseKey(name, 'the member "x" of this JWK is not base64url of 32 bytes')
  }
  return bytes
}

function refuseKey(name: string, seen: string): TypeError {
  return invalidOption(name, `${seen}. ${WANTED}; hex, PEM, DER, JWK and KeyObject are accepted, too`)
}
