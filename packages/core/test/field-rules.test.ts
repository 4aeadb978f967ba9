import { eventSchemas } from '@telnyx-call/core/schema'
import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { formEventTypes, sampleFields, typedFields } from './sample-bodies.ts'
import { createTestReceiver, createWebhook, expectDelivery, SUCCEEDED, settleOf } from './webhook.ts'

const dateTimes = ['2024-01-15T10:30:00Z', '2024-01-15 10:30:00Z', 'Mon, 15 Jan 2024 10:30:00 +0000']

const values = [
  '',
  '?',
  '0',
  '3',
  '03',
  '-1',
  '1.5',
  '1e3',
  '0x10',
  ' 3',
  'NaN',
  '1234567890123456',
  'true',
  'True',
  'completed',
  'in-progress',
  '2024-01-15T10:30:00',
  ...dateTimes,
]

const NUMBER = /^-?\d{1,15}(\.\d{1,15})?$/

/** What the schema is to judge: the text as the specification types it, or the text itself where it is none such. */
function convert(text: string, kind: string | undefined): unknown {
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  if (kind === 'integer' && /^\d{1,15}$/.test(text)) return Number(text)
  if (kind === 'number' && NUMBER.test(text)) return Number(text)
  return text
}

// Of the values here, those and the samples' own are dates.
const isDateTime = (text: string) => dateTimes.includes(text) || !values.includes(text)
const ajv = new Ajv2020({ allErrors: true, formats: { 'date-time': isDateTime } })

const receiver = createTestReceiver({ events: 'all', deduplication: false })

async function receive(fields: Readonly<Record<string, string>>) {
  const reception = await receiver.receive(createWebhook({ fields }))
  await settleOf(reception)(SUCCEEDED)
  return expectDelivery(reception)
}

for (const type of formEventTypes) {
  t.test(`${type}: the rules find what Ajv finds by the exported schema`, async (t) => {
    const schema = eventSchemas[type]
    const validate = ajv.compile(schema)
    const sample = sampleFields(type)
    let compared = 0
    for (const [name, { type: kind, enum: allowed, format }] of Object.entries(schema.properties)) {
      for (const value of values) {
        // Where the receiver takes a number of a list only in its plain form, the schema sees the number.
        if (kind === 'integer' && allowed !== undefined && /^0\d/.test(value)) continue
        const { event, schemaErrors } = await receive({ ...sample, [name]: value })
        // A field that tells the event from others makes it another one.
        if (event.type !== type) continue
        compared += 1
        const isText = kind === 'string' && allowed === undefined && format === undefined
        const data: Record<string, unknown> = typedFields(type, sample)
        // An empty value counts as not sent, except for a required text.
        if (value === '' && !(schema.required.includes(name) && isText)) delete data[name]
        else data[name] = convert(value, kind)
        validate(data)
        const wanted = (validate.errors ?? [])
          .map(({ keyword, params, instancePath }) =>
            keyword === 'required'
              ? `${params.missingProperty} required`
              : `${instancePath.slice(1)} ${keyword}`,
          )
          // One rule a field: of a list, that the value is in it.
          .filter((error) => !(allowed !== undefined && error === `${name} type`))
        t.strictSame(
          schemaErrors.map(({ field, rule }) => `${field} ${rule}`),
          wanted,
          `${name}=${value}`,
        )
        const isLeftOut = value === '' ? !isText || !schema.required.includes(name) : wanted.length > 0
        t.equal(Object.hasOwn(event, name), !isLeftOut, `${name}=${value} is ${isLeftOut ? 'not ' : ''}there`)
      }
    }
    t.ok(compared > values.length, 'most fields do not tell the event from others')
  })
}
