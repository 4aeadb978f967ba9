import assert from 'node:assert/strict'
import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Ed25519Jwk, PublicKeyInput } from '@telnyx-call/core'
import type { TestKeys } from '@telnyx-call/testing'
import type { CaseKeys, ConformanceCase } from '../case.ts'
import { accepted, refused } from '../expectations.ts'
import { signed } from '../requests.ts'

/** The account's key in every form that `publicKey` takes. */
const forms: ConformanceCase[] = (
  [
    ['base64', ({ publicKey }) => publicKey],
    ['hex', (keys) => readRaw(keys).toString('hex')],
    ['hex-upper-case', (keys) => readRaw(keys).toString('hex').toUpperCase()],
    ['pem', (keys) => toKeyObject(keys).export({ type: 'spki', format: 'pem' }).toString()],
    ['der', (keys) => toKeyObject(keys).export({ type: 'spki', format: 'der' })],
    ['der-base64', (keys) => toKeyObject(keys).export({ type: 'spki', format: 'der' }).toString('base64')],
    ['bytes', (keys) => new Uint8Array(readRaw(keys))],
    ['jwk', (keys) => toKeyObject(keys).export({ format: 'jwk' }) as unknown as Ed25519Jwk],
    ['key-object', toKeyObject],
  ] satisfies [string, (keys: TestKeys) => PublicKeyInput][]
).map(([name, convert]) => ({
  id: `key.form.${name}`,
  ...(name === 'key-object' && { needs: ['node-modules'] }),
  options: ({ telnyx }) => ({ publicKey: convert(telnyx) }),
  request: signed,
  expect: accepted(checkKeyId),
}))

export const keyCases: readonly ConformanceCase[] = [
  ...forms,
  {
    id: 'key.two.first',
    options: bothKeys,
    request: signed,
    expect: accepted(checkKeyId),
  },
  {
    id: 'key.two.second',
    options: bothKeys,
    request: (keys) => signed(keys, { signer: 'next' }),
    expect: accepted(checkKeyId),
  },
  {
    id: 'key.two.unknown-third',
    options: bothKeys,
    request: (keys) => signed(keys, { signer: 'stranger' }),
    expect: refused('signature_mismatch'),
  },
  {
    id: 'key.function',
    options: ({ telnyx }) => ({ publicKey: async () => telnyx.publicKey }),
    request: signed,
    expect: accepted(checkKeyId),
  },
  {
    id: 'key.function.without-a-key',
    options: () => ({ publicKey: () => undefined }),
    request: signed,
    expect: refused('key_unavailable'),
  },
  {
    id: 'key.two.of-different-forms',
    needs: ['node-modules'],
    options: ({ telnyx, next }) => ({ publicKey: [readRaw(telnyx).toString('hex'), toKeyObject(next)] }),
    request: (keys) => signed(keys, { signer: 'next' }),
    expect: accepted(checkKeyId),
  },
]

function bothKeys({ telnyx, next }: CaseKeys) {
  return { publicKey: [telnyx.publicKey, next.publicKey] }
}

function checkKeyId({ keyId }: { readonly keyId: string }, keys: CaseKeys): void {
  assert.match(keyId, /^[0-9a-f]{16}$/)
  for (const { publicKey } of Object.values(keys)) {
    assert.ok(!Buffer.from(publicKey, 'base64').toString('hex').includes(keyId), 'an id, never part of a key')
  }
}

function readRaw({ publicKey }: TestKeys): Buffer {
  return Buffer.from(publicKey, 'base64')
}

function toKeyObject({ privateKey }: TestKeys): KeyObject {
  return createPublicKey(privateKey)
}
