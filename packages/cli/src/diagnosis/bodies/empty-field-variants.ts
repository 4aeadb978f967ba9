import { type BodyVariant, toVariant } from './body-variant.ts'
import { listKnownNames } from './field-orders.ts'
import { type FormFields, joinForm, readName, splitForm } from './form-text.ts'

const MAX_VARIANTS = 120

/**
 * Puts back empty fields that a parser dropped: one that the specification has for this event, or, where Content-Length tells how many bytes
 * are missing, two or three that make up for them.
 *
 * @param announcedBytes - Content-Length
 */
export function* restoreEmptyFields(
  text: string,
  announcedBytes: number | undefined,
): Generator<BodyVariant> {
  const fields = splitForm(text)
  if (fields === undefined) return
  const names = fields.map(readName)
  const missingBytes = announcedBytes === undefined ? undefined : announcedBytes - Buffer.byteLength(text)
  const forms = new Set<string>()
  for (const order of listKnownNames(names)) {
    const missing = order.filter((name) => !names.includes(name))
    for (const added of listAdditions(missing, missingBytes)) {
      if (forms.size === MAX_VARIANTS) break
      forms.add(joinForm(insertFields(fields, added, order)))
    }
  }
  for (const form of forms) yield toVariant(form, 'empty_fields_dropped')
}

function* listAdditions(
  missing: readonly string[],
  missingBytes: number | undefined,
): Generator<readonly string[]> {
  const isFit = (names: readonly string[]) =>
    missingBytes === undefined ||
    names.reduce((sum, name) => sum + encodeURIComponent(name).length + 2, 0) === missingBytes
  for (const name of missing) if (isFit([name])) yield [name]
  if (isFit(missing)) yield missing
  if (missingBytes === undefined) return
  const pairs = missing.flatMap((first, index) => missing.slice(index + 1).map((second) => [first, second]))
  for (const names of pairs) if (isFit(names)) yield names
  for (const [first = '', second = ''] of pairs) {
    const thirds = missing.slice(missing.indexOf(second) + 1)
    for (const third of thirds) if (isFit([first, second, third])) yield [first, second, third]
  }
}

function insertFields(fields: FormFields, added: readonly string[], order: readonly string[]): FormFields {
  const inserted: FormFields = [...fields, ...added.map((name) => [encodeURIComponent(name), ''] as const)]
  return [...inserted].sort((field, other) => order.indexOf(readName(field)) - order.indexOf(readName(other)))
}
