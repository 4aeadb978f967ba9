import { randomBytes } from 'node:crypto'
import {
  type SampleEventType,
  type SignedRequest,
  sampleEvent,
  signedRequest,
  type TestKeys,
} from '@telnyx-call/testing'
import { type RawAnswer, sendRaw } from '../raw-request.ts'

export const probeNames = ['good', 'tampered', 'unsigned', 'stale', 'get'] as const
export type ProbeName = (typeof probeNames)[number]

/** A request that was sent to the route, and its answer. */
export interface Probe {
  readonly name: ProbeName
  /** For people. */
  readonly title: string
  readonly expected: string
  readonly isAsExpected: boolean
  readonly answer: RawAnswer
  /** The code of a refusal by a guard of this project. */
  readonly refusalCode?: string
}

export interface ProbeTarget {
  readonly url: URL
  readonly keys: TestKeys
  readonly eventType: SampleEventType
  readonly timeoutMs: number
}

/** Twice the guard's time window. */
const STALE_SECONDS = 600

const TITLES: Readonly<Record<ProbeName, string>> = {
  good: 'A signed event',
  tampered: 'The same, changed after it was signed',
  unsigned: 'One without signing headers',
  stale: `One signed ${STALE_SECONDS} s ago`,
  get: 'A GET with the fields in its query',
}

/** Sends one probe. Each has a CallSid of its own that starts with `doctor-`. */
export async function sendProbe(name: ProbeName, target: ProbeTarget): Promise<Probe> {
  const answer = await sendRequest(name, target)
  const isSuccess = answer.status !== undefined && answer.status >= 200 && answer.status < 300
  const isRefusal = answer.status !== undefined && answer.status >= 400 && answer.status < 500
  const refusalCode = readRefusalCode(answer)
  return {
    name,
    title: TITLES[name],
    expected: name === 'good' ? '200' : 'a refusal (4xx)',
    isAsExpected: name === 'good' ? isSuccess : isRefusal,
    answer,
    ...(refusalCode !== undefined && { refusalCode }),
  }
}

function sendRequest(name: ProbeName, { url, keys, eventType, timeoutMs }: ProbeTarget): Promise<RawAnswer> {
  const request = signEvent(keys, eventType, name === 'stale' ? STALE_SECONDS : 0)
  const headers = Object.entries(request.headers)
  const sent = { url, method: 'POST', headers, body: Buffer.from(request.body), timeoutMs }
  switch (name) {
    case 'tampered':
      return sendRaw({ ...sent, body: Buffer.from(request.body.replace('doctor-', 'doctor_')) })
    case 'unsigned':
      return sendRaw({ ...sent, headers: headers.filter(([header]) => !header.startsWith('telnyx-')) })
    case 'get': {
      const query = new URL(url)
      query.search = `${query.search === '' ? '?' : `${query.search}&`}CallSid=doctor-get&CallStatus=completed`
      return sendRaw({ url: query, method: 'GET', headers: [], body: new Uint8Array(), timeoutMs })
    }
    default:
      return sendRaw(sent)
  }
}

function signEvent(keys: TestKeys, eventType: SampleEventType, ageSeconds: number): SignedRequest {
  const id = `doctor-${randomBytes(8).toString('hex')}`
  const timestamp = Math.floor(Date.now() / 1000) - ageSeconds
  if (eventType === 'json') return signedRequest({ keys, json: sampleEvent('json', { id }), timestamp })
  return signedRequest({ keys, fields: sampleEvent(eventType, { CallSid: id }), timestamp })
}

/** The code is in the guard's answer, or in the link of the error that a framework shows in development. */
function readRefusalCode({ body }: RawAnswer): string | undefined {
  const text = Buffer.from(body).toString()
  return /"urn:telnyx-call:refusal:([a-z_]+)"/.exec(text)?.[1] ?? /refusals\.md#([a-z_]+)/.exec(text)?.[1]
}
