import { createHash, createPublicKey, KeyObject } from 'node:crypto'
import { types } from 'node:util'
import { judgePoint } from './edwards25519.ts'
import { invalidOption } from './invalid-option.ts'

/** A JSON Web Key (RFC 8037) of an Ed25519 public key. */
export interface Ed25519Jwk {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  /** base64url of the 32 bytes. */
  readonly x: string
}

/**
 * An Ed25519 public key: base64 of its 32 bytes (what the Telnyx portal shows), hex of them, PEM, base64 of DER, the 32
 * bytes or DER as bytes, a JWK, or a `KeyObject`.
 */
export type PublicKeyInput = string | Uint8Array | Ed25519Jwk | KeyObject

/** The 32 bytes of a public key, judged. */
export interface PublicKey {
  /** The first 16 hex digits of the SHA-256 of the key's 32 bytes. */
  readonly id: string
  readonly bytes: Uint8Array
}

const WANTED =
  'Wanted: the public key of the Telnyx account, as the portal shows it under Keys & Credentials, Public Key (44 characters of base64, the last one "=")'
const BASE64_OF_32_BYTES = /^[A-Za-z0-9+/]{43}=$/
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
const PKCS8_ED25519 = Buffer.from('06032b6570042204', 'hex')

/**
 * Reads one configured key.
 *
 * @throws TypeError that says what was seen and what is wanted, and never shows the key.
 */
export function readPublicKey(input: unknown, name: string): PublicKey {
  const raw = readRawKey(input, name)
  const verdict = judgePoint(raw)
  if (verdict === 'small-order') {
    throw refuseKey(name, 'this key is a point of small order, with which forged signatures can pass')
  }
  if (verdict !== 'usable') {
    throw refuseKey(name, 'these 32 bytes are not an Ed25519 public key (no such point is on the curve)')
  }
  return { id: createHash('sha256').update(raw).digest('hex').slice(0, 16), bytes: raw }
}

function readRawKey(input: unknown, name: string): Buffer {
  if (typeof input === 'string') return readText(input, name)
  if (types.isUint8Array(input)) return readBytes(Buffer.from(input), name)
  if (input instanceof KeyObject) return readKeyObject(input, name)
  if (typeof input === 'object' && input !== null) return readJwk(input, name)
  throw refuseKey(
    name,
    input === undefined ? 'it is missing' : `it is of type ${input === null ? 'null' : typeof input}`,
  )
}

function readText(text: string, name: string): Buffer {
  const seen = recognizeMistake(text)
  if (seen !== undefined) throw refuseKey(name, seen)
  if (text.includes('-----BEGIN')) return readPem(text, name)
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') !== text) {
    throw refuseKey(name, `this text of ${text.length} characters is neither base64, hex nor PEM`)
  }
  return readBytes(bytes, name)
}

/** The mistakes that people make with this very key, each told in its own words. */
function recognizeMistake(text: string): string | undefined {
  if (text.trim() === '') return 'it is empty'
  if (/^\s*["'`]|["'`]\s*$/.test(text)) return 'there are quotes around it; remove them'
  if (/^KEY/.test(text.trim()) && !BASE64_OF_32_BYTES.test(text))
    return 'this looks like an API key, which is a secret of another kind'
  if (/PRIVATE KEY-----/.test(text)) return 'this is a private key; receiving calls needs only the public one'
  if (text.split('-----BEGIN').length > 2) {
    return 'this text holds several PEM blocks, of which only the first would count; pass each key as an item of a list'
  }
  if (text.includes('-----BEGIN')) {
    return text.includes('\\n') ? 'the PEM holds backslash-n where line breaks belong' : undefined
  }
  if (text !== text.trim()) return 'there is white space (such as a line break) around it; remove it'
  if (/^[A-Za-z0-9+/_-]{43}$/.test(text))
    return 'this is base64 without its padding, or base64url (pass a JWK for that)'
  return undefined
}

function readPem(pem: string, name: string): Buffer {
  let keyObject: KeyObject
  try {
    keyObject = createPublicKey(pem)
  } catch {
    throw refuseKey(name, 'this PEM text cannot be read as a public key')
  }
  return readKeyObject(keyObject, name)
}

function readBytes(bytes: Buffer, name: string): Buffer {
  if (bytes.length === 32) return bytes
  if (bytes.length === 44 && bytes.subarray(0, 12).equals(SPKI_PREFIX)) return bytes.subarray(12)
  if (bytes.includes(PKCS8_ED25519)) {
    throw refuseKey(name, 'this is a private key; receiving calls needs only the public one')
  }
  if (bytes.length === 64) {
    throw refuseKey(
      name,
      'these are 64 bytes, the size of a signature or of a secret key; a public key has 32',
    )
  }
  throw refuseKey(name, `it holds ${bytes.length} bytes; a public key has 32`)
}

function readKeyObject(keyObject: KeyObject, name: string): Buffer {
  if (keyObject.type !== 'public') {
    throw refuseKey(name, `this is a ${keyObject.type} key; receiving calls needs only the public one`)
  }
  if (keyObject.asymmetricKeyType !== 'ed25519') {
    throw refuseKey(name, `this is a key of type ${keyObject.asymmetricKeyType}; Telnyx signs with Ed25519`)
  }
  return keyObject.export({ format: 'der', type: 'spki' }).subarray(12)
}

function readJwk(jwk: object, name: string): Buffer {
  if ('d' in jwk) throw refuseKey(name, 'this JWK holds a private key (the member "d"); leave that out')
  if (!('kty' in jwk && jwk.kty === 'OKP' && 'crv' in jwk && jwk.crv === 'Ed25519')) {
    throw refuseKey(name, 'this object is neither a KeyObject nor a JWK with kty "OKP" and crv "Ed25519"')
  }
  const x = 'x' in jwk && typeof jwk.x === 'string' ? jwk.x : ''
  const bytes = Buffer.from(x, 'base64url')
  if (bytes.length !== 32 || bytes.toString('base64url') !== x) {
    throw refuseKey(name, 'the member "x" of this JWK is not the base64url of 32 bytes')
  }
  return bytes
}

function refuseKey(name: string, seen: string): TypeError {
  return invalidOption(name, `${seen}. ${WANTED}; also taken: hex, PEM, DER, JWK, KeyObject`)
}
