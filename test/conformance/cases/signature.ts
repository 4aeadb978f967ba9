import { sign } from 'node:crypto'
import { sampleCall } from '@telnyx-call/testing'
import type { CaseKeys, ConformanceCase } from '../case.ts'
import { refused } from '../expectations.ts'
import {
  NOW_SECONDS,
  readHeader,
  repeatHeader,
  replaceHeader,
  SIGNATURE,
  signed,
  TIMESTAMP,
} from '../requests.ts'
import type { WireRequest } from '../wire.ts'

/** The order of the group of Ed25519's base point (RFC 8032, 5.1). */
const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n

const malformedSignatures: ConformanceCase[] = (
  [
    ['empty', () => ''],
    ['white-space-inside', (text) => `${text.slice(0, 40)} ${text.slice(40)}`],
    ['base64url', (text) => text.replaceAll('+', '-').replaceAll('/', '_')],
    ['missing-padding', (text) => text.replace(/=+$/, '')],
    ['half-the-padding', (text) => text.slice(0, -1)],
    ['more-padding', (text) => `${text}=`],
    ['trailing-bits', (text) => text.replace(/[AQgw]==$/, setTrailingBit)],
    ['63-bytes', (text) => resize(text, 63)],
    ['65-bytes', (text) => resize(text, 65)],
    ['0-bytes', () => '===='],
    ['hex', (text) => Buffer.from(text, 'base64').toString('hex')],
    ['standard-webhooks-version', (text) => `v1a,${text}`],
    ['list', (text) => `${text} ${text}`],
    ['quotes', (text) => `"${text}"`],
    ['foreign-letter', (text) => `\u00e9${text.slice(1)}`],
    ['word', () => 'valid'],
  ] satisfies [string, (text: string) => string][]
).map(([name, change]) => ({
  id: `header.signature.${name}`,
  request: (keys) => replaceHeader(signedWithSpecials(keys), SIGNATURE, change),
  expect: refused('malformed_signature'),
}))

const mismatches: ConformanceCase[] = (
  [
    ['forged', 'Signed by a key that is not configured.', (keys) => signed(keys, { signer: 'stranger' })],
    ['body-bit-flipped', undefined, (keys) => changeBody(signed(keys), flipLastBit)],
    [
      'body-byte-added',
      undefined,
      (keys) => changeBody(signed(keys), (body) => Buffer.concat([body, Buffer.from('&')])),
    ],
    ['body-byte-removed', undefined, (keys) => changeBody(signed(keys), (body) => body.subarray(1))],
    ['body-empty', undefined, (keys) => changeBody(signed(keys), () => Buffer.alloc(0))],
    [
      'body-encoded-anew',
      'The same form with %20 for + is another text.',
      (keys) => changeBody(signed(keys), (body) => Buffer.from(body.toString().replaceAll('+', '%20'))),
    ],
    [
      'timestamp-changed',
      'Still inside the window.',
      (keys) => replaceHeader(signed(keys), TIMESTAMP, () => String(NOW_SECONDS + 1)),
    ],
    ['all-zero', undefined, (keys) => replaceSignature(keys, Buffer.alloc(64))],
    ['bit-flipped', undefined, (keys) => replaceSignature(keys, flipLastBit(readSignature(signed(keys))))],
    [
      'body-alone',
      'Without the timestamp.',
      (keys) =>
        replaceSignature(
          keys,
          signText(keys, (body) => body),
        ),
    ],
    [
      'standard-webhooks-text',
      'With full stops, as Standard Webhooks signs.',
      (keys) =>
        replaceSignature(
          keys,
          signText(keys, (body) => `id.${NOW_SECONDS}.${body}`),
        ),
    ],
    [
      'order-reversed',
      undefined,
      (keys) =>
        replaceSignature(
          keys,
          signText(keys, (body) => `${body}|${NOW_SECONDS}`),
        ),
    ],
    [
      'malleable',
      'S + L in place of S: some libraries accept it (RFC 8032, 5.1.7, does not).',
      (keys) => replaceSignature(keys, addGroupOrder(readSignature(signed(keys)))),
    ],
  ] satisfies [string, string | undefined, (keys: CaseKeys) => WireRequest][]
).map(([name, why, request]) => ({
  id: `signature.${name}`,
  ...(why !== undefined && { why }),
  request,
  expect: refused('signature_mismatch'),
}))

export const signatureCases: readonly ConformanceCase[] = [
  {
    id: 'header.signature.missing',
    request: (keys) => replaceHeader(signed(keys), SIGNATURE, () => undefined),
    expect: refused('missing_signature'),
  },
  ...malformedSignatures,
  {
    id: 'header.signature.repeated',
    request: (keys) => repeatHeader(signed(keys), SIGNATURE),
    expect: refused('malformed_signature'),
  },
  {
    id: 'header.signature.repeated-forged-first',
    request: (keys) => {
      const forged = signed(keys, { signer: 'stranger' })
      return repeatHeader(forged, SIGNATURE, readHeader(signed(keys), SIGNATURE))
    },
    expect: refused('malformed_signature'),
  },
  ...mismatches,
]

/** A signature is random: one with neither + nor / would be the same in base64url. */
function signedWithSpecials(keys: CaseKeys): WireRequest {
  for (let sequence = 0; ; sequence++) {
    const request = signed(keys, { fields: sampleCall({ SequenceNumber: String(sequence) }) })
    if (/[+/]/.test(readHeader(request, SIGNATURE))) return request
  }
}

function setTrailingBit(ending: string): string {
  return `${String.fromCharCode(ending.charCodeAt(0) + 1)}==`
}

function resize(text: string, length: number): string {
  return Buffer.concat([Buffer.from(text, 'base64'), Buffer.alloc(1)], length).toString('base64')
}

function changeBody(request: WireRequest, change: (body: Buffer) => Buffer): WireRequest {
  return { ...request, body: change(Buffer.from(request.body)) }
}

function flipLastBit(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte)))
}

function readSignature(request: WireRequest): Buffer {
  return Buffer.from(readHeader(request, SIGNATURE), 'base64')
}

function replaceSignature(keys: CaseKeys, signature: Buffer): WireRequest {
  return replaceHeader(signed(keys), SIGNATURE, () => signature.toString('base64'))
}

function signText(keys: CaseKeys, arrange: (body: string) => string): Buffer {
  return sign(null, Buffer.from(arrange(Buffer.from(signed(keys).body).toString())), keys.telnyx.privateKey)
}

function addGroupOrder(signature: Buffer): Buffer {
  const scalar = Buffer.from(signature.subarray(32)).reverse()
  const sum = (BigInt(`0x${scalar.toString('hex')}`) + GROUP_ORDER).toString(16).padStart(64, '0')
  return Buffer.concat([signature.subarray(0, 32), Buffer.from(sum, 'hex').reverse()])
}
