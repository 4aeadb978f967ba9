import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { isDateTime } from '../src/date-time.ts'
import { readFields } from '../src/events/field-reading.ts'
import { formEvents } from '../src/events/generated/registry.ts'
import { eventSchemas } from '../src/schema.ts'
import { sampleFields, typedFields } from './sample-bodies.ts'

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
  '2024-01-15T10:30:00Z',
  '2024-01-15 10:30:00Z',
  '2024-01-15T10:30:00',
  'Mon, 15 Jan 2024 10:30:00 +0000',
]

const NUMBER = /^-?\d{1,15}(\.\d{1,15})?$/

/** What the schema is to judge: the text as the specification types it, or the text itself where it is none such. */
function convert(text: string, kind: string | undefined): unknown {
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  if (kind === 'integer' && /^\d{1,15}$/.test(text)) return Number(text)
  if (kind === 'number' && NUMBER.test(text)) return Number(text)
  return text
}

const ajv = new Ajv2020({ allErrors: true, formats: { 'date-time': isDateTime } })

for (const definition of formEvents) {
  t.test(`${definition.type}: the rules find what Ajv finds by the exported schema`, async (t) => {
    const schema = eventSchemas[definition.type]
    const validate = ajv.compile(schema)
    const sample = sampleFields(definition.type)
    for (const [name, { type: kind, enum: allowed }] of Object.entries(schema.properties)) {
      for (const value of values) {
        // Where the receiver takes a number of a list only in its plain form, the schema sees the number.
        if (kind === 'integer' && allowed !== undefined && /^0\d/.test(value)) continue
        const isRequired = schema.required.includes(name)
        const isText =
          kind === 'string' && allowed === undefined && schema.properties[name]?.format === undefined
        const data: Record<string, unknown> = typedFields(definition.type, sample)
        // An empty value counts as not sent, except for a required text.
        if (value === '' && !(isRequired && isText)) delete data[name]
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
        const { schemaErrors } = readFields(definition, { ...sample, [name]: value })
        t.strictSame(
          schemaErrors.map(({ field, rule }) => `${field} ${rule}`),
          wanted,
          `${name}=${value}`,
        )
      }
    }
  })
}
