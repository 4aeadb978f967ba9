import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { createReceiver } from '@telnyx-call/core'
import type { CauseCode } from './diagnosis.ts'

/** A public key as it was given: usable as it is, usable once repaired, or not at all. */
export interface KeyReading {
  /** What the explanation calls it. */
  readonly name: string
  /** Whether a guard accepts what it signed. */
  readonly isAccepted: boolean
  /** Absent if the text is no public key, however it is read. */
  readonly key?: KeyObject
  /** What is wrong with the text; empty for base64 of 32 bytes. */
  readonly repairs: readonly CauseCode[]
  /** What is wrong with it, if it cannot be used; holds nothing of the text. */
  readonly problem?: string
}

type KeyText = Pick<KeyReading, 'key' | 'repairs' | 'problem'>

const BASE64_OF_32_BYTES = /^[A-Za-z0-9+/]{43}=$/
/** How DER of an Ed25519 public key (RFC 8410) starts. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
const PEM = /-----BEGIN ([A-Z ]+)-----(.+?)-----END/s

/** Reads a key the way people paste it: quoted, in hex, in PEM, with a line break. */
export function readKey(text: string, name: string, isAccepted: boolean): KeyReading {
  return { name, isAccepted, ...readText(text) }
}

function readText(text: string): KeyText {
  if (text.trim() === '') return { repairs: ['key_missing'], problem: 'it is empty' }
  if (BASE64_OF_32_BYTES.test(text)) return readBytes(Buffer.from(text, 'base64'), [])
  const { bare, repairs } = unwrap(text)
  if (bare.startsWith('KEY') && !BASE64_OF_32_BYTES.test(bare)) {
    return { repairs: [...repairs, 'key_is_api_key'], problem: 'it starts with KEY, as API keys do' }
  }
  if (text.includes('-----BEGIN')) return readPem(text)
  return readBare(bare.replaceAll(/\s|\\[nr]/g, ''), repairs)
}

/** Takes off quotes and whitespace, a written-out `\n` among it. */
function unwrap(text: string): { readonly bare: string; readonly repairs: readonly CauseCode[] } {
  const isQuoted = /^\s*["'`]|["'`]\s*$/.test(text)
  const unquoted = text.trim().replaceAll(/^["'`]+|["'`]+$/g, '')
  const isSpaced = !text.includes('-----BEGIN') && /\s|\\[nr]/.test(isQuoted ? unquoted : text)
  return {
    bare: unquoted.trim(),
    repairs: [
      ...(isSpaced ? (['key_surrounded_by_whitespace'] as const) : []),
      ...(isQuoted ? (['key_in_quotes'] as const) : []),
    ],
  }
}

function readBare(text: string, repairs: readonly CauseCode[]): KeyText {
  if (BASE64_OF_32_BYTES.test(text)) return readBytes(Buffer.from(text, 'base64'), repairs)
  const hex = text.replace(/^0x/i, '').replaceAll(':', '')
  if (/^[0-9a-f]{64}$/i.test(hex)) return readBytes(Buffer.from(hex, 'hex'), [...repairs, 'key_in_hex'])
  if (/^[0-9a-f]{88}$/i.test(hex)) return readDer(Buffer.from(hex, 'hex'), repairs)
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) {
    return readBytes(Buffer.from(text, 'base64url'), [...repairs, 'key_in_base64url'])
  }
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return readDer(Buffer.from(text, 'base64'), repairs)
  const problem = `its ${text.length} characters are neither base64, hex nor PEM`
  return { repairs: [...repairs, 'key_malformed'], problem }
}

function readDer(der: Buffer, repairs: readonly CauseCode[]): KeyText {
  if (der.length === 44 && der.subarray(0, 12).equals(SPKI_PREFIX)) {
    return readBytes(der.subarray(12), [...repairs, 'key_in_der'])
  }
  const key = readPrivateKey(der)
  if (key) return { key, repairs: [...repairs, 'key_is_private'] }
  const problem = `it has ${der.length} bytes, and a public key has 32`
  return { repairs: [...repairs, 'key_malformed'], problem }
}

function readPem(text: string): KeyText {
  const [, label = '', body = ''] = PEM.exec(text.replaceAll(/\\[nr]/g, '\n')) ?? []
  const der = Buffer.from(body.replaceAll(/\s/g, ''), 'base64')
  if (label.endsWith('PRIVATE KEY')) {
    const key = readPrivateKey(der)
    return key
      ? { key, repairs: ['key_is_private'] }
      : { repairs: ['key_is_private'], problem: 'it is a private key of another kind' }
  }
  if (der.length === 44 && der.subarray(0, 12).equals(SPKI_PREFIX)) {
    return readBytes(der.subarray(12), ['key_in_pem'])
  }
  return { repairs: ['key_malformed'], problem: 'this PEM is not an Ed25519 public key' }
}

/** @returns the public half, or undefined if it is not a private Ed25519 key in PKCS #8 */
function readPrivateKey(der: Buffer): KeyObject | undefined {
  try {
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    return key.asymmetricKeyType === 'ed25519' ? createPublicKey(key) : undefined
  } catch {
    return undefined
  }
}

function readBytes(bytes: Buffer, repairs: readonly CauseCode[]): KeyText {
  // With some points, signatures pass that nobody made. The guard refuses those, so nothing is proven with them either.
  try {
    createReceiver({ publicKey: bytes.toString('base64') })
  } catch (error) {
    const problem = (error as Error).message.replace(/^telnyx-call: option publicKey: /, '').split('. ')[0]
    return { repairs: [...repairs, 'key_malformed'], problem: problem ?? 'it is not an Ed25519 public key' }
  }
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, bytes]), format: 'der', type: 'spki' })
  return { key, repairs }
}
