// Generated from spec/calls.openapi.yaml: change that and run `pnpm generate`.

/** One rule that the data breaks. Holds no value of the data. */
export interface SchemaError {
  /** JSON pointer to the field; empty where the error is about the whole, such as a missing field. */
  readonly instancePath: string
  /** The JSON Schema keyword that failed: `required`, `type`, `enum` or `format`. */
  readonly keyword: string
  readonly message: string
  /** What the keyword asked for, such as `missingProperty`. */
  readonly params: Readonly<Record<string, unknown>>
}

/** Says whether the data satisfies the schema, and leaves what is wrong with it in `errors` until the next call. */
export type SchemaValidator = ((data: unknown) => boolean) & { errors?: readonly SchemaError[] | null }
