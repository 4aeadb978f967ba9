import type { Field, Specification } from './specification.ts'

/**
 * Source of sent-call.ts: from the texts of a form to the call. Every field is assigned by its own name, not in a loop: V8
 * keeps an object with this many names fast only that way, and all that reads the call later is several times faster for it.
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

/** The fields as they were sent: converted where the text allows it, and not validated yet. */
export interface SentCall {
${members.join('\n')}
}

/** Every field that the specification names, in its order. */
export const fieldNames: readonly string[] = [
${names.join(',\n')},
]

/** Makes the call of the fields' texts, each at its name's place in \`fieldNames\`. An empty text counts as not sent. */
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
