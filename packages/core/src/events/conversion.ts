// Decimal digits only: Number() alone would also accept '0x10', '1e3' and ' 3'. 15 digits are always a safe integer.
const INTEGER = /^\d{1,15}$/

/** Converts decimal digits to a number. Other text is returned as is, for the schema to report. */
export function convertInteger(text: string): number | string {
  return INTEGER.test(text) ? Number(text) : text
}

// At most 15 digits on either side, so that the number is exact or as close as possible.
const DECIMAL = /^-?\d{1,15}(?:\.\d{1,15})?$/

/** Converts a decimal to a number. Other text is returned as is, for the schema to report. */
export function convertDecimal(text: string): number | string {
  return DECIMAL.test(text) ? Number(text) : text
}

/** Converts `true` and `false`. Other text is returned as is, for the schema to report. */
export function convertBoolean(text: string): boolean | string {
  return text === 'true' || (text === 'false' ? false : text)
}
