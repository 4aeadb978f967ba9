import type { CauseCode } from '../diagnosis.ts'
import { type BodyVariant, toVariant } from './body-variant.ts'
import { listFieldOrders, sortFields } from './field-orders.ts'
import {
  decodeFields,
  encodeFields,
  FORM_ENCODINGS,
  type FormFields,
  joinForm,
  lowerEscapes,
  raiseEscapes,
  readName,
  splitForm,
} from './form-text.ts'

/** So many spaces are tried as `+` and `%20` in every mixture. */
const MAX_MIXED_SPACES = 5
/** So many encodings are tried on top of another change. */
const COMBINED_ENCODINGS = 6

/** Takes back what a form parser and an encoder behind it change. */
export function* repairForm(
  text: string,
  otherOrders: readonly (readonly string[])[],
): Generator<BodyVariant> {
  const fields = splitForm(text)
  if (fields === undefined) return
  const toForm = (form: string) => toVariant(form, classifyEncoding(text, form))
  yield* changeEscapes(text).map(toForm)
  const decoded = decodeFields(fields)
  if (decoded === undefined) return
  for (const encoding of FORM_ENCODINGS) yield toForm(encodeFields(decoded, encoding))
  yield* mixSpaces(text).map(toForm)
  yield* changeBareKeys(decoded).map(toForm)
  yield* reorderFields(text, fields, otherOrders)
  const [[name, value] = ['']] = decoded
  const isJsonInKey = decoded.length === 1 && /^\s*[[{]/.test(name) && (value ?? '') === ''
  if (isJsonInKey) yield toVariant(name, 'json_turned_into_form')
}

/** Names the smallest difference: two ways to repair a form can give the same bytes. */
function classifyEncoding(received: string, signed: string): CauseCode {
  if (raiseEscapes(received) === raiseEscapes(signed)) return 'percent_escape_case_changed'
  if (received.replaceAll('%20', '+') === signed.replaceAll('%20', '+')) return 'space_encoding_changed'
  return 'form_encoded_again'
}

function changeEscapes(text: string): readonly string[] {
  const cases = [text, raiseEscapes(text), lowerEscapes(text)]
  return cases.flatMap((form) => [form, form.replaceAll('+', '%20'), form.replaceAll('%20', '+')])
}

/** Forms of Telnyx mix `+` and `%20`, and an encoder writes one of them everywhere. */
function mixSpaces(text: string): readonly string[] {
  const parts = text.split(/\+|%20/)
  const spaces = parts.length - 1
  if (spaces < 2 || spaces > MAX_MIXED_SPACES) return []
  return Array.from({ length: 2 ** spaces }, (_, mixture) =>
    parts
      .map((part, index) => (index === 0 ? part : ((mixture >> (index - 1)) & 1 ? '%20' : '+') + part))
      .join(''),
  )
}

/** A parser cannot tell `Name` from `Name=`. */
function changeBareKeys(decoded: FormFields): readonly string[] {
  const isEmpty = (value: string | undefined) => value === undefined || value === ''
  if (!decoded.some(([, value]) => isEmpty(value))) return []
  const bare: FormFields = decoded.map(([name, value]) =>
    value === undefined || value === '' ? [name] : [name, value],
  )
  const closed: FormFields = decoded.map(([name, value]) => [name, value ?? ''])
  return [bare, closed].flatMap((fields) =>
    FORM_ENCODINGS.slice(0, COMBINED_ENCODINGS).map((encoding) => encodeFields(fields, encoding)),
  )
}

function* reorderFields(
  text: string,
  fields: FormFields,
  otherOrders: readonly (readonly string[])[],
): Generator<BodyVariant> {
  const names = fields.map(readName)
  const orders = [...listFieldOrders(names, otherOrders)].map((order) => sortFields(fields, order))
  for (const reordered of orders) yield toVariant(joinForm(reordered), 'fields_reordered')
  for (const reordered of orders) {
    const decoded = decodeFields(reordered)
    if (decoded === undefined) return
    const encodings = FORM_ENCODINGS.slice(0, COMBINED_ENCODINGS)
    const forms = [...encodings.map((encoding) => encodeFields(decoded, encoding))]
    yield* forms
      .filter((form) => form.length !== text.length || form !== text)
      .map((form) => toVariant(form, 'fields_reordered'))
  }
}
