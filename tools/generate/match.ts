import { quoteAll } from './condition.ts'
import { SpecificationError } from './specification-error.ts'
import { expectOnlyKeys, readMapping, readText, readTexts } from './yaml-value.ts'

type AllowedValues = Readonly<Record<string, readonly string[]>>

/** How an event is recognized: one `x-match` of the specification. spec/README.md explains the conditions. */
export interface Match {
  readonly order: number
  readonly equals: AllowedValues
  readonly differs: AllowedValues
  /** Words joined by `|`, by field name. */
  readonly like: Readonly<Record<string, string>>
  readonly present: readonly string[]
  readonly absent: readonly string[]
  readonly sent: readonly string[]
  readonly anySent: readonly string[]
}

const keys = ['order', 'equals', 'differs', 'like', 'present', 'absent', 'sent', 'any-sent']

/** @param ownNames - names of the event's fields: a condition on any other field could never hold. */
export function readMatch(value: unknown, where: string, ownNames: readonly string[]): Match {
  const mapping = readMapping(value, where)
  expectOnlyKeys(mapping, keys, where)
  const { order } = mapping
  if (typeof order !== 'number' || !Number.isSafeInteger(order)) {
    throw new SpecificationError(`${where}.order`, 'must be an integer')
  }
  const match = {
    order,
    equals: readAllowedValues(mapping.equals, `${where}.equals`),
    differs: readAllowedValues(mapping.differs, `${where}.differs`),
    like: readLike(mapping.like, `${where}.like`),
    present: readNames(mapping.present, `${where}.present`),
    absent: readNames(mapping.absent, `${where}.absent`),
    sent: readNames(mapping.sent, `${where}.sent`),
    anySent: readNames(mapping['any-sent'], `${where}.any-sent`),
  }
  const named = [...Object.keys(match.equals), ...Object.keys(match.like)]
  const wanted = [...named, ...match.present, ...match.sent, ...match.anySent]
  if (wanted.length === 0) throw new SpecificationError(where, 'must ask for a field')
  for (const name of wanted) {
    if (!ownNames.includes(name)) throw new SpecificationError(where, `no property "${name}"`)
  }
  return match
}

function readAllowedValues(value: unknown, where: string): AllowedValues {
  if (value === undefined) return {}
  const entries = Object.entries(readMapping(value, where))
  return Object.fromEntries(entries.map(([name, values]) => [name, readTexts(values, `${where}.${name}`)]))
}

function readLike(value: unknown, where: string): Match['like'] {
  if (value === undefined) return {}
  const entries = Object.entries(readMapping(value, where))
  return Object.fromEntries(entries.map(([name, words]) => [name, readWords(words, `${where}.${name}`)]))
}

function readWords(value: unknown, where: string): string {
  const words = readText(value, where)
  if (/^[\w-]+(\|[\w-]+)*$/.test(words)) return words
  throw new SpecificationError(where, 'must be words joined by |')
}

function readNames(value: unknown, where: string): readonly string[] {
  return value === undefined ? [] : readTexts(value, where)
}

/** Writes the body of an arrow function that returns whether `form` is the event. */
export function writeMatchExpression(match: Match): string {
  return [
    ...Object.entries(match.equals).map(([name, values]) => writeAny(writeComparisons(name, '===', values))),
    ...Object.entries(match.like).map(([name, words]) => `/${words}/.test(${writeAccess(name)} ?? '')`),
    ...Object.entries(match.differs).flatMap(([name, values]) => writeComparisons(name, '!==', values)),
    ...match.present.map((name) => `Boolean(${writeAccess(name)})`),
    ...match.sent.map((name) => `${writeAccess(name)} !== undefined`),
    ...(match.anySent.length > 0
      ? [writeAny(match.anySent.map((name) => `${writeAccess(name)} !== undefined`))]
      : []),
    ...match.absent.map((name) => `!${writeAccess(name)}`),
  ].join(' && ')
}

function writeComparisons(name: string, operator: string, values: readonly string[]): readonly string[] {
  return values.map((value) => `${writeAccess(name)} ${operator} ${JSON.stringify(value)}`)
}

function writeAny(alternatives: readonly string[]): string {
  return alternatives.length === 1 ? alternatives.join() : `(${alternatives.join(' || ')})`
}

function writeAccess(name: string): string {
  return /^\w+$/.test(name) ? `form.${name}` : `form[${JSON.stringify(name)}]`
}

/** Describes the conditions for humans. */
export function describeMatch(match: Match): string {
  return [
    ...Object.entries(match.equals).map(([name, values]) => `\`${name}\` is ${quoteAll(values, 'or')}`),
    ...Object.entries(match.like).map(
      ([name, words]) => `\`${name}\` contains ${quoteAll(words.split('|'), 'or')}`,
    ),
    ...describeNames(match.present, 'and', 'present'),
    ...describeNames(match.sent, 'and', 'sent'),
    ...describeNames(match.anySent, 'or', 'sent'),
    ...Object.entries(match.differs).map(([name, values]) => `\`${name}\` is not ${quoteAll(values, 'or')}`),
    ...(match.absent.length > 0 ? [`no ${quoteAll(match.absent, 'or')}`] : []),
  ].join('; ')
}

function describeNames(
  names: readonly string[],
  conjunction: 'and' | 'or',
  state: string,
): readonly string[] {
  if (names.length === 0) return []
  const verb = names.length > 1 && conjunction === 'and' ? 'are' : 'is'
  return [`${quoteAll(names, conjunction)} ${verb} ${state}`]
}
