/** A form as text: its fields in order, still encoded. A bare key has no value. */
export type FormFields = readonly (readonly [name: string, value?: string | undefined])[]

/** How software encodes a form. */
export interface FormEncoding {
  /** Characters that stay as they are, besides letters and digits. */
  readonly kept: string
  readonly space: '+' | '%20'
  readonly isLowerCase: boolean
}

/** What the encoders keep, those of JavaScript first. */
const KEPT = [
  '*-._', // URLSearchParams; Java
  "!'()*-._~", // encodeURIComponent, node:querystring
  '-._~', // qs; Go, Python, RFC 3986
  '-._', // PHP's urlencode
  '!()*-._', // .NET
  '-._~[]', // qs with unencoded keys
  '-._~:', // HTTP clients that keep what a query may hold
  '-._~:/',
  "-._~:/?@,;$!'()*",
] as const

/** Every way to encode a form, the likeliest first. */
export const FORM_ENCODINGS: readonly FormEncoding[] = [false, true].flatMap((isLowerCase) =>
  KEPT.flatMap((kept, index) => {
    const spaces = index === 0 || index > 2 ? (['+', '%20'] as const) : (['%20', '+'] as const)
    return spaces.map((space) => ({ kept, space, isLowerCase }))
  }),
)

/** Telnyx sends 5 KB and 50 fields at most. What is much larger is not worth the time. */
const MAX_FORM_LENGTH = 32_768
const MAX_FIELDS = 300

/** @returns undefined if the text is no form, or too large to be one of Telnyx's */
export function splitForm(text: string): FormFields | undefined {
  if (text === '' || !/[=&]/.test(text) || /^\s*[[{"<]|[\n\r]/.test(text)) return undefined
  if (text.length > MAX_FORM_LENGTH) return undefined
  const fields = text.split('&', MAX_FIELDS + 1)
  if (fields.length > MAX_FIELDS) return undefined
  return fields.map((field) => {
    const at = field.indexOf('=')
    return at === -1 ? [field] : [field.slice(0, at), field.slice(at + 1)]
  })
}

export function joinForm(fields: FormFields): string {
  return fields.map(([name, value]) => (value === undefined ? name : `${name}=${value}`)).join('&')
}

/** @returns undefined if an escape is broken or not UTF-8 */
export function decodeFields(fields: FormFields): FormFields | undefined {
  try {
    return fields.map(([name, value]) =>
      value === undefined ? [decodePart(name)] : [decodePart(name), decodePart(value)],
    )
  } catch {
    return undefined
  }
}

export function encodeFields(fields: FormFields, encoding: FormEncoding): string {
  return joinForm(
    fields.map(([name, value]) =>
      value === undefined
        ? [encodePart(name, encoding)]
        : [encodePart(name, encoding), encodePart(value, encoding)],
    ),
  )
}

/** The decoded name of a field; as it is, if an escape in it is broken. */
export function readName([name]: FormFields[number]): string {
  try {
    return decodePart(name)
  } catch {
    return name
  }
}

function decodePart(part: string): string {
  return decodeURIComponent(part.replaceAll('+', ' '))
}

function encodePart(part: string, encoding: FormEncoding): string {
  const known = ENCODED.get(encoding) ?? new Map<string, string>()
  ENCODED.set(encoding, known)
  return part.replaceAll(/[^A-Za-z0-9]/gu, (character) => {
    const encoded = known.get(character) ?? encodeCharacter(character, encoding)
    if (character < '\u0080') known.set(character, encoded)
    return encoded
  })
}

/** What the characters of ASCII are encoded as, since the same ones occur again and again. */
const ENCODED = new WeakMap<FormEncoding, Map<string, string>>()

function encodeCharacter(character: string, { kept, space, isLowerCase }: FormEncoding): string {
  if (character === ' ') return space
  if (kept.includes(character)) return character
  const hex = Buffer.from(character).toString('hex').replaceAll(/../g, '%$&')
  return isLowerCase ? hex : hex.toUpperCase()
}

/** Writes all percent escapes in upper case. */
export function raiseEscapes(text: string): string {
  return text.replaceAll(/%[0-9a-fA-F]{2}/g, (hex) => hex.toUpperCase())
}

export function lowerEscapes(text: string): string {
  return text.replaceAll(/%[0-9a-fA-F]{2}/g, (hex) => hex.toLowerCase())
}
