import type { FieldRule } from './field-rules.ts'

/** The fields of a form by their names: the first value of each. */
export type FormFields = Readonly<Record<string, string | undefined>>

export type FieldRules = Readonly<Record<string, FieldRule>>

/** What the specification says of one event. The modules in `generated` are made of it. */
export interface EventDefinition<Type extends string = string> {
  readonly type: Type
  /** Whether the form is this event, if it is none of those before it in the registry. */
  matches(form: FormFields): boolean
  readonly required: FieldRules
  readonly optional: FieldRules
  /** What further names with readable values look like. Their values are texts. */
  readonly patterns: readonly RegExp[]
  /** The fields that tell one occurrence from the next, `?` after those that may be missing; or all fields, or none. */
  readonly identity: readonly string[] | 'all' | 'none'
  /** Whether Telnyx waits for a TeXML document; names: when one of these fields is there. */
  readonly waitsForTexml: boolean | readonly string[]
}
