import { type EventReading, identifyForm, listFields, waitsForTexml } from './event-reading.ts'
import { readFields } from './field-reading.ts'
import { collectFields, decodeForm } from './form.ts'
import { formEvents } from './generated/registry.ts'
import { NO_ERRORS } from './schema-error.ts'
import type { TelnyxEvent } from './telnyx-event.ts'

/** Reads any form. Never fails: a form that no event matches is `unknown`. */
export function readFormEvent(body: Uint8Array): EventReading {
  const form = decodeForm(body)
  const fields = collectFields(form)
  const definition = formEvents.find(({ matches }) => matches(fields))
  if (definition === undefined) return readUnknownForm(fields)
  const { values, schemaErrors } = readFields(definition, fields, findRepeated(form))
  return {
    // Rules and type of an event are generated from the same entry. Any difference from the type is listed in schemaErrors.
    event: Object.freeze({ type: definition.type, ...values }) as TelnyxEvent,
    schemaErrors,
    waitsForTexml: waitsForTexml(definition, fields),
    identity: identifyForm(definition, fields),
  }
}

function readUnknownForm(fields: Readonly<Record<string, string>>): EventReading {
  return {
    event: Object.freeze({ type: 'unknown', fields }),
    schemaErrors: NO_ERRORS,
    waitsForTexml: false,
    identity: { values: listFields(fields), isUnique: true },
  }
}

function findRepeated(form: readonly (readonly [name: string, value: string])[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const [name] of form) {
    if (seen.has(name)) repeated.add(name)
    seen.add(name)
  }
  return repeated
}
