import { gzipSync } from 'node:zlib'
import { createTestKeys, sampleCall, sampleEvent, signedRequest } from '@telnyx-call/testing'
import type { Random } from '../../packages/testing/src/random.ts'
import { CALLBACK_PATH } from '../conformance/host.ts'
import { type Framing, frameBody } from './framing.ts'

/** The account's key, and one that is not the account's. */
export const keys = createTestKeys()
const forgersKeys = createTestKeys()

/** A request, byte for byte, and what must come of it where it arrives whole. */
export interface FuzzRequest {
  readonly kind: Kind
  readonly callSid: string
  readonly method: string
  readonly head: Buffer
  readonly body: Buffer
  /** The status of the answer; several where the server may answer before or after it has read the whole. */
  readonly statuses: readonly number[]
  /** Whether the handler has to run for it. */
  readonly isGood: boolean
  /** Whether nothing behind it on the same connection needs to be read. */
  readonly isLast: boolean
  /** Whether it is no HTTP: then Node answers at once, before what came earlier on the connection is answered. */
  readonly isUnreadable: boolean
}

export type Kind = keyof typeof makers

/** What every request is made of before it departs from a good one. */
interface Draft {
  readonly callSid: string
  readonly random: Random
}

type Departure = Partial<Omit<FuzzRequest, 'kind' | 'callSid' | 'head' | 'body'>> & {
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly bytes?: Buffer
  readonly framing?: Framing
}

const TIMESTAMP = 'telnyx-timestamp'
const SIGNATURE = 'telnyx-signature-ed25519'
const BODY_LIMIT_BYTES = 65_536
const GOOD: Departure = { statuses: [200], isGood: true }

type Headers = readonly (readonly [name: string, value: string])[]
type Signed = { readonly headers: Headers; readonly bytes: Buffer }

function sign(callSid: string, options: Partial<Parameters<typeof signedRequest>[0]> = {}): Signed {
  const fields = sampleCall('recorded', { CallSid: callSid })
  const content = options.body === undefined ? { fields } : {}
  const { headers, body } = signedRequest({ keys, ...content, ...options })
  return { headers: Object.entries(headers), bytes: Buffer.from(body) }
}

function setHeader(headers: Headers, name: string, value: string | undefined): Headers {
  const others = headers.filter(([other]) => other !== name)
  return value === undefined ? others : [...others, [name, value]]
}

const nowSeconds = () => Math.floor(Date.now() / 1000)
const pick = <Item>(random: Random, items: readonly [Item, ...Item[]]): Item =>
  items[Math.floor(random() * items.length)] ?? items[0]
const count = (random: Random, from: number, to: number) => from + Math.floor(random() * (to - from + 1))

