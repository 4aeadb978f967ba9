import { writeCallTypes } from './call-types.ts'
import type { EventSpecification } from './event-specification.ts'
import { writeMatchExpression } from './match.ts'
import { writePatternProperty, writeProperty } from './property-types.ts'
import type { Constraint, Field } from './specification.ts'

/** The event of an ended call, whose type is a union on `CallStatus`. */
export const endedCall = 'call-completed'

/** `call-answered` becomes `CallAnsweredEvent`. */
export function nameInterface(type: string): string {
  return `${toCamelCase(`-${type}`)}Event`
}

/** `call-answered` becomes `callAnswered`. */
export function toCamelCase(type: string): string {
  return type.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}

/** Writes an event's module: its types, and how it is recognized, read and identified. */
export function writeEventModule(event: EventSpecification): string {
  const required = event.fields.filter((field) => field.required)
  const optional = event.fields.filter((field) => !field.required)
  const rules = [...new Set(event.fields.map(({ constraint }) => nameRule(constraint)))].sort()
  return `
import type { EventDefinition } from '../event-definition.ts'
import { ${rules.join(', ')} } from '../field-rules.ts'

${event.type === endedCall ? writeEndedCallTypes(event) : writeInterface(event)}

export const ${toCamelCase(event.type)}: EventDefinition<${JSON.stringify(event.type)}> = {
  type: ${JSON.stringify(event.type)},
  matches: (form) => ${writeMatchExpression(event.match)},
  required: ${writeRules(required)},
  optional: ${writeRules(optional)},
  patterns: [${event.patterns.map(({ pattern }) => `/${pattern}/`).join(', ')}],
  identity: ${JSON.stringify(event.identity)},
  waitsForTexml: ${JSON.stringify(event.waitsForTexml)},
}
`
}

function writeInterface(event: EventSpecification): string {
  const properties = [
    ...event.fields.map((field) => writeProperty(field)),
    ...event.patterns.map(writePatternProperty),
  ]
  return `
/** ${event.summary}${event.description === event.summary ? '' : ` ${event.description}`} */
export interface ${nameInterface(event.type)} {
  readonly type: ${JSON.stringify(event.type)}

${properties.join('\n\n')}
}`
}

function writeEndedCallTypes(event: EventSpecification): string {
  return `${writeCallTypes(event)}
/** ${event.summary} */
export type ${nameInterface(event.type)} = TelnyxCall & { readonly type: ${JSON.stringify(event.type)} }`
}

function writeRules(fields: readonly Field[]): string {
  return `{${fields.map(({ name, constraint }) => `${name}: ${writeRule(constraint)}`).join(', ')}}`
}

function writeRule(constraint: Constraint): string {
  const name = nameRule(constraint)
  return name === 'oneOf'
    ? `oneOf(${constraint.enum?.map((value) => JSON.stringify(value)).join(', ')})`
    : name
}

const ruleOfKind = { string: 'text', integer: 'integer', number: 'decimal', boolean: 'boolean' }

function nameRule({ type, format, enum: values }: Constraint): string {
  if (values !== undefined) return 'oneOf'
  return format === 'date-time' ? 'dateTime' : ruleOfKind[type]
}
