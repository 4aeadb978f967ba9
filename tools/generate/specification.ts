import { type Condition, type ConditionTerms, readCondition } from './condition.ts'
import type { References } from './references.ts'
import { SpecificationError } from './specification-error.ts'
import { expectOnlyKeys, readMapping, readText, readTexts, type YamlMapping } from './yaml-value.ts'

export type FieldKind = 'string' | 'integer' | 'number' | 'boolean'

/** The part of a field's schema that a validator checks. */
export interface Constraint {
  readonly type: FieldKind
  readonly format?: string
  readonly enum?: readonly (string | number)[]
}

/** One body field of a webhook. */
export interface Field {
  readonly name: string
  readonly description: string
  readonly constraint: Constraint
  readonly example: unknown
  readonly required: boolean
  readonly condition: Condition | undefined
}

/** Fields known by the pattern of their names. Their values are text. */
export interface PatternField {
  /** A regular expression such as `^CallCost\[.+\]$`. */
  readonly pattern: string
  readonly description: string
  readonly example: string
  /** A complete name that matches the pattern. */
  readonly exampleName: string
}

/** The form body of a webhook: its fields in the order of the specification. */
export interface Specification {
  readonly title: string
  readonly description: string
  readonly fields: readonly Field[]
  readonly patterns: readonly PatternField[]
}

const kinds = ['string', 'integer', 'number', 'boolean']
const formats = ['date-time', 'int32', 'int64']
const schemaKeys = [
  'title',
  'description',
  'type',
  'additionalProperties',
  'required',
  'properties',
  'patternProperties',
]
const fieldKeys = ['description', 'type', 'format', 'enum', 'example', 'x-present-when']
const patternKeys = ['description', 'type', 'example', 'x-example-name']

/** Reads the schema of a body. Throws a SpecificationError at the first thing that it does not understand. */
export function readBodySchema(schema: YamlMapping, where: string, references: References): Specification {
  expectOnlyKeys(schema, schemaKeys, where)
  if (schema.type !== 'object') throw new SpecificationError(where, 'must be of type object')
  if (schema.additionalProperties !== true) {
    throw new SpecificationError(where, 'must allow additionalProperties: Telnyx adds fields without notice')
  }
  return {
    title: readText(schema.title, `${where}.title`),
    description: readText(schema.description, `${where}.description`),
    fields: readFields(schema, where, references),
    patterns: readPatterns(schema.patternProperties, `${where}.patternProperties`),
  }
}

function readFields(schema: YamlMapping, where: string, references: References): readonly Field[] {
  const entries = Object.entries(readMapping(schema.properties, `${where}.properties`))
  const requiredNames = readTexts(schema.required, `${where}.required`)
  const properties = Object.fromEntries(
    entries.map(([name, property]) => [name, references.resolve(property, `${where}.properties.${name}`)]),
  )
  for (const name of requiredNames) {
    if (!Object.hasOwn(properties, name)) {
      throw new SpecificationError(`${where}.required`, `no property "${name}"`)
    }
  }
  const terms = { statuses: readStatuses(properties.CallStatus), fieldNames: Object.keys(properties) }
  return Object.entries(properties).map(([name, property]) =>
    readField(name, property, requiredNames.includes(name), `${where}.properties.${name}`, terms),
  )
}

function readStatuses(property: YamlMapping | undefined): readonly string[] {
  return Array.isArray(property?.enum) ? property.enum.map(String) : []
}

function readField(
  name: string,
  property: YamlMapping,
  required: boolean,
  where: string,
  terms: ConditionTerms,
): Field {
  expectOnlyKeys(property, fieldKeys, where)
  if (name === 'type') throw new SpecificationError(where, 'cannot be called type: every event has that')
  if (property.example === undefined) throw new SpecificationError(where, 'must have an example')
  const presentWhen = property['x-present-when']
  if (required && presentWhen !== undefined) {
    throw new SpecificationError(where, 'cannot be required and have x-present-when')
  }
  const conditionPlace = `${where}.x-present-when`
  return {
    name,
    description: readText(property.description, `${where}.description`),
    constraint: readConstraint(property, where),
    example: property.example,
    required,
    condition: presentWhen === undefined ? undefined : readCondition(presentWhen, conditionPlace, terms),
  }
}

function readConstraint(property: YamlMapping, where: string): Constraint {
  const type = readText(property.type, `${where}.type`)
  if (!isFieldKind(type)) throw new SpecificationError(`${where}.type`, describeUnknown(type, kinds))
  return {
    type,
    ...(property.format !== undefined && { format: readFormat(property.format, `${where}.format`) }),
    ...(property.enum !== undefined && { enum: readEnum(property.enum, type, `${where}.enum`) }),
  }
}

function isFieldKind(type: string): type is FieldKind {
  return kinds.includes(type)
}

function readFormat(value: unknown, where: string): string {
  const format = readText(value, where)
  if (!formats.includes(format)) throw new SpecificationError(where, describeUnknown(format, formats))
  return format
}

function readEnum(value: unknown, type: FieldKind, where: string): readonly (string | number)[] {
  if (type === 'string') return readTexts(value, where)
  if (type === 'integer' && Array.isArray(value) && value.every(Number.isSafeInteger)) return value
  throw new SpecificationError(where, 'must be a list of texts (type string) or integers (type integer)')
}

function readPatterns(value: unknown, where: string): readonly PatternField[] {
  if (value === undefined) return []
  return Object.entries(readMapping(value, where)).map(([pattern, property]) => {
    const place = `${where}.${pattern}`
    const mapping = readMapping(property, place)
    expectOnlyKeys(mapping, patternKeys, place)
    if (mapping.type !== 'string') throw new SpecificationError(`${place}.type`, 'must be string')
    const exampleName = readText(mapping['x-example-name'], `${place}.x-example-name`)
    if (!new RegExp(pattern).test(exampleName)) {
      throw new SpecificationError(`${place}.x-example-name`, 'does not fit the pattern')
    }
    return {
      pattern,
      description: readText(mapping.description, `${place}.description`),
      example: readText(mapping.example, `${place}.example`),
      exampleName,
    }
  })
}

function describeUnknown(word: string, known: readonly string[]): string {
  return `unknown "${word}"; the generator knows ${known.join(', ')}`
}
