import type { Delivery } from '@telnyx-call/core'
import type { DecodedField } from './protocol.ts'

/** Of a JSON event; more are cut. */
const JSON_FIELD_LIMIT = 1_000

/** Lists the fields of an event beside what the specification says of them, and in what they depart from it. */
export async function listFields({
  event,
  fields,
  rawBody,
  schemaErrors,
}: Delivery): Promise<readonly DecodedField[]> {
  if (event.type === 'json' || (event.type === 'unknown' && event.json !== undefined)) {
    return listJsonFields(rawBody)
  }
  const findMeaning = await loadMeanings(event.type)
  const problems = new Map<string, string>()
  for (const { field, message } of schemaErrors) {
    const earlier = problems.get(field)
    problems.set(field, earlier === undefined ? message : `${earlier}; ${message}`)
  }
  const missing = [...problems.keys()].filter((name) => fields[name] === undefined)
  return [...Object.entries(fields), ...missing.map((name) => [name, ''] as const)].map(([name, value]) => {
    const meaning = findMeaning(name)
    const problem = problems.get(name)
    return {
      name,
      value,
      ...(meaning !== undefined && { meaning }),
      ...(problem !== undefined && { problem }),
    }
  })
}

/** The schemas are large, and needed only once somebody looks at a delivery. */
async function loadMeanings(type: string): Promise<(name: string) => string | undefined> {
  const { eventSchemas } = await import('@telnyx-call/core/schema')
  const schema = Object.entries(eventSchemas).find(([name]) => name === type)?.[1]
  const patterns = Object.entries(schema?.patternProperties ?? {})
  return (name) => {
    const own = schema && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
    return (own ?? patterns.find(([pattern]) => new RegExp(pattern).test(name))?.[1])?.description
  }
}

function listJsonFields(rawBody: Uint8Array): readonly DecodedField[] {
  const listed: DecodedField[] = []
  // Without recursion: however deep it is, it is shown.
  const open: (readonly [name: string, value: unknown])[] = [
    ['', JSON.parse(new TextDecoder().decode(rawBody))],
  ]
  while (open.length > 0 && listed.length < JSON_FIELD_LIMIT) {
    const [name, value] = open.pop() ?? ['', undefined]
    const children = typeof value === 'object' && value !== null ? Object.entries(value) : []
    if (children.length === 0) {
      listed.push({ name, value: typeof value === 'string' ? value : JSON.stringify(value) })
      continue
    }
    const path = (key: string) =>
      Array.isArray(value) ? `${name}[${key}]` : name === '' ? key : `${name}.${key}`
    open.push(...children.map(([key, child]) => [path(key), child] as const).reverse())
  }
  return listed
}