/** What each kind of request departs in. All of them are signed by the account unless the departure is in that. */
const makers = {
  good: ({ callSid }: Draft): Departure => ({ ...sign(callSid), ...GOOD }),
  'other event': ({ callSid }: Draft): Departure => ({
    ...sign(callSid, { fields: sampleCall('ringing', { CallSid: callSid }) }),
    statuses: [200],
  }),
  'waits for TeXML': ({ callSid }: Draft): Departure => ({
    ...sign(callSid, { fields: sampleEvent('gather', { CallSid: callSid }) }),
    statuses: [501],
  }),
  'forged signature': ({ callSid, random }: Draft): Departure => {
    const { headers, bytes } = sign(callSid)
    const signature = Buffer.from(Array.from({ length: 64 }, () => count(random, 0, 255))).toString('base64')
    return { headers: setHeader(headers, SIGNATURE, signature), bytes, statuses: [403] }
  },
  "another's key": ({ callSid }: Draft): Departure => ({
    ...sign(callSid, { keys: forgersKeys }),
    statuses: [403],
  }),
  'changed body': ({ callSid, random }: Draft): Departure => {
    const { headers, bytes } = sign(callSid)
    const changed = Buffer.from(bytes)
    const place = count(random, 0, bytes.length - 1)
    changed[place] = (changed[place] ?? 0) ^ (1 << count(random, 0, 7))
    return { headers, bytes: changed, statuses: [403] }
  },
  'changed timestamp': ({ callSid, random }: Draft): Departure => {
    const { headers, bytes } = sign(callSid)
    const timestamp = String(nowSeconds() - count(random, 2, 200))
    return { headers: setHeader(headers, TIMESTAMP, timestamp), bytes, statuses: [403] }
  },
  stale: ({ callSid, random }: Draft): Departure => {
    const distance = count(random, 330, 100_000) * (random() < 0.5 ? 1 : -1)
    return { ...sign(callSid, { timestamp: nowSeconds() + distance }), statuses: [403] }
  },
  'malformed header': ({ callSid, random }: Draft): Departure => {
    const { headers, bytes } = sign(callSid)
    const name = pick(random, [TIMESTAMP, SIGNATURE])
    const value = pick(random, ['', '-1', '1e9', 'x'.repeat(88), '1705314660.5', `${nowSeconds()}000`, '%00'])
    return { headers: setHeader(headers, name, value), bytes, statuses: [400] }
  },
  'missing header': ({ callSid, random }: Draft): Departure => {
    const { headers, bytes } = sign(callSid)
    const name = pick(random, [TIMESTAMP, SIGNATURE])
    return { headers: setHeader(headers, name, undefined), bytes, statuses: [400] }
  },
  'repeated header': ({ callSid, random }: Draft): Departure => {
    const { headers, bytes } = sign(callSid)
    const repeated = pick(random, [TIMESTAMP, SIGNATURE])
    const again = headers.filter(([name]) => name === repeated)
    return { headers: [...headers, ...again], bytes, statuses: [400] }
  },
  'wrong method': ({ callSid, random }: Draft): Departure => ({
    ...sign(callSid),
    method: pick(random, ['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']),
    statuses: [405],
  }),
  'no method': ({ callSid }: Draft): Departure => ({
    ...sign(callSid),
    method: 'FORGE',
    statuses: [400],
    isLast: true,
    isUnreadable: true,
  }),
  'wrong type': ({ callSid, random }: Draft): Departure => {
    const { headers, bytes } = sign(callSid)
    const type = pick(random, [
      'application/json',
      'text/plain',
      'multipart/form-data; boundary=x',
      'nonsense',
      '',
    ])
    return { headers: setHeader(headers, 'content-type', type), bytes, statuses: [415] }
  },
  compressed: ({ callSid, random }: Draft): Departure => {
    const { headers, bytes } = sign(callSid)
    const body = random() < 0.5 ? gzipSync(bytes) : bytes
    const coding = pick(random, ['gzip', 'deflate', 'br', 'zstd', 'nonsense'])
    return { headers: setHeader(headers, 'content-encoding', coding), bytes: body, statuses: [415] }
  },
  oversized: ({ callSid, random }: Draft): Departure => {
    const form = new URLSearchParams({ ...sampleCall('recorded'), CallSid: callSid, Padding: '' }).toString()
    const bytes = Buffer.from(form.padEnd(BODY_LIMIT_BYTES + count(random, 1, 200_000), 'x'))
    return { ...sign(callSid, { body: bytes }), statuses: [413], isLast: true }
  },
  'broken framing': ({ callSid, random }: Draft): Departure => ({
    ...sign(callSid),
    framing: pick(random, ['negative-length', 'two-lengths', 'length-and-chunks', 'no-chunk-size']),
    // Node answers, or nobody does: what came of it by then depends on where it broke.
    statuses: [400, 413],
    isLast: true,
    isUnreadable: true,
  }),
}

const kindNames = Object.keys(makers) as Kind[]

/** Makes one request of a kind. The handler is told by the CallSid what to do. */
export function makeRequest(kind: Kind, callSid: string, random: Random): FuzzRequest {
  const departure: Departure = makers[kind]({ callSid, random })
  const { headers = [], bytes = Buffer.alloc(0), method = 'POST', statuses = [] } = departure
  const { isGood = false, isLast = false, isUnreadable = false } = departure
  const framing = departure.framing ?? (random() < 0.5 ? 'length' : 'chunks')
  const { body, framingHeaders } = frameBody(bytes, framing, random)
  const lines = [
    `${method} ${CALLBACK_PATH} HTTP/1.1`,
    'host: 127.0.0.1',
    ...[...headers, ...framingHeaders].map(([name, value]) => `${name}: ${value}`),
  ]
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  return { kind, callSid, method, head, body, statuses, isGood, isLast, isUnreadable }
}

/** Half of the requests are good. */
export function pickKind(random: Random): Kind {
  return random() < 0.5 ? 'good' : (kindNames[count(random, 0, kindNames.length - 1)] ?? 'good')
}
