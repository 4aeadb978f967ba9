import type { EventDefinition, FieldRules, FormFields } from './event-definition.ts'
import { text } from './field-rules.ts'
import { NO_ERRORS, type SchemaError } from './schema-error.ts'

/** The fields of an event that could be read, and errors for those that could not. */
export interface FieldReading {
  readonly values: Record<string, string | number | boolean>
  readonly schemaErrors: readonly SchemaError[]
}

const NO_NAMES: ReadonlySet<string> = new Set()

/**
 * Reads the fields that the specification lists for an event. Fields that are missing or cannot be read are left out and reported as
 * errors. An empty value counts as not sent, except for required text: a withheld number is `From=`.
 */
export function readFields(
  { required, optional, patterns }: EventDefinition,
  form: FormFields,
  repeated: ReadonlySet<string> = NO_NAMES,
): FieldReading {
  const reader = new FieldReader(form)
  reader.readRequired(required)
  reader.readOptional(optional)
  for (const pattern of patterns) reader.readNamesLike(pattern)
  const known = [...repeated].filter((name) => Object.hasOwn(required, name) || Object.hasOwn(optional, name))
  return { values: reader.values, schemaErrors: reader.listErrors(known) }
}

class FieldReader {
  readonly values: FieldReading['values'] = {}
  readonly #form: FormFields
  readonly #missing: SchemaError[] = []
  readonly #unreadable: SchemaError[] = []

  constructor(form: FormFields) {
    this.#form = form
  }

  readRequired(rules: FieldRules): void {
    for (const field in rules) {
      const sent = this.#form[field]
      if (sent === '' && rules[field] === text) this.values[field] = ''
      else if (sent) this.#readField(field, sent, rules)
      else this.#missing.push({ field, rule: 'required', message: 'must be sent' })
    }
  }

  readOptional(rules: FieldRules): void {
    for (const field in rules) {
      const sent = this.#form[field]
      if (sent) this.#readField(field, sent, rules)
    }
  }

  readNamesLike(pattern: RegExp): void {
    for (const field in this.#form) {
      const sent = this.#form[field]
      if (sent && pattern.test(field)) this.values[field] = sent
    }
  }

  /** Lists the errors in the order of a validator that checks for missing fields first. */
  listErrors(repeated: readonly string[]): readonly SchemaError[] {
    const errors = [
      ...repeated.map((field) => ({ field, rule: 'repeated', message: 'must be sent once' })),
      ...this.#missing,
      ...this.#unreadable,
    ]
    return errors.length === 0 ? NO_ERRORS : Object.freeze(errors)
  }

  #readField(field: string, sent: string, rules: FieldRules): void {
    const { rule, message, read } = rules[field] as FieldRules[string]
    const value = read(sent)
    if (value === undefined) this.#unreadable.push({ field, rule, message })
    else this.values[field] = value
  }
}
