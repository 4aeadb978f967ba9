// Generated from spec/calls.openapi.yaml: change that and run `pnpm generate`.

/** One violated rule. Contains no value of the data. */
export interface SchemaError {
  /** JSON pointer to the field; empty if the error concerns the whole body, such as a missing field. */
  readonly instancePath: string
  /** The JSON Schema keyword that failed: `required`, `type`, `enum` or `format`. */
  readonly keyword: string
  readonly message: string
  /** Details of the violated keyword, such as `missingProperty`. */
  readonly params: Readonly<Record<string, unknown>>
}

/** Returns whether the data satisfies the schema. If not, `errors` lists the violations until the next call. */
export type SchemaValidator = ((data: unknown) => boolean) & { errors?: readonly SchemaError[] | null }
