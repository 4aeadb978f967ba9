import { type TelnyxCall, toCallRecord } from '@telnyx-call/core'
import { sampleCall } from '@telnyx-call/testing'
import fc from 'fast-check'
import t from 'tap'
import { deliver } from '../../packages/core/test/webhook.ts'

function read(text: string): Date | undefined {
  return toCallRecord({ Timestamp: text } as TelnyxCall).generatedAt
}

const instants = fc.date({
  min: new Date('0001-01-02T00:00:00Z'),
  max: new Date('9999-12-30T00:00:00Z'),
  noInvalidDate: true,
})
const offsetMinutes = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 })

function writeOffset(minutes: number, separator: string): string {
  const pad = (count: number) => String(count).padStart(2, '0')
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}${separator}${pad(size % 60)}`
}

/** The wall clock of a place that is so many minutes ahead of UTC, as if it were UTC. */
function shift(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() + minutes * 60_000)
}

const wholeSecond = (instant: Date) => Math.floor(instant.getTime() / 1000) * 1000

/** Each form in which an instant can be written, and the instant that should be read. */
const forms: Record<
  string,
  (instant: Date, minutes: number, digits: string) => [text: string, expected: number]
> = {
  'RFC 3339': (instant) => [instant.toISOString(), instant.getTime()],
  'RFC 3339 with an offset': (instant, minutes) => [
    shift(instant, minutes).toISOString().replace('Z', writeOffset(minutes, ':')),
    instant.getTime(),
  ],
  'RFC 3339 with more digits': (instant, _, digits) => [
    instant.toISOString().replace('Z', `${digits}Z`),
    instant.getTime(),
  ],
  'a space for the T': (instant, _, digits) => [
    instant.toISOString().replace('T', ' ').replace('Z', `${digits}Z`),
    instant.getTime(),
  ],
  'a space and an offset': (instant, minutes) => [
    shift(instant, minutes).toISOString().replace('T', ' ').replace('Z', writeOffset(minutes, ':')),
    instant.getTime(),
  ],
  'RFC 2822 in GMT': (instant) => [instant.toUTCString(), wholeSecond(instant)],
  'RFC 2822 with an offset': (instant, minutes) => [
    shift(instant, minutes).toUTCString().replace('GMT', writeOffset(minutes, '')),
    wholeSecond(instant),
  ],
}

for (const [name, write] of Object.entries(forms)) {
  t.test(`an instant comes back: ${name}`, async (t) => {
    const digits = fc.constantFrom('', '0', '4', '999', '500001')
    fc.assert(
      fc.property(instants, offsetMinutes, digits, (instant, minutes, more) => {
        const [text, expected] = write(instant, minutes, more)
        return read(text)?.getTime() === expected
      }),
      { numRuns: 700 },
    )
    t.pass()
  })
}

t.test('what the schema takes is what can be read', async (t) => {
  const parts = fc.tuple(
    fc.integer({ min: 0, max: 9999 }),
    fc.integer({ min: 0, max: 13 }),
    fc.integer({ min: 0, max: 32 }),
    fc.integer({ min: 0, max: 24 }),
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 0, max: 59 }),
  )
  const texts = parts.map(([year, ...others]) => {
    const [month, day, hour, minute, second] = others.map((part) => String(part).padStart(2, '0'))
    return `${String(year).padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}Z`
  })
  let readable = 0
  await fc.assert(
    fc.asyncProperty(fc.oneof(texts, fc.string({ minLength: 1 })), async (text) => {
      const { schemaErrors } = await deliver(sampleCall({ Timestamp: text }))
      const date = read(text)
      if (date) readable++
      // The platform rolls a date that does not exist over into the next month; then it reads back otherwise.
      const exists = /^\d{4}-.*Z$/.test(text) && toIso(text) === text
      return exists === (date !== undefined) && exists === (schemaErrors.length === 0)
    }),
    { numRuns: 700 },
  )
  t.ok(readable > 30)
})

function toIso(text: string): string | undefined {
  const milliseconds = Date.parse(text)
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString().replace('.000Z', 'Z')
}
