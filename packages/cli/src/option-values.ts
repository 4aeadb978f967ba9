import { UsageError } from './exit.ts'

/** Reads the value of one option from the command line. */
type Reader<Value> = (text: string) => Value

/** @throws UsageError (code `invalid_option`) unless it is a whole number, at least `least` */
export function readWhole(option: string, least: number): Reader<number> {
  return (text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value
    throw invalidOption(option, `a whole number, at least ${least}`, text)
  }
}

/** @throws UsageError (code `invalid_option`) unless it is a number above 0 */
export function readAboveZero(option: string): Reader<number> {
  return (text) => {
    const value = Number(text)
    if (Number.isFinite(value) && value > 0) return value
    throw invalidOption(option, 'a number above 0', text)
  }
}

/**
 * Reads a share, such as `5%` or `0.05`, as a number from 0 to 1.
 *
 * @throws UsageError (code `invalid_option`)
 */
export function readShare(option: string): Reader<number> {
  return (text) => {
    const [, digits, percent] = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(text) ?? []
    const value = Number(digits) / (percent ? 100 : 1)
    if (value >= 0 && value <= 1) return value
    throw invalidOption(option, 'a share, such as 5% or 0.05', text)
  }
}

/** @throws UsageError (code `invalid_option`); the message lists the choices */
export function readChoice<Choice extends string>(
  option: string,
  choices: readonly Choice[],
): Reader<Choice> {
  return (text) => {
    const choice = choices.find((name) => name === text)
    if (choice !== undefined) return choice
    throw invalidOption(option, `one of ${choices.join(', ')}`, text)
  }
}

type Pairs = Readonly<Record<string, string>>

/** Collects `name=value` from an option that can be repeated. */
export function collectFields(option: string) {
  return (text: string, earlier: Pairs = {}): Pairs => {
    const [, name, value = ''] = /^([^=]+)=([\s\S]*)$/.exec(text) ?? []
    if (name === undefined) throw invalidOption(option, 'name=value', text)
    return { ...earlier, [name]: value }
  }
}

/** Collects `name: value` from an option that can be repeated, if both can stand in a header (RFC 9110, section 5). */
export function collectHeaders(option: string) {
  return (text: string, earlier: Pairs = {}): Pairs => {
    const [, name, value = ''] = /^([!#$%&'*+.^`|~\w-]+):\s*([\t\x20-\x7e\x80-\xff]*)$/.exec(text) ?? []
    if (name === undefined) throw invalidOption(option, 'a header, such as "Authorization: Bearer x"', text)
    return { ...earlier, [name]: value }
  }
}

/** @throws UsageError (code `invalid_url`) unless it is an `http:` or `https:` URL */
export function readHttpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  const example = /^[\w.-]+(:\d+)?(\/|$)/.test(text) ? `http://${text}` : 'http://127.0.0.1:3000/webhooks'
  throw new UsageError('invalid_url', `"${text}" is not an http: URL. Write it as in ${example}.`)
}

function invalidOption(option: string, expected: string, text: string): UsageError {
  return new UsageError('invalid_option', `${option} must be ${expected}, not "${text}".`)
}
