// Decimal digits only: Number() alone would take '0x10', '1e3' and ' 3' too. 15 digits are always a safe integer.
const INTEGER = /^\d{1,15}$/

/** The number of decimal digits; any other text stays, for the schema to name. */
export function convertInteger(text: string): number | string {
  return INTEGER.test(text) ? Number(text) : text
}

// 15 digits on either side: a number that is exact, or as close as a number can be.
const DECIMAL = /^-?\d{1,15}(?:\.\d{1,15})?$/

/** The number of a decimal text; any other text stays, for the schema to name. */
export function convertDecimal(text: string): number | string {
  return DECIMAL.test(text) ? Number(text) : text
}

/** `true` or `false`; any other text stays, for the schema to name. */
export function convertBoolean(text: string): boolean | string {
  return text === 'true' || (text === 'false' ? false : text)
}
