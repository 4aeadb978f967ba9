import { convertBoolean, convertDecimal, convertInteger } from './conversion.ts'
import { isDateTime } from './date-time.ts'

/** How to read a field's text, and how to report text that cannot be read. */
export interface FieldRule {
  /** The JSON Schema keyword that unreadable text violates. */
  readonly rule: 'type' | 'enum' | 'format'
  readonly message: string
  /** @returns the value; `undefined` if the text cannot be read. */
  read(text: string): string | number | boolean | undefined
}

/** Any text. The only rule that allows an empty value. */
export const text: FieldRule = { rule: 'type', message: 'must be string', read: (value) => value }

export const dateTime: FieldRule = {
  rule: 'format',
  message: 'must match format "date-time"',
  read: (value) => (isDateTime(value) ? value : undefined),
}

export const integer: FieldRule = {
  rule: 'type',
  message: 'must be integer',
  read: unlessText(convertInteger),
}

export const decimal: FieldRule = {
  rule: 'type',
  message: 'must be number',
  read: unlessText(convertDecimal),
}

export const boolean: FieldRule = {
  rule: 'type',
  message: 'must be boolean',
  read: unlessText(convertBoolean),
}

/** One of a few values. Numbers must be written in decimal, without leading zeros. */
export function oneOf(...values: readonly (string | number)[]): FieldRule {
  return {
    rule: 'enum',
    message: 'must be equal to one of the allowed values',
    read: (value) => values.find((allowed) => String(allowed) === value),
  }
}

/** Treats a value that the conversion left as text as unreadable. */
function unlessText<T extends number | boolean>(convert: (text: string) => T | string) {
  return (value: string): T | undefined => {
    const converted = convert(value)
    return typeof converted === 'string' ? undefined : converted
  }
}
