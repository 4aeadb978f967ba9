import { SpecificationError } from './specification-error.ts'

export type YamlMapping = Readonly<Record<string, unknown>>

export function readMapping(value: unknown, where: string): YamlMapping {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SpecificationError(where, 'must be a mapping')
  }
  return value as YamlMapping
}

export function readText(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '') throw new SpecificationError(where, 'must be a text')
  return value
}

export function readTexts(value: unknown, where: string): readonly string[] {
  if (!Array.isArray(value) || value.length === 0)
    throw new SpecificationError(where, 'must be a list of texts')
  return value.map((item, index) => readText(item, `${where}[${index}]`))
}

/** Follows a path of keys into nested mappings: `readPath(document, ['components', 'schemas'])`. */
export function readPath(document: unknown, path: readonly string[]): YamlMapping {
  return path.reduce(
    (mapping, key, depth) => readMapping(mapping[key], path.slice(0, depth + 1).join('.')),
    readMapping(document, 'the document'),
  )
}

export function expectOnlyKeys(mapping: YamlMapping, known: readonly string[], where: string): void {
  const unknown = Object.keys(mapping).filter((key) => !known.includes(key))
  if (unknown.length > 0) throw new SpecificationError(where, `unknown key ${unknown.join(', ')}`)
}
