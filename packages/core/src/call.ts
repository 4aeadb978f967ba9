import type { PickedFields } from './form.ts'
import { assembleCall, type SentCall } from './generated/sent-call.ts'
import { type SchemaError as ValidatorError, validateCallSchema } from './generated/validate.ts'

/** One way in which a call departs from the schema. It names the field and the rule, never the value. */
export interface SchemaError {
  /** The field's name in the specification, such as `CallSid`. */
  readonly field: string
  /** The JSON Schema keyword that failed (`required`, `type`, `enum`, `format`), or `repeated`. */
  readonly rule: string
  readonly message: string
}

/** What a form says of a call, before anybody judged it. */
export interface CallReading {
  /** The specification's fields, with an empty value taken as not sent. Frozen. */
  readonly call: Readonly<SentCall>
  /** The names that came more than once; the first value of each counts. */
  readonly repeated: ReadonlySet<string>
}

export const NO_ERRORS: readonly SchemaError[] = Object.freeze([])

/** Types the specification's fields, which were picked out of a form by `fieldNames`. */
export function readCall({ values, repeated }: PickedFields): CallReading {
  return { call: Object.freeze(assembleCall(values)), repeated }
}

/** Finds how a call departs from the schema; where it does not, it is a `TelnyxCall`. */
export function findSchemaErrors({ call, repeated }: CallReading): readonly SchemaError[] {
  const isValid = validateCallSchema(call)
  if (isValid && repeated.size === 0) return NO_ERRORS
  return Object.freeze([
    ...Array.from(repeated, (field) => ({ field, rule: 'repeated', message: 'must be sent once' })),
    ...(validateCallSchema.errors ?? []).map(describeError),
  ])
}

function describeError({ keyword, instancePath, params, message }: ValidatorError): SchemaError {
  if (keyword === 'required') {
    return { field: String(params.missingProperty), rule: keyword, message: 'must be sent' }
  }
  return { field: instancePath.slice(1), rule: keyword, message }
}
