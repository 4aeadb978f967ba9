import type { Constraint, Field, Specification } from './specification.ts'

/** The schema alone: what a validator checks, and nothing that is there for readers. */
export interface BareSchema {
  readonly type: 'object'
  readonly properties: Readonly<Record<string, Constraint>>
  readonly required: readonly string[]
}

export function createBareSchema(specification: Specification): BareSchema {
  return {
    type: 'object',
    properties: mapFields(specification.fields, (field) => field.constraint),
    required: specification.fields.filter((field) => field.required).map((field) => field.name),
  }
}

/** Source of schema.ts: JSON Schema 2020-12 for anyone's validator, so without any key of OpenAPI's or ours. */
export function writeSchemaModule(specification: Specification): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-call-completed',
    title: specification.title,
    description: specification.description,
    ...createBareSchema(specification),
    properties: mapFields(specification.fields, createPropertySchema),
    additionalProperties: true,
  }
  return `
/**
 * The body of the webhook as JSON Schema 2020-12, for a validator, a form builder or a documentation tool of your own.
 * It describes the decoded form: \`SequenceNumber\` as an integer, \`ShakenStirValidated\` as a boolean, all else
 * as text. Unknown fields are allowed. Ajv's strict mode compiles it, given ajv-formats.
 *
 * The format \`date-time\` is RFC 3339 to most validators. The receiver also takes the other two forms that Telnyx
 * documents: a space for the \`T\`, and RFC 2822.
 *
 * @example
 * \`\`\`ts
 * import { texmlCallCompletedSchema } from '@telnyx-call/core/schema'
 * import { Ajv2020 } from 'ajv/dist/2020.js'
 * import addFormats from 'ajv-formats'
 *
 * const ajv = new Ajv2020()
 * addFormats.default(ajv)
 * const validate = ajv.compile(texmlCallCompletedSchema)
 * \`\`\`
 */
export const texmlCallCompletedSchema = ${JSON.stringify(schema)} as const
`
}

function createPropertySchema(field: Field): object {
  return { description: field.description, ...field.constraint, examples: [field.example] }
}

function mapFields<T>(fields: readonly Field[], create: (field: Field) => T): Record<string, T> {
  return Object.fromEntries(fields.map((field) => [field.name, create(field)]))
}
