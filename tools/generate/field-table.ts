import type { Specification } from './specification.ts'

/** Source of fields.ts: what the form decoder needs to know of each field. */
export function writeFieldTableModule(specification: Specification): string {
  const rows = specification.fields.map(({ name, constraint }) =>
    JSON.stringify({ name, kind: constraint.type }),
  )
  return `
/** One field of the form: its name, and the type its text stands for. */
export interface CallField {
  readonly name: string
  readonly kind: 'string' | 'integer' | 'boolean'
}

/** Every field that the specification names, in its order. */
export const callFields: readonly CallField[] = [
${rows.join(',\n')},
]
`
}
