import type { EventSpecification } from './event-specification.ts'
import type { Constraint, Field, Specification } from './specification.ts'

/** Writes only the schema that a validator checks, without annotations. */
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

/** Writes schema.ts: JSON Schema 2020-12 for any validator, so without keys of OpenAPI or of our own. */
export function writeSchemaModule(specification: EventSpecification): string {
  return `
/**
 * The body of the webhook as JSON Schema 2020-12, for your own validator, form builder or documentation tool.
 * It describes the decoded form: \`SequenceNumber\` as an integer, \`ShakenStirValidated\` as a boolean, everything else
 * as text. Unknown fields are allowed. It compiles in Ajv's strict mode, with ajv-formats.
 *
 * To most validators, the format \`date-time\` means RFC 3339. The receiver also accepts the other two formats that Telnyx
 * documents: a space instead of the \`T\`, and RFC 2822.
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
export const texmlCallCompletedSchema = ${JSON.stringify(createSchema(specification))} as const
`
}

/** Writes event-schemas.ts: the same for every event. */
export function writeEventSchemasModule(events: readonly EventSpecification[], endedCall: string): string {
  const members = events.map((event) => {
    const schema = event.type === endedCall ? 'texmlCallCompletedSchema' : JSON.stringify(createSchema(event))
    return `  ${JSON.stringify(event.type)}: ${schema}`
  })
  return `
import type { TelnyxFormEvent } from './registry.ts'
import { texmlCallCompletedSchema } from './schema.ts'

/** One field of an {@link EventSchema}. */
export interface FieldSchema {
  readonly description: string
  readonly type: 'string' | 'integer' | 'number' | 'boolean'
  readonly format?: string
  readonly enum?: readonly (string | number)[]
  readonly examples: readonly (string | number | boolean)[]
}

/** The body of an event as JSON Schema 2020-12. */
export interface EventSchema {
  readonly $schema: string
  readonly $id: string
  readonly title: string
  readonly description: string
  readonly type: 'object'
  readonly properties: Readonly<Record<string, FieldSchema>>
  readonly patternProperties?: Readonly<Record<string, FieldSchema>>
  readonly required: readonly string[]
  readonly additionalProperties: true
}

/**
 * The body of every event that is sent as a form, by event type. See {@link texmlCallCompletedSchema}.
 *
 * @example
 * \`\`\`ts
 * import { eventSchemas } from '@telnyx-call/core/schema'
 *
 * console.log(eventSchemas['call-answered'].required)
 * \`\`\`
 */
export const eventSchemas: Readonly<Record<TelnyxFormEvent['type'], EventSchema>> = {
${members.join(',\n')},
}
`
}

function createSchema(event: EventSpecification): object {
  const patterns = event.patterns.map(({ pattern, description, example }) => [
    pattern,
    { description, type: 'string', examples: [example] },
  ])
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:telnyx-call:texml-${event.type}`,
    title: event.title,
    description: event.description,
    ...createBareSchema(event),
    properties: mapFields(event.fields, createPropertySchema),
    ...(patterns.length > 0 && { patternProperties: Object.fromEntries(patterns) }),
    additionalProperties: true,
  }
}

function createPropertySchema(field: Field): object {
  return { description: field.description, ...field.constraint, examples: [field.example] }
}

function mapFields<T>(fields: readonly Field[], create: (field: Field) => T): Record<string, T> {
  return Object.fromEntries(fields.map((field) => [field.name, create(field)]))
}
