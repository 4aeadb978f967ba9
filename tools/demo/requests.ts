import {
  createTestKeys,
  type SignedRequest,
  sampleCall,
  sampleEvent,
  signedRequest,
} from '@telnyx-call/testing'

/** One request of the demo and its expected outcome in every framework. */
export interface DemoRequest {
  readonly title: string
  readonly callSid: string
  readonly request: Omit<SignedRequest, 'method' | 'body'> & {
    readonly method: string
    readonly body?: string
  }
  /** The status, then `handled`, `acknowledged` or the refusal's code. */
  readonly expected: string
}

export const keys = createTestKeys()

const strangersKeys = createTestKeys()
const unsuccessful = ['busy', 'no-answer', 'canceled', 'failed'] as const

/** Every kind of request. Each uses its own call, so that handled ones can be told apart, except for the copy. */
export function createDemoRequests(): readonly DemoRequest[] {
  const now = Math.floor(Date.now() / 1000)
  const sign = (fields: Record<string, string>, timestamp = now) => signedRequest({ keys, fields, timestamp })
  const first = row('a call that ended', '200 handled', sign)
  const dial = row('the same after a Dial: Telnyx waits for TeXML', '200 handled', ({ CallSid = '' }) =>
    sign(sampleCall({ CallSid })),
  )
  const requests = [
    first,
    {
      ...first,
      title: 'the same call delivered again, signed anew',
      expected: '200 acknowledged',
      request: sign(sampleCall('recorded', { CallSid: first.callSid }), now - 60),
    },
    dial,
    { ...dial, title: 'its copy: Telnyx waits for TeXML again' },
    ...unsuccessful.map((status) =>
      row(`a call that ended ${status}`, '200 handled', ({ CallSid = '' }) =>
        sign(sampleCall(status, { CallSid })),
      ),
    ),
    row('the same form with %20 for +', '200 handled', (fields) =>
      signedRequest({
        keys,
        body: new URLSearchParams(fields).toString().replaceAll('+', '%20'),
        timestamp: now,
      }),
    ),
    row('an initiated event', '200 acknowledged', ({ CallSid = '' }) =>
      sign(sampleCall('initiated', { CallSid })),
    ),
    row('forged: signed by another key', '403 signature_mismatch', (fields) =>
      signedRequest({ keys: strangersKeys, fields, timestamp: now }),
    ),
    row('tampered: one byte changed', '403 signature_mismatch', (fields) => {
      const request = sign(fields)
      return { ...request, body: request.body.replace('CallDuration=45', 'CallDuration=46') }
    }),
    row('stale: signed 301 seconds ago', '403 timestamp_too_old', (fields) => sign(fields, now - 301)),
    row('future: signed an hour ahead', '403 timestamp_in_future', (fields) => sign(fields, now + 3600)),
    row('no headers', '400 missing_timestamp', (fields) => ({
      ...sign(fields),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })),
    row('GET, fields in the query', '405 method_not_allowed', (fields) => {
      const { headers } = sign(fields)
      return { method: 'GET', headers }
    }),
    row('JSON', '415 unsupported_media_type', (fields) =>
      signedRequest({ keys, body: JSON.stringify(fields), headers: { 'content-type': 'application/json' } }),
    ),
    row('oversized: 64 KiB and one field', '413 body_too_large', (fields) =>
      sign({ ...fields, Padding: 'x'.repeat(65_536) }),
    ),
    row('a field that cannot be read: AnsweredTime=noon', '200 handled', (fields) =>
      sign({ ...fields, AnsweredTime: 'noon' }),
    ),
    row('keys were pressed, and nobody handles that', '501 instructions_not_handled', ({ CallSid = '' }) =>
      sign(sampleEvent('gather', { CallSid })),
    ),
  ]
  return requests
}

function row(
  title: string,
  expected: string,
  toRequest: (fields: Record<string, string>) => DemoRequest['request'],
): DemoRequest {
  const callSid = `v3:demo-${title.replaceAll(/[^a-z0-9]+/gi, '-')}`
  return { title, callSid, expected, request: toRequest(sampleCall('recorded', { CallSid: callSid })) }
}
