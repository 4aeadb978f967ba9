import type { FieldRule } from './field-rules.ts'

/** Form fields by name: the first value of each. */
export type FormFields = Readonly<Record<string, string | undefined>>

export type FieldRules = Readonly<Record<string, FieldRule>>

/** The specification of one event. The modules in `generated` contain one each. */
export interface EventDefinition<Type extends string = string> {
  readonly type: Type
  /** Whether the form is this event, provided that no earlier event in the registry matches. */
  matches(form: FormFields): boolean
  readonly required: FieldRules
  readonly optional: FieldRules
  /** Patterns of additional field names. Their values are text. */
  readonly patterns: readonly RegExp[]
  /** Names of the fields that identify one occurrence, with `?` after names of optional fields; or all fields, or none. */
  readonly identity: readonly string[] | 'all' | 'none'
  /** Whether Telnyx waits for a TeXML document. With names: if one of these fields was sent. */
  readonly waitsForTexml: boolean | readonly string[]
}
