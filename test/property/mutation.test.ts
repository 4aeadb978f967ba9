import { createTestKeys, sampleCall, signedRequest } from '@telnyx-call/testing'
import fc from 'fast-check'
import t from 'tap'
import { createTestReceiver, keys, signedAtSeconds } from '../../packages/core/test/webhook.ts'

t.setTimeout(120_000)

const receiver = createTestReceiver()

interface Request {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

function sign(fields: Record<string, string>): Request {
  const { headers, body } = signedRequest({ keys, fields, timestamp: signedAtSeconds })
  return { headers, body: Buffer.from(body) }
}

async function receive({ headers, body }: Request): Promise<string> {
  const reception = await receiver.receive({ method: 'POST', header: (name) => headers[name], body })
  return reception.outcome === 'refused' ? reception.refusal.code : reception.outcome
}

/** The outcomes of many requests, each once. */
async function receiveAll(requests: Iterable<Request>): Promise<string[]> {
  const outcomes = new Set<string>()
  for (const request of requests) outcomes.add(await receive(request))
  return [...outcomes].sort()
}

function* flipEveryBit(bytes: Uint8Array): Generator<Uint8Array> {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Uint8Array.from(bytes)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    yield flipped
  }
}

function* replaceEveryCharacter(text: string, alphabet: string): Generator<string> {
  for (let index = 0; index < text.length; index++) {
    for (const character of alphabet) {
      if (character !== text[index]) yield text.slice(0, index) + character + text.slice(index + 1)
    }
  }
}

const original = sign(sampleCall('minimal'))
const digits = '0123456789'
const base64 = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz${digits}+/=`

t.test('the original is taken', async (t) => {
  t.equal(await receive(original), 'accepted')
})

t.test('every bit of the body, flipped', async (t) => {
  const requests = [...flipEveryBit(original.body)].map((body) => ({ ...original, body }))
  t.equal(requests.length, original.body.length * 8)
  t.strictSame(await receiveAll(requests), ['signature_mismatch'])
})

t.test('every digit of the timestamp, changed', async (t) => {
  const changed = [...replaceEveryCharacter(String(signedAtSeconds), digits)]
  const requests = changed.map((timestamp) => ({
    ...original,
    headers: { ...original.headers, 'telnyx-timestamp': timestamp },
  }))
  t.equal(requests.length, 90)
  t.strictSame(await receiveAll(requests), ['signature_mismatch', 'timestamp_in_future', 'timestamp_too_old'])
})

t.test('every character of the signature, changed', async (t) => {
  const signature = original.headers['telnyx-signature-ed25519'] ?? ''
  const requests = [...replaceEveryCharacter(signature, base64)].map((changed) => ({
    ...original,
    headers: { ...original.headers, 'telnyx-signature-ed25519': changed },
  }))
  t.equal(requests.length, 88 * 64)
  t.strictSame(await receiveAll(requests), ['malformed_signature', 'signature_mismatch'])
})

t.test('every bit of the signature, flipped', async (t) => {
  const signature = Buffer.from(original.headers['telnyx-signature-ed25519'] ?? '', 'base64')
  const requests = [...flipEveryBit(signature)].map((bytes) => ({
    ...original,
    headers: { ...original.headers, 'telnyx-signature-ed25519': Buffer.from(bytes).toString('base64') },
  }))
  t.equal(requests.length, 512)
  t.strictSame(await receiveAll(requests), ['signature_mismatch'])
})

const calls = fc
  .record({ CallerId: fc.string({ unit: 'binary' }), To: fc.string({ minLength: 1 }) })
  .map((overrides) => sign(sampleCall(overrides)))

/** Cuts, copies and insertions; each one leaves a body of another length, or with two unlike bytes exchanged. */
const splices: fc.Arbitrary<(body: Buffer) => Buffer> = fc
  .record({
    kind: fc.constantFrom('insert', 'delete', 'duplicate', 'exchange', 'append'),
    at: fc.nat(),
    length: fc.integer({ min: 1, max: 50 }),
    inserted: fc.uint8Array({ minLength: 1, maxLength: 20 }),
  })
  .map(({ kind, at, length, inserted }) => (body) => {
    const start = at % body.length
    const [before, after] = [body.subarray(0, start), body.subarray(start)]
    if (kind === 'insert') return Buffer.concat([before, inserted, after])
    if (kind === 'delete') return Buffer.concat([before, after.subarray(length)])
    if (kind === 'duplicate') return Buffer.concat([before, after.subarray(0, length), after])
    if (kind === 'append') return Buffer.concat([body, inserted])
    return exchangeUnlike(body, start)
  })

function exchangeUnlike(body: Buffer, start: number): Buffer {
  const exchanged = Buffer.from(body)
  const unlike = body.findIndex((byte) => byte !== body[start])
  exchanged[start] = body[unlike] ?? 0
  exchanged[unlike] = body[start] ?? 0
  return exchanged
}

t.test('bytes inserted, deleted, duplicated, exchanged', async (t) => {
  let count = 0
  await fc.assert(
    fc.asyncProperty(calls, splices, async (request, splice) => {
      const body = splice(Buffer.from(request.body))
      count++
      return !body.equals(request.body) && (await receive({ ...request, body })) === 'signature_mismatch'
    }),
    { numRuns: 600 },
  )
  t.equal(count, 600)
})

t.test('timestamp and signature of one call on another', async (t) => {
  await fc.assert(
    fc.asyncProperty(calls, calls, async (one, other) => {
      fc.pre(!Buffer.from(one.body).equals(other.body))
      return (await receive({ headers: one.headers, body: other.body })) === 'signature_mismatch'
    }),
    { numRuns: 200 },
  )
  t.pass()
})

t.test('another key', async (t) => {
  const requests = Array.from({ length: 100 }, () => {
    const { headers, body } = signedRequest({ keys: createTestKeys(), timestamp: signedAtSeconds })
    return { headers, body: Buffer.from(body) }
  })
  t.strictSame(await receiveAll(requests), ['signature_mismatch'])
})
