import { _, Ajv } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import { type BareSchema, createBareSchema } from './json-schema.ts'
import type { Specification } from './specification.ts'

/** Source of schema-validator.ts: the types of validate.ts, apart because a compiler checks these. */
export function writeValidatorTypesModule(): string {
  return `
/** One rule that the data breaks. Holds no value of the data. */
export interface SchemaError {
  /** JSON pointer to the field; empty where the error is about the whole, such as a missing field. */
  readonly instancePath: string
  /** The JSON Schema keyword that failed: \`required\`, \`type\`, \`enum\` or \`format\`. */
  readonly keyword: string
  readonly message: string
  /** What the keyword asked for, such as \`missingProperty\`. */
  readonly params: Readonly<Record<string, unknown>>
}

/** Says whether the data satisfies the schema, and leaves what is wrong with it in \`errors\` until the next call. */
export type SchemaValidator = ((data: unknown) => boolean) & { errors?: readonly SchemaError[] | null }
`
}

/** Source of validate.ts: the schema as plain code, made by Ajv and free of it. */
export function writeValidatorModule(specification: Specification): string {
  const ajv = new Ajv({
    allErrors: true,
    code: { source: true, esm: true, lines: true, formats: _`formats` },
    // Only the reference to isDateTime goes into the code. Integers are checked by type, so their width is no matter.
    formats: { 'date-time': () => true, int32: true, int64: true },
  })
  const schema = createBareSchema(specification)
  ajv.addSchema(schema, 'call')
  return `
// @ts-nocheck
import { isDateTime } from '../date-time.ts'
import type { SchemaValidator } from './schema-validator.ts'
export type { SchemaError, SchemaValidator } from './schema-validator.ts'

const formats = { 'date-time': isDateTime }

/* c8 ignore start -- Ajv wrote it: the generator's tests hold it to the schema */
${annotate(dropUnusedSchema(standalone.default(ajv, { validateCallSchema: 'call' }), schema))}
`
}

/** Ajv writes the whole schema down to reach its enums, which errors list as `allowedValues`. The enums suffice. */
function dropUnusedSchema(code: string, schema: BareSchema): string {
  const enums = Object.entries(schema.properties)
    .filter(([, constraint]) => constraint.enum !== undefined)
    .map(([name, constraint]) => [name, { enum: constraint.enum }])
  const properties = JSON.stringify(Object.fromEntries(enums))
  return replaceOnce(code, /(?<=^const schema\d+ = )\{.*\};$/m, `{ properties: ${properties} };`)
}

function annotate(code: string): string {
  const moduleCode = replaceOnce(code, /^"use strict";$/m, '')
  return replaceOnce(
    moduleCode,
    /^export const validateCallSchema = /m,
    'export const validateCallSchema: SchemaValidator = ',
  )
}

function replaceOnce(code: string, pattern: RegExp, replacement: string): string {
  if (!pattern.test(code)) throw new Error(`Ajv's code has changed: nothing in it matches ${pattern}`)
  return code.replace(pattern, () => replacement)
}
