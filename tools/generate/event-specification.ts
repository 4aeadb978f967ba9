import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type Match, readMatch } from './match.ts'
import { References } from './references.ts'
import { readBodySchema, type Specification } from './specification.ts'
import { SpecificationError } from './specification-error.ts'
import { expectOnlyKeys, readMapping, readPath, readText, readTexts } from './yaml-value.ts'

const documentedBy = ['specification', 'page', 'customers-code'] as const

/** One event: an entry under `webhooks`. */
export interface EventSpecification extends Specification {
  /** Its stable name, such as `call-answered`. */
  readonly type: string
  /** The file that describes it. */
  readonly file: string
  readonly summary: string
  readonly documented: (typeof documentedBy)[number]
  readonly match: Match
  /** Field names, with `?` after optional ones; or all fields, or none. */
  readonly identity: readonly string[] | 'all' | 'none'
  /** Whether Telnyx waits for TeXML. With names: if one of these fields was sent. */
  readonly waitsForTexml: boolean | readonly string[]
}

const suffix = '.openapi.yaml'
const entryKeys = [
  'x-event',
  'x-documented',
  'x-match',
  'x-identity',
  'x-waits-for-texml',
  'parameters',
  'post',
]
const schemaPath = ['post', 'requestBody', 'content', 'application/x-www-form-urlencoded', 'schema']

/** Reads all events of a folder, in the order in which they are tried. */
export function readEvents(directory: string): readonly EventSpecification[] {
  const files = readdirSync(directory)
    .filter((name) => name.endsWith(suffix))
    .sort()
  const documents = new Map(files.map((file) => [file, readDocument(directory, file)]))
  const events = files.flatMap((file) =>
    inFile(file, () => readFamily(documents.get(file), new References(documents, file), file)),
  )
  expectUnambiguous(events)
  expectKnownNames(events)
  return events.sort((a, b) => a.match.order - b.match.order)
}

function readDocument(directory: string, file: string): unknown {
  return inFile(file, () => {
    try {
      return parse(readFileSync(join(directory, file), 'utf8'))
    } catch (error) {
      throw new SpecificationError(
        'the document',
        `is no YAML: ${error instanceof Error ? error.message : error}`,
      )
    }
  })
}

/** Adds the file's name to errors. */
function inFile<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof SpecificationError ? new SpecificationError(file, error.message) : error
  }
}

function readFamily(document: unknown, references: References, file: string): EventSpecification[] {
  const { webhooks = {} } = readMapping(document, 'the document')
  return Object.entries(readMapping(webhooks, 'webhooks')).map(([name, entry]) =>
    readEvent(entry, `webhooks.${name}`, references, file),
  )
}

function readEvent(value: unknown, where: string, references: References, file: string): EventSpecification {
  const entry = readMapping(value, where)
  expectOnlyKeys(entry, entryKeys, where)
  const type = readText(entry['x-event'], `${where}.x-event`)
  if (!/^[a-z]+(-[a-z]+)*$/.test(type)) {
    throw new SpecificationError(`${where}.x-event`, 'must be words in lower case, joined by hyphens')
  }
  const schemaPlace = `${where}.${schemaPath.join('.')}`
  const body = readBodySchema(readPath(entry, schemaPath), schemaPlace, references)
  const names = body.fields.map((field) => field.name)
  return {
    ...body,
    type,
    file,
    summary: readText(readPath(entry, ['post']).summary, `${where}.post.summary`),
    documented: readDocumented(entry['x-documented'], `${where}.x-documented`),
    match: readMatch(entry['x-match'], `${where}.x-match`, names),
    identity: readIdentity(entry['x-identity'], `${where}.x-identity`, names),
    waitsForTexml: readWaiting(entry['x-waits-for-texml'], `${where}.x-waits-for-texml`, names),
  }
}

function readDocumented(value: unknown, where: string): EventSpecification['documented'] {
  const documented = documentedBy.find((known) => known === value)
  if (documented === undefined) throw new SpecificationError(where, `must be ${documentedBy.join(' or ')}`)
  return documented
}

function readIdentity(
  value: unknown,
  where: string,
  names: readonly string[],
): EventSpecification['identity'] {
  if (value === 'all' || value === 'none') return value
  const identity = readTexts(value, where)
  expectNames(
    identity.map((name) => name.replace('?', '')),
    names,
    where,
  )
  return identity
}

function readWaiting(
  value: unknown,
  where: string,
  names: readonly string[],
): EventSpecification['waitsForTexml'] {
  if (value === 'always' || value === 'never') return value === 'always'
  const fields = readTexts(readMapping(value, where)['when-present'], `${where}.when-present`)
  expectNames(fields, names, where)
  return fields
}

function expectNames(wanted: readonly string[], names: readonly string[], where: string): void {
  const unknown = wanted.find((name) => !names.includes(name))
  if (unknown !== undefined) throw new SpecificationError(where, `no property "${unknown}"`)
}

function expectUnambiguous(events: readonly EventSpecification[]): void {
  for (const [index, { type, match, file }] of events.entries()) {
    for (const other of events.slice(0, index)) {
      if (other.type === type) throw new SpecificationError(file, `x-event ${type} is there twice`)
      if (other.match.order === match.order) {
        throw new SpecificationError(file, `${other.type} and ${type} have the same x-match.order`)
      }
    }
  }
}

/** A condition may refer to fields of other events, but not to unknown fields. */
function expectKnownNames(events: readonly EventSpecification[]): void {
  const known = events.flatMap(({ fields }) => fields.map((field) => field.name))
  for (const { type, match, file } of events) {
    expectNames([...match.absent, ...Object.keys(match.differs)], known, `${file}: x-match of ${type}`)
  }
}
