import type { Field, Specification } from './specification.ts'

/**
 * Writes sent-call.ts, which turns the texts of a form into a call. Each field is assigned by name instead of in a loop: only then does V8
 * keep an object with this many properties fast, and reading the call is several times faster.
 */
export function writeSentCallModule({ fields }: Specification): string {
  const names = fields.map(({ name }) => JSON.stringify(name))
  const members = fields.map(({ name, constraint }) => `  ${name}?: ${sentTypes[constraint.type]}`)
  const assignments = fields.map(({ name, constraint }, place) => {
    const text = `texts[${place}]`
    return `  if (${text}) call.${name} = ${conversions[constraint.type].replace('TEXT', text)}`
  })
  return `
import { ${conversionsOf(fields)} } from '../conversion.ts'

/** The fields as they were sent: converted if possible, but not yet validated. */
export interface SentCall {
${members.join('\n')}
}

/** Every field in the specification, in its order. */
export const fieldNames: readonly string[] = [
${names.join(',\n')},
]

/** Creates the call from the fields' texts, in the order of \`fieldNames\`. An empty text counts as not sent. */
export function assembleCall(texts: readonly (string | undefined)[]): SentCall {
  const call: SentCall = {}
${assignments.join('\n')}
  return call
}
`
}

function conversionsOf(fields: readonly Field[]): string {
  const used = fields.map(({ constraint }) => conversions[constraint.type].split('(')[0] as string)
  return [...new Set(used)]
    .filter((name) => name !== conversions.string)
    .sort()
    .join(', ')
}

const sentTypes = {
  string: 'string',
  integer: 'string | number',
  number: 'string | number',
  boolean: 'string | boolean',
}
const conversions = {
  string: 'TEXT',
  integer: 'convertInteger(TEXT)',
  number: 'convertDecimal(TEXT)',
  boolean: 'convertBoolean(TEXT)',
}
