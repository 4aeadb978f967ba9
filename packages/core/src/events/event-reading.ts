import type { EventDefinition, FormFields } from './event-definition.ts'
import type { SchemaError } from './schema-error.ts'
import type { TelnyxEvent } from './telnyx-event.ts'

/** What a body says, once it is known to be authentic. */
export interface EventReading {
  readonly event: TelnyxEvent
  /** How the event departs from the specification. What could not be read is left out of it. */
  readonly schemaErrors: readonly SchemaError[]
  /** Whether Telnyx waits for a TeXML document. */
  readonly waitsForTexml: boolean
  readonly identity: EventIdentity
}

/** Which occurrence of an event a body reports. */
export interface EventIdentity {
  /** The same in every copy: hashed by `hashIdentity`, it is the id of the delivery. */
  readonly values: readonly unknown[]
  /** Whether no other occurrence has the same values. If not, the event must never be taken for a duplicate. */
  readonly isUnique: boolean
}

/** The events whose identity does not begin with their type: their ids are older than the others and have to stay. */
const UNNAMED: ReadonlySet<string> = new Set(['call-completed'])

export function identifyForm(definition: EventDefinition, form: FormFields): EventIdentity {
  const { identity, type } = definition
  if (identity === 'none') return { values: listFields(form), isUnique: false }
  const values = identity === 'all' ? undefined : listIdentity(definition, identity, form)
  if (values === undefined) return { values: listFields(form), isUnique: true }
  return { values: UNNAMED.has(type) ? values : [type, ...values], isUnique: true }
}

/** @returns `undefined` where a field is missing that may not be. */
function listIdentity(
  { required, optional }: EventDefinition,
  identity: readonly string[],
  form: FormFields,
): readonly unknown[] | undefined {
  const values: unknown[] = []
  for (const entry of identity) {
    const name = entry.replace('?', '')
    const sent = form[name]
    if (!sent && name === entry) return undefined
    // A number counts by its value; what cannot be read counts as it was sent.
    values.push(sent ? ((required[name] ?? optional[name])?.read(sent) ?? sent) : undefined)
  }
  return values
}

/** All fields of a form, in an order that does not depend on the sender's. */
export function listFields(form: FormFields): readonly unknown[] {
  return Object.entries(form).sort(([a], [b]) => (a < b ? -1 : 1))
}

export function waitsForTexml({ waitsForTexml: waits }: EventDefinition, form: FormFields): boolean {
  return typeof waits === 'boolean' ? waits : waits.some((name) => form[name])
}
