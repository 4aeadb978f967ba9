import type { Form } from './form.ts'
import type { TelnyxCall } from './generated/call.ts'
import { callFields } from './generated/fields.ts'
import { type SchemaError as ValidatorError, validateCallSchema } from './generated/validate.ts'

/** One way in which a call departs from the schema. It names the field and the rule, never the value. */
export interface SchemaError {
  /** The field's name in the specification, such as `CallSid`. */
  readonly field: string
  /** The JSON Schema keyword that failed (`required`, `type`, `enum`, `format`), or `repeated`. */
  readonly rule: string
  readonly message: string
}

// Decimal digits only: Number() alone would take '0x10', '1e3' and ' 3' too. 15 digits are always a safe integer.
const INTEGER = /^\d{1,15}$/

/**
 * Makes the call of a decoded form: the specification's fields under its own names, with an empty value taken as not sent.
 * Fields that it does not know stay in the form alone.
 *
 * @returns the call, frozen, and how it departs from the schema; it is a `TelnyxCall` in truth where it does not.
 */
export function readCall({ fields, repeated }: Form): {
  call: TelnyxCall
  schemaErrors: readonly SchemaError[]
} {
  const call: Record<string, string | number | boolean> = {}
  const schemaErrors: SchemaError[] = []
  for (const { name, kind } of callFields) {
    const value = fields[name]
    if (value !== undefined && value !== '')
      call[name] = kind === 'string' ? value : convertValue(value, kind)
    if (repeated.size > 0 && repeated.has(name))
      schemaErrors.push({ field: name, rule: 'repeated', message: 'must be sent once' })
  }
  validateCallSchema(call)
  for (const error of validateCallSchema.errors ?? []) schemaErrors.push(describeError(error))
  return { call: Object.freeze(call) as unknown as TelnyxCall, schemaErrors: Object.freeze(schemaErrors) }
}

/** Changes the type of a value that has the form of its type, and leaves any other for the schema to name. */
function convertValue(value: string, kind: 'integer' | 'boolean'): string | number | boolean {
  if (kind === 'integer' && INTEGER.test(value)) return Number(value)
  if (kind === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

function describeError({ keyword, instancePath, params, message }: ValidatorError): SchemaError {
  if (keyword === 'required')
    return { field: String(params.missingProperty), rule: keyword, message: 'must be sent' }
  return { field: instancePath.slice(1), rule: keyword, message }
}
