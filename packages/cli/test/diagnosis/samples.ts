import querystring from 'node:querystring'
import {
  createTestKeys,
  sampleCall,
  sampleEvent,
  sampleEventTypes,
  sampleVariants,
  signedRequest,
} from '@telnyx-call/testing'
import type { Evidence } from '../../src/diagnosis/diagnosis.ts'
import type { Random } from './random.ts'

export const keys = createTestKeys()
export const otherKeys = createTestKeys()

/** When every sample was received. It was signed a few seconds before. */
export const NOW = new Date('2026-03-01T12:00:00Z')

export type Kind = 'form' | 'json'
export type Fields = readonly (readonly [name: string, value: string])[]

const NAMES = ['Zoë Müller 東京', 'John Doe', "O'Brien (Sales)*!~", 'a+b & c=d / 100%', 'José', '']
const TEXTS = [
  'hello there, world',
  'https://example.com/a b?c=d',
  'naïve café €5 — “ok”',
  '<b>&amp;</b>',
  'x',
]

/** Fields of any event, in the specification's order, with values that encoders disagree on. */
export function sampleFields(random: Random): Fields {
  const types = sampleEventTypes.filter((type) => type !== 'json')
  const fields: Record<string, string> = random.pick([
    () => sampleCall(random.pick(sampleVariants)),
    () => sampleEvent(random.pick(types)) as Record<string, string>,
  ])()
  fields.CallSid = `v3:${random.below(2 ** 31).toString(36)}-${random.below(2 ** 31).toString(36)}`
  if ('CallerId' in fields) fields.CallerId = random.pick(NAMES)
  return Object.entries(fields)
}

/** Ways in which Telnyx may encode a form. */
export const encoders: readonly ((fields: Fields) => string)[] = [
  (fields) => new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString(),
  (fields) => fields.map((field) => field.map(encodeURIComponent).join('=')).join('&'),
  (fields) =>
    fields
      .map((field) => field.map((part) => querystring.escape(part).replaceAll('%20', '+')).join('='))
      .join('&'),
  (fields) => fields.map((field) => field.map(encodeStrictly).join('=')).join('&'),
]

function encodeStrictly(part: string): string {
  return encodeURIComponent(part).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

export function sampleJson(random: Random): unknown {
  const id = `${random.below(2 ** 31)}`
  const json = sampleEvent('json', { id })
  const text = random.pick(TEXTS)
  return {
    ...json,
    data: {
      ...json.data,
      payload: {
        ...json.data.payload,
        text,
        name: random.pick(NAMES),
        parts: random.below(9) + 1,
        tags: [],
        to: [{ phone_number: '+13125550100', ok: true, rate: null }],
      },
    },
  }
}

export function sampleBody(kind: Kind, random: Random): string {
  return kind === 'form' ? random.pick(encoders)(sampleFields(random)) : JSON.stringify(sampleJson(random))
}

/** A delivery that verifies. */
export function signEvidence(kind: Kind, body: string | Uint8Array, random: Random): Evidence {
  const signedAt = Math.floor(NOW.getTime() / 1000) - random.below(60)
  const request = signedRequest({ keys, body: Buffer.from(body), timestamp: signedAt })
  const contentType = kind === 'form' ? 'application/x-www-form-urlencoded' : 'application/json'
  return {
    method: 'POST',
    url: '/webhooks/telnyx',
    headers: [
      ['Host', 'example.com'],
      ['User-Agent', 'telnyx-webhooks'],
      ['Content-Type', contentType],
      ['Content-Length', String(request.body.length)],
      ['telnyx-timestamp', request.headers['telnyx-timestamp'] ?? ''],
      ['telnyx-signature-ed25519', request.headers['telnyx-signature-ed25519'] ?? ''],
    ],
    body: request.body,
    publicKeys: [keys.publicKey],
    now: NOW,
  }
}
