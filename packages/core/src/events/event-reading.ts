import type { EventDefinition, FormFields } from './event-definition.ts'
import type { SchemaError } from './schema-error.ts'
import type { TelnyxEvent } from './telnyx-event.ts'

/** The event in an authentic body. */
export interface EventReading {
  readonly event: TelnyxEvent
  /** How the event differs from the specification. Values that could not be read are left out of it. */
  readonly schemaErrors: readonly SchemaError[]
  /** Whether Telnyx waits for a TeXML document. */
  readonly waitsForTexml: boolean
  readonly identity: EventIdentity
}

/** Identifies the occurrence of an event that a body reports. */
export interface EventIdentity {
  /** The same in every copy. Their hash (`hashIdentity`) is the id of the delivery. */
  readonly values: readonly unknown[]
  /** Whether these values are unique to the occurrence. If not, the event must never be treated as a duplicate. */
  readonly isUnique: boolean
}

/** Events whose identity does not start with their type. Their ids were defined before the others and must stay the same. */
const UNNAMED: ReadonlySet<string> = new Set(['call-completed'])

export function identifyForm(definition: EventDefinition, form: FormFields): EventIdentity {
  const { identity, type } = definition
  if (identity === 'none') return { values: listFields(form), isUnique: false }
  const values = identity === 'all' ? undefined : listIdentity(definition, identity, form)
  if (values === undefined) return { values: listFields(form), isUnique: true }
  return { values: UNNAMED.has(type) ? values : [type, ...values], isUnique: true }
}

/** @returns `undefined` if a required field is missing. */
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
    // Numbers are compared by value; what cannot be read is compared as it was sent.
    values.push(sent ? ((required[name] ?? optional[name])?.read(sent) ?? sent) : undefined)
  }
  return values
}

/** Lists all fields in an order that does not depend on the sender. */
export function listFields(form: FormFields): readonly unknown[] {
  return Object.entries(form).sort(([a], [b]) => (a < b ? -1 : 1))
}

export function waitsForTexml({ waitsForTexml: waits }: EventDefinition, form: FormFields): boolean {
  return typeof waits === 'boolean' ? waits : waits.some((name) => form[name])
}
