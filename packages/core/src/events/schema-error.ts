/** One difference between an event and the schema. It names the field and the rule, never the value. */
export interface SchemaError {
  /** The field's name in the specification, such as `CallSid`. */
  readonly field: string
  /** The JSON Schema keyword that failed (`required`, `type`, `enum`, `format`), or `repeated`. */
  readonly rule: string
  readonly message: string
}

export const NO_ERRORS: readonly SchemaError[] = Object.freeze([])
