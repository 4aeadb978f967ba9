import { parseJson } from '../../kept-file.ts'
import { type BodyVariant, toVariant } from './body-variant.ts'
import { decodeFields, encodeFields, FORM_ENCODINGS, type FormFields, splitForm } from './form-text.ts'
import { type JsonEscapes, type JsonLayout, writeJson } from './json-text.ts'

const LAYOUTS: readonly JsonLayout[] = [
  { indent: '', colon: ':', comma: ',' },
  { indent: '', colon: ': ', comma: ', ' },
  { indent: '  ', colon: ': ', comma: ',' },
  { indent: '    ', colon: ': ', comma: ',' },
  { indent: '\t', colon: ': ', comma: ',' },
]
const ESCAPES: readonly JsonEscapes[] = ['none', 'ascii', 'slash', 'slash-ascii', 'html', 'ascii-upper']

const MAX_JSON_LENGTH = 65_536
const MAX_DEPTH = 64

/** Takes back that JSON was parsed and serialized again: whitespace and escapes, as JavaScript, Python, Go and PHP write them. */
export function* repairJson(text: string): Generator<BodyVariant> {
  const json = parseShallow(text)
  if (typeof json !== 'object' || json === null) return
  for (const escapes of ESCAPES) {
    for (const layout of LAYOUTS) {
      const written = writeJson(text, layout, escapes)
      yield toVariant(written, 'json_serialized_again')
      if (layout.indent !== '' && escapes === 'none') yield toVariant(`${written}\n`, 'json_serialized_again')
    }
  }
  const sorted = JSON.stringify(sortKeys(json))
  for (const layout of LAYOUTS.slice(0, 2))
    yield toVariant(writeJson(sorted, layout, 'none'), 'json_serialized_again')
}

/** @returns undefined for what is nested too deeply to be of Telnyx, and for what is too large */
function parseShallow(text: string): unknown {
  if (text.length > MAX_JSON_LENGTH) return undefined
  let depth = 0
  for (const character of text) {
    if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') depth--
    if (depth > MAX_DEPTH) return undefined
  }
  return parseJson(text)
}

function sortKeys(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(sortKeys)
  if (typeof json !== 'object' || json === null) return json
  const entries = Object.entries(json).sort(([name], [other]) => (name < other ? -1 : 1))
  return Object.fromEntries(entries.map(([name, value]) => [name, sortKeys(value)]))
}

/** Turns the object that a form parser made back into the form. */
export function* turnJsonIntoForm(text: string): Generator<BodyVariant> {
  const json = parseShallow(text)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return
  const fields = flatten(json)
  if (fields === undefined || fields.length === 0) return
  for (const encoding of FORM_ENCODINGS)
    yield toVariant(encodeFields(fields, encoding), 'form_turned_into_json')
  const bare: FormFields = fields.map(([name, value]) => (value === '' ? [name] : [name, value]))
  if (fields.some(([, value]) => value === '')) {
    yield* FORM_ENCODINGS.slice(0, 6).map((encoding) =>
      toVariant(encodeFields(bare, encoding), 'form_turned_into_json'),
    )
  }
}

/** @returns undefined if it is not what a form parser makes: text, lists of it, and objects for `a[b]` */
function flatten(json: object, prefix?: string): FormFields | undefined {
  const fields: (readonly [string, string])[] = []
  for (const [key, value] of Object.entries(json)) {
    const name = prefix === undefined ? key : `${prefix}[${key}]`
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    for (const item of values) {
      const isScalar = typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean'
      const nested = typeof item === 'object' && item !== null ? flatten(item, name) : undefined
      if (!isScalar && nested === undefined) return undefined
      if (isScalar) fields.push([name, String(item)])
      else for (const [inner, text = ''] of nested ?? []) fields.push([inner, text])
    }
  }
  return fields
}

/** The names of a form's fields, decoded; undefined if the text is no form. */
export function readFieldNames(text: string): readonly string[] | undefined {
  const fields = splitForm(text)
  return fields && decodeFields(fields)?.map(([name]) => name)
}
