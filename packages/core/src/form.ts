/** A decoded form: its pairs in the order they were sent. */
export type Form = readonly (readonly [name: string, value: string])[]

/** What a form says under some names. */
export interface PickedFields {
  /** The first value of each name, at the name's place in the list of names; `undefined` where it was not sent. */
  readonly values: readonly (string | undefined)[]
  /** The names that came more than once. */
  readonly repeated: ReadonlySet<string>
}

const NO_NAMES: ReadonlySet<string> = new Set()
const NOT_SENT = -1
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

const PERCENT = 0x25
const AMPERSAND = 0x26
const PLUS = 0x2b
const EQUALS = 0x3d
const SPACE = 0x20
const LAST_ASCII = 0x7f
/** 1 for each byte that stands for itself. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte > LAST_ASCII || [PERCENT, AMPERSAND, PLUS, EQUALS].includes(byte) ? 0 : 1,
)
/** The value of each byte that is a hex digit; -1 for any other. */
const HEX_DIGITS = Int8Array.from({ length: 256 }, (_, byte) =>
  /[\da-f]/i.test(String.fromCharCode(byte)) ? Number.parseInt(String.fromCharCode(byte), 16) : -1,
)

/**
 * Decodes `application/x-www-form-urlencoded` bytes as the URL Standard does (https://url.spec.whatwg.org/#urlencoded-parsing):
 * `+` is a space, a bare key has the empty value, a broken percent sequence stands for itself, and what is not UTF-8
 * becomes U+FFFD. It never throws: an authentic form with an odd byte is still a call.
 */
export function decodeForm(body: Uint8Array): Form {
  // The ampersand keeps a leading question mark in the first name.
  return [...new URLSearchParams(`&${decoder.decode(body)}`)]
}

/**
 * Makes the form an object, frozen, with the first value of every name. It has no prototype, so that `__proto__` is a name like
 * any other.
 */
export function collectFields(form: Form): Readonly<Record<string, string>> {
  const fields: Record<string, string> = Object.create(null)
  for (const [name, value] of form) fields[name] ??= value
  return Object.freeze(fields)
}

/** Picks fields by their names. It finds what {@link decodeForm} would, in a quarter of the time. */
export class FieldPicker {
  readonly #names: readonly string[]
  /** The places of the names of each length. */
  readonly #placesByLength: readonly (readonly number[] | undefined)[]
  /** Memory to decode in, and where in it the value of each name is. */
  #memory: Buffer = Buffer.alloc(0)
  readonly #starts: Int32Array
  readonly #ends: Int32Array

  constructor(names: readonly string[]) {
    this.#names = names
    this.#starts = new Int32Array(names.length)
    this.#ends = new Int32Array(names.length)
    const placesByLength: number[][] = []
    for (const [place, { length }] of names.entries()) {
      placesByLength[length] = [...(placesByLength[length] ?? []), place]
    }
    this.#placesByLength = placesByLength
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
   * Picks from a form of which every character is ASCII, as most are, in one pass over its bytes.
   *
   * @returns `undefined` where there is another character, or a percent sequence to repair.
   */
  #pickFromAscii(body: Uint8Array): PickedFields | undefined {
    const decoded = this.#takeMemory(body.length)
    const starts = this.#starts.fill(NOT_SENT)
    const ends = this.#ends
    let repeated = NO_NAMES
    let length = 0
    let start = 0
    let nameEnd = -1
    for (let index = 0; index <= body.length; index++) {
      while (index < body.length && IS_PLAIN[body[index] as number])
        decoded[length++] = body[index++] as number
      const byte = index < body.length ? body[index] : AMPERSAND
      if (byte === EQUALS && nameEnd === -1) {
        nameEnd = length
      } else if (byte === AMPERSAND) {
        const end = nameEnd === -1 ? length : nameEnd
        const place = this.#findPlace(decoded, start, end)
        if (place !== undefined && starts[place] === NOT_SENT) {
          starts[place] = end
          ends[place] = length
        } else if (place !== undefined) {
          repeated = new Set([...repeated, this.#names[place] as string])
        }
        start = length
        nameEnd = -1
      } else if (byte === PERCENT) {
        const code = (readHexDigit(body[index + 1]) << 4) | readHexDigit(body[index + 2])
        if (code < 0 || code > LAST_ASCII) return undefined
        decoded[length++] = code
        index += 2
      } else if (byte === EQUALS || byte === PLUS) {
        decoded[length++] = byte === PLUS ? SPACE : byte
      } else {
        return undefined
      }
    }
    const text = decoded.toString('latin1', 0, length)
    const values: (string | undefined)[] = new Array(starts.length).fill(undefined)
    for (let place = 0; place < values.length; place++) {
      if (starts[place] !== NOT_SENT) values[place] = text.slice(starts[place], ends[place])
    }
    return { values, repeated }
  }

  #takeMemory(length: number): Buffer {
    if (this.#memory.length < length) this.#memory = Buffer.allocUnsafeSlow(length)
    return this.#memory
  }

  #findPlace(decoded: Uint8Array, start: number, end: number): number | undefined {
    const places = this.#placesByLength[end - start]
    if (places === undefined) return undefined
    for (let index = 0; index < places.length; index++) {
      const place = places[index] as number
      if (startsWith(decoded, start, this.#names[place] as string)) return place
    }
    return undefined
  }
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
