/** A decoded form: name-value pairs in the order in which they were sent. */
export type Form = readonly (readonly [name: string, value: string])[]

/** The values of selected field names. */
export interface PickedFields {
  /** The first value of each name, in the order of the list of names; `undefined` if it was not sent. */
  readonly values: readonly (string | undefined)[]
  /** Names that were sent more than once. */
  readonly repeated: ReadonlySet<string>
}

const NO_NAMES: ReadonlySet<string> = new Set()
const NOT_SENT = -1
const NOT_ASCII = -1
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

const PERCENT = 0x25
const AMPERSAND = 0x26
const PLUS = 0x2b
const EQUALS = 0x3d
const SPACE = 0x20
const LAST_ASCII = 0x7f
/** 1 for each byte that needs no decoding. */
const IS_PLAIN_IN_NAME = markPlain([PERCENT, AMPERSAND, PLUS, EQUALS])
const IS_PLAIN_IN_VALUE = markPlain([PERCENT, AMPERSAND, PLUS])
/** The value of each byte that is a hex digit; -1 for any other byte. */
const HEX_DIGITS = Int8Array.from({ length: 256 }, (_, byte) =>
  /[\da-f]/i.test(String.fromCharCode(byte)) ? Number.parseInt(String.fromCharCode(byte), 16) : -1,
)

/**
 * Decodes `application/x-www-form-urlencoded` bytes as the URL Standard does (https://url.spec.whatwg.org/#urlencoded-parsing): `+` is a
 * space, a bare key has an empty value, an invalid percent sequence is kept as is, and invalid UTF-8 becomes U+FFFD. Never throws: an
 * authentic form with an odd byte is still a call.
 */
export function decodeForm(body: Uint8Array): Form {
  // The ampersand protects a leading question mark, which URLSearchParams would remove.
  return [...new URLSearchParams(`&${decoder.decode(body)}`)]
}

/** Converts the form to a frozen object with the first value of each name. It has no prototype, so `__proto__` is a name like any other. */
export function collectFields(form: Form): Readonly<Record<string, string>> {
  const fields: Record<string, string> = Object.create(null)
  for (const [name, value] of form) fields[name] ??= value
  return Object.freeze(fields)
}

/** Picks fields by name. The result is the same as with {@link decodeForm}, in a quarter of the time. */
export class FieldPicker {
  readonly #names: readonly string[]
  /** Indexes of the names, by length. */
  readonly #placesByLength: readonly (readonly number[] | undefined)[]
  /** For each name, by index, the name that followed it last time; the last entry is the first name. Senders keep their field order. */
  readonly #followers: Int32Array
  /** Where each name's value is in the decoded text. */
  readonly #starts: Int32Array
  readonly #ends: Int32Array
  #decoded = new Uint8Array(0)
  /** Number of bytes read from the body, and written to the decoded text. */
  #read = 0
  #written = 0

  constructor(names: readonly string[]) {
    this.#names = names
    const placesByLength: number[][] = []
    for (const [place, { length }] of names.entries()) {
      placesByLength[length] = [...(placesByLength[length] ?? []), place]
    }
    this.#placesByLength = placesByLength
    this.#followers = new Int32Array(names.length + 1)
    this.#starts = new Int32Array(names.length)
    this.#ends = new Int32Array(names.length)
  }

  pick(body: Uint8Array): PickedFields {
    return this.#pickFromAscii(body) ?? this.#pickFromPairs(decodeForm(body))
  }

  #pickFromPairs(form: Form): PickedFields {
    const values: (string | undefined)[] = new Array(this.#names.length).fill(undefined)
    const repeated = new Set<string>()
    for (const [name, value] of form) {
      const place = this.#names.indexOf(name)
      if (place === -1) continue
      if (values[place] === undefined) values[place] = value
      else repeated.add(name)
    }
    return { values, repeated }
  }

  /**
   * Picks from an all-ASCII form, as most are, in a single pass over its bytes.
   *
   * @returns `undefined` if there is another character or an invalid percent sequence.
   */
  #pickFromAscii(body: Uint8Array): PickedFields | undefined {
    if (this.#decoded.length < body.length) this.#decoded = new Uint8Array(body.length)
    this.#read = 0
    this.#written = 0
    const starts = this.#starts.fill(NOT_SENT)
    let repeated = NO_NAMES
    let previous = this.#names.length
    for (; this.#read < body.length; this.#read++) {
      const place = this.#skipFollower(body, previous) ?? this.#readName(body)
      if (place === NOT_ASCII) return undefined
      const start = this.#written
      if (body[this.#read] === EQUALS) {
        this.#read++
        if (!this.#decode(body, IS_PLAIN_IN_VALUE)) return undefined
      }
      if (place === undefined) continue
      this.#followers[previous] = place
      previous = place
      if (starts[place] === NOT_SENT) {
        starts[place] = start
        this.#ends[place] = this.#written
      } else {
        repeated = new Set([...repeated, this.#names[place] as string])
      }
    }
    return { values: this.#sliceValues(), repeated }
  }

  #sliceValues(): (string | undefined)[] {
    const text = decoder.decode(this.#decoded.subarray(0, this.#written))
    const values: (string | undefined)[] = new Array(this.#names.length).fill(undefined)
    for (let place = 0; place < values.length; place++) {
      const start = this.#starts[place] as number
      if (start !== NOT_SENT) values[place] = text.slice(start, this.#ends[place])
    }
    return values
  }

  /** Skips the name that followed the previous one last time. @returns its index, if it is there again. */
  #skipFollower(body: Uint8Array, previous: number): number | undefined {
    const place = this.#followers[previous] as number
    const name = this.#names[place] as string
    const end = this.#read + name.length
    if (body[end] !== EQUALS || !startsWith(body, this.#read, name)) return undefined
    this.#read = end
    return place
  }

  /** @returns the name's index, or `undefined` if it is not in the list. */
  #readName(body: Uint8Array): number | undefined {
    const start = this.#written
    if (!this.#decode(body, IS_PLAIN_IN_NAME)) return NOT_ASCII
    const places = this.#placesByLength[this.#written - start]
    return places?.find((place) => startsWith(this.#decoded, start, this.#names[place] as string))
  }

  /** Decodes up to the end of the name or value. @returns whether it could be decoded. */
  #decode(body: Uint8Array, isPlain: Uint8Array): boolean {
    const decoded = this.#decoded
    let read = this.#read
    let written = this.#written
    for (; read < body.length; read++) {
      while (read < body.length && isPlain[body[read] as number]) decoded[written++] = body[read++] as number
      const byte = read < body.length ? body[read] : AMPERSAND
      if (byte === AMPERSAND || byte === EQUALS) break
      if (byte === PERCENT) {
        const code = (readHexDigit(body[read + 1]) << 4) | readHexDigit(body[read + 2])
        if (code < 0 || code > LAST_ASCII) return false
        decoded[written++] = code
        read += 2
      } else if (byte === PLUS) {
        decoded[written++] = SPACE
      } else {
        return false
      }
    }
    this.#read = read
    this.#written = written
    return true
  }
}

function markPlain(special: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (byte > LAST_ASCII || special.includes(byte) ? 0 : 1))
}

function startsWith(bytes: Uint8Array, start: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (bytes[start + index] !== text.charCodeAt(index)) return false
  }
  return true
}

function readHexDigit(byte: number | undefined): number {
  return HEX_DIGITS[byte as number] ?? -1
}
