import { inspect } from 'node:util'
import type { Constraint, Field, FieldKind, PatternField } from './specification.ts'
import { SpecificationError } from './specification-error.ts'

const typeOfKind: Readonly<Record<FieldKind, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
}

/** A property of an interface, with its comment. */
export function writeProperty(field: Field, type: string = writeType(field.constraint)): string {
  const comment = writeComment([field.description, field.condition?.sentence], field.example)
  return `${comment}\n  readonly ${field.name}${field.required ? '' : '?'}: ${type}`
}

/** An index signature of an interface: `readonly [name: \`CallCost[${string}]\`]: string | undefined`. */
export function writePatternProperty({ pattern, description, example, exampleName }: PatternField): string {
  const [, before, after] = /^\^(\w+(?:\\\W)*)\.\+((?:\\\W)*)\$$/.exec(pattern) ?? []
  if (before === undefined || after === undefined) {
    throw new SpecificationError(
      `patternProperties.${pattern}`,
      'must be like ^Name\\[.+\\]$: one .+ in a fixed text',
    )
  }
  const name = `${before.replaceAll('\\', '')}\${string}${after.replaceAll('\\', '')}`
  const comment = writeComment([description], { [exampleName]: example })
  return `${comment}\n  readonly [name: \`${name}\`]: string | undefined`
}

function writeComment(paragraphs: readonly (string | undefined)[], example: unknown): string {
  const lines = [...paragraphs, `@example ${inspect(example, { breakLength: Number.POSITIVE_INFINITY })}`]
    .filter((paragraph) => paragraph !== undefined)
    .join('\n\n')
    .split('\n')
  return `  /**\n${lines.map((line) => `   * ${line.replaceAll('*/', '*\\/')}`.trimEnd()).join('\n')}\n   */`
}

function writeType(constraint: Constraint): string {
  return constraint.enum === undefined ? typeOfKind[constraint.type] : writeLiterals(constraint.enum)
}

export function writeLiterals(values: readonly (string | number)[]): string {
  return values.map((value) => JSON.stringify(value)).join(' | ')
}
