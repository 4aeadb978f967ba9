import { parse } from 'yaml'
import { type Condition, type ConditionTerms, readCondition } from './condition.ts'
import { SpecificationError } from './specification-error.ts'
import { readMapping, readPath, readText, readTexts, type YamlMapping } from './yaml-value.ts'

export type FieldKind = 'string' | 'integer' | 'boolean'

/** The part of a field's schema that a validator checks. */
export interface Constraint {
  readonly type: FieldKind
  readonly format?: string
  readonly enum?: readonly string[]
}

/** One body field of the webhook. */
export interface Field {
  readonly name: string
  readonly description: string
  readonly constraint: Constraint
  readonly example: unknown
  readonly required: boolean
  readonly condition: Condition | undefined
}

/** The webhook's form body: its fields in the order of the specification, and one example of the whole. */
export interface Specification {
  readonly title: string
  readonly description: string
  readonly fields: readonly Field[]
  readonly example: YamlMapping
}

const schemaPath = ['components', 'schemas', 'TexmlCallCompleted']
const mediaTypePath = ['requestBody', 'content', 'application/x-www-form-urlencoded']
const examplePath = ['webhooks', 'texmlCallCompleted', 'post', ...mediaTypePath, 'example']

const kinds = ['string', 'integer', 'boolean']
const formats = ['date-time', 'int32', 'int64']
const schemaKeys = ['title', 'description', 'type', 'additionalProperties', 'required', 'properties']
const fieldKeys = ['description', 'type', 'format', 'enum', 'example', 'x-present-when']

function parseYaml(yaml: string): unknown {
  try {
    return parse(yaml)
  } catch (error) {
    throw new SpecificationError(
      'the document',
      `is no YAML: ${error instanceof Error ? error.message : error}`,
    )
  }
}

/** Reads the OpenAPI document, or throws a SpecificationError at the first thing it does not understand. */
export function readSpecification(yaml: string): Specification {
  const document = parseYaml(yaml)
  const schema = readPath(document, schemaPath)
  const where = schemaPath.join('.')
  expectOnlyKeys(schema, schemaKeys, where)
  if (schema.type !== 'object') throw new SpecificationError(where, 'must be of type object')
  if (schema.additionalProperties !== true) {
    throw new SpecificationError(where, 'must allow additionalProperties: Telnyx adds fields without notice')
  }
  return {
    title: readText(schema.title, `${where}.title`),
    description: readText(schema.description, `${where}.description`),
    fields: readFields(schema, where),
    example: readPath(document, examplePath),
  }
}

function readFields(schema: YamlMapping, where: string): readonly Field[] {
  const properties = readMapping(schema.properties, `${where}.properties`)
  const requiredNames = readTexts(schema.required, `${where}.required`)
  const fieldNames = Object.keys(properties)
  for (const name of requiredNames) {
    if (!fieldNames.includes(name)) throw new SpecificationError(`${where}.required`, `no property "${name}"`)
  }
  const terms = { statuses: readStatuses(properties, `${where}.properties.CallStatus`), fieldNames }
  return Object.entries(properties).map(([name, property]) => {
    const place = `${where}.properties.${name}`
    return readField(name, readMapping(property, place), requiredNames.includes(name), place, terms)
  })
}

function readStatuses(properties: YamlMapping, where: string): readonly string[] {
  return readTexts(readMapping(properties.CallStatus, where).enum, `${where}.enum`)
}

function readField(
  name: string,
  property: YamlMapping,
  required: boolean,
  where: string,
  terms: ConditionTerms,
): Field {
  expectOnlyKeys(property, fieldKeys, where)
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
  if (!isFieldKind(type)) {
    throw new SpecificationError(
      `${where}.type`,
      `unknown "${type}"; the generator knows ${kinds.join(', ')}`,
    )
  }
  if (property.enum !== undefined && type !== 'string') {
    throw new SpecificationError(`${where}.enum`, 'only a string can have an enum')
  }
  return {
    type,
    ...(property.format !== undefined && { format: readFormat(property.format, `${where}.format`) }),
    ...(property.enum !== undefined && { enum: readTexts(property.enum, `${where}.enum`) }),
  }
}

function isFieldKind(type: string): type is FieldKind {
  return kinds.includes(type)
}

function readFormat(value: unknown, where: string): string {
  const format = readText(value, where)
  if (!formats.includes(format)) {
    throw new SpecificationError(where, `unknown "${format}"; the generator knows ${formats.join(', ')}`)
  }
  return format
}

function expectOnlyKeys(mapping: YamlMapping, known: readonly string[], where: string): void {
  const unknown = Object.keys(mapping).filter((key) => !known.includes(key))
  if (unknown.length > 0) throw new SpecificationError(where, `unknown key ${unknown.join(', ')}`)
}
