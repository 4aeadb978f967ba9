import { convertInteger } from '../conversion.ts'
import { isDateTime } from '../date-time.ts'

/** How the text of a field is read, and what is said of one that cannot be. */
export interface FieldRule {
  /** The JSON Schema keyword that a text breaks which cannot be read. */
  readonly rule: 'type' | 'enum' | 'format'
  readonly message: string
  /** @returns the value; `undefined` where the text cannot be read. */
  read(text: string): string | number | boolean | undefined
}

// 15 digits on either side: a number that is exact, or as close as a number can be.
const DECIMAL = /^-?\d{1,15}(?:\.\d{1,15})?$/

/** Any text. The only kind that can be empty. */
export const text: FieldRule = { rule: 'type', message: 'must be string', read: (value) => value }

export const dateTime: FieldRule = {
  rule: 'format',
  message: 'must match format "date-time"',
  read: (value) => (isDateTime(value) ? value : undefined),
}

export const integer: FieldRule = {
  rule: 'type',
  message: 'must be integer',
  read: (value) => {
    const converted = convertInteger(value)
    return typeof converted === 'number' ? converted : undefined
  },
}

export const decimal: FieldRule = {
  rule: 'type',
  message: 'must be number',
  read: (value) => (DECIMAL.test(value) ? Number(value) : undefined),
}

export const boolean: FieldRule = {
  rule: 'type',
  message: 'must be boolean',
  read: (value) => (value === 'true' ? true : value === 'false' ? false : undefined),
}

/** One of a few values; where they are numbers, the text has to be one of their decimal forms without leading zeros. */
export function oneOf(...values: readonly (string | number)[]): FieldRule {
  return {
    rule: 'enum',
    message: 'must be equal to one of the allowed values',
    read: (value) => values.find((allowed) => String(allowed) === value),
  }
}
