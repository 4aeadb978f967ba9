import { sampleCall } from '@telnyx-call/testing'
import fc from 'fast-check'
import t from 'tap'
import {
  createTestReceiver,
  createWebhook,
  deliver,
  expectDelivery,
} from '../../packages/core/test/webhook.ts'

t.setTimeout(120_000)

/** What the platform's own decoder makes of the text: the first value of each name, and the names that came again. */
function decodeAsPlatform(text: string): { entries: [string, string][]; repeated: Set<string> } {
  const first = new Map<string, string>()
  const repeated = new Set<string>()
  // The ampersand keeps URLSearchParams from taking a leading question mark for the start of a query.
  for (const [name, value] of new URLSearchParams(`&${text}`)) {
    if (first.has(name)) repeated.add(name)
    else first.set(name, value)
  }
  return { entries: [...first], repeated }
}

/** What makes an ended call of any form that it stands in front of. */
const ENDED = 'CallbackSource=call-progress-events&CallStatus=completed&'

async function expectSame(body: string | Uint8Array): Promise<void> {
  await expectSameFields(body)
  await expectSameCall(Buffer.concat([Buffer.from(ENDED), Buffer.from(body)]))
}

function decode(body: string | Uint8Array): ReturnType<typeof decodeAsPlatform> {
  return decodeAsPlatform(
    typeof body === 'string' ? body : new TextDecoder('utf-8', { ignoreBOM: true }).decode(body),
  )
}

async function expectSameFields(body: string | Uint8Array): Promise<void> {
  const { entries } = decode(body)
  const { fields, event } = await deliver(body)
  // The one text that is no form.
  if (event.type === 'json' || 'json' in event) return
  const decoded = new Map(Object.entries(fields))
  for (const [name, value] of entries) {
    if (decoded.get(name) !== value) throw new Error(`${name}: ${decoded.get(name)} is not ${value}`)
  }
  if (decoded.size !== entries.length) throw new Error(`${decoded.size} fields, not ${entries.length}`)
}

/** One for all bodies: what it keeps of one must not show in the next. */
const receiver = createTestReceiver({ events: 'all', deduplication: false })

async function expectSameCall(body: Uint8Array): Promise<void> {
  const { entries, repeated } = decode(body)
  const { call, schemaErrors } = expectDelivery(await receiver.receive(createWebhook({ body })))
  if (call === undefined) throw new Error('it is no ended call')
  for (const name of ['CallSid', 'To', 'From'] as const) {
    const expected = new Map(entries).get(name)
    if (call[name] !== expected) throw new Error(`call.${name}: ${call[name]} is not ${expected}`)
  }
  const told = schemaErrors.filter(({ rule }) => rule === 'repeated').map(({ field }) => field)
  const expected = [...repeated].filter((name) => Object.hasOwn(sampleCall(), name))
  if (told.sort().join() !== expected.sort().join()) throw new Error(`repeated: ${told}, not ${expected}`)
}

/** Text dense in what a form decoder has to tell apart. */
const formText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '&',
        '=',
        '+',
        '%',
        '%2',
        '%zz',
        '?',
        ';',
        '#',
        '\uFEFF',
        '\0',
        '__proto__',
        'é',
        '😀',
        '\uD800',
      ),
      fc.constantFrom('CallSid', 'To', 'From', 'SequenceNumber', 'constructor'),
      fc.constantFrom('&CallSid=', '&%43allSid=', '&To=', '&To', '&T%6F=', '&From=+'),
      fc.integer({ min: 0, max: 255 }).map((byte) => `%${byte.toString(16).padStart(2, '0')}`),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''))

const pairs = fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), {
  maxLength: 10,
})

const cases: Record<string, fc.Arbitrary<string | Uint8Array>> = {
  'arbitrary text': fc.string({ unit: 'binary' }),
  'text dense in special characters': formText,
  'arbitrary bytes': fc.uint8Array({ maxLength: 100 }),
  'bytes dense in special characters': formText.chain((text) =>
    fc
      .uint8Array({ maxLength: 10 })
      .map((bytes) => Buffer.concat([Buffer.from(text), bytes, Buffer.from(text)])),
  ),
  'forms as the platform encodes them': pairs.map((entries) => new URLSearchParams(entries).toString()),
  'forms as encodeURIComponent does': pairs.map((entries) =>
    entries.map((pair) => pair.map((part) => encodeURIComponent(part)).join('=')).join('&'),
  ),
  'the sample, with text in it': formText.map((text) => `${new URLSearchParams(sampleCall())}&${text}`),
}

for (const [name, bodies] of Object.entries(cases)) {
  t.test(`decoded as URLSearchParams does: ${name}`, async (t) => {
    await fc.assert(fc.asyncProperty(bodies, expectSame), { numRuns: 250 })
    t.pass()
  })
}

t.test('every beginning of a form is decoded alike, after the whole of it', async (t) => {
  const whole = Buffer.from(`${ENDED}CallSid=v3%3Aab+c&From=%2B15550100&To=sip%3Aa%40host.example&To=b`)
  for (let length = ENDED.length; length < whole.length; length++) {
    await expectSameCall(whole)
    await expectSameCall(whole.subarray(0, length))
  }
  t.pass()
})

t.test('what was encoded comes back', async (t) => {
  const text = fc.string({ unit: 'binary' })
  await fc.assert(
    fc.asyncProperty(fc.dictionary(text, text), async (sent) => {
      const { fields } = await deliver(sent)
      return Object.entries(sent).every(([name, value]) => fields[name] === value)
    }),
    { numRuns: 200 },
  )
  t.pass()
})
