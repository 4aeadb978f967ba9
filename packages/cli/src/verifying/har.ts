import type { RawHeaders } from '../raw-request.ts'
import type { NamedEvidence } from './named-evidence.ts'

/** The parts of a HAR 1.2 entry that are read. */
interface HarEntry {
  readonly startedDateTime?: string
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: readonly HarPair[]
    readonly postData?: {
      readonly text?: string
      readonly params?: readonly Partial<HarPair>[]
      /** Not in HAR 1.2, but what tools write for bodies that are no text. */
      readonly encoding?: string
    }
  }
}

interface HarPair {
  readonly name: string
  readonly value: string
}

/** Reads a HAR file, or one entry of it. @returns undefined if it is neither */
export function readHar(json: unknown, name: string): readonly NamedEvidence[] | undefined {
  if (isEntry(json)) return [readEntry(json, name)]
  const log: unknown = typeof json === 'object' && json !== null && 'log' in json ? json.log : undefined
  const entries: unknown =
    typeof log === 'object' && log !== null && 'entries' in log ? log.entries : undefined
  if (!Array.isArray(entries)) return undefined
  return entries.flatMap((entry, index) =>
    isEntry(entry) && isWebhook(entry) ? [readEntry(entry, `${name}, entry ${index + 1}`)] : [],
  )
}

function isEntry(json: unknown): json is HarEntry {
  const { request } = (json ?? {}) as Partial<HarEntry>
  return typeof request?.method === 'string' && Array.isArray(request.headers)
}

/** A browser's HAR has pages and images as well. */
function isWebhook({ request }: HarEntry): boolean {
  return request.postData !== undefined || request.headers.some(({ name }) => /telnyx|webhook/i.test(name))
}

function readEntry({ startedDateTime, request }: HarEntry, name: string): NamedEvidence {
  const { text, params, encoding } = request.postData ?? {}
  const hasText = text !== undefined && (text !== '' || params === undefined || params.length === 0)
  const now = new Date(startedDateTime ?? Number.NaN)
  return {
    name,
    method: request.method,
    url: request.url,
    // HTTP/2's pseudo-headers, such as :method, are no headers.
    headers: request.headers.flatMap(
      ({ name, value }): RawHeaders => (name.startsWith(':') ? [] : [[name, value]]),
    ),
    body: hasText ? Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8') : encodeParams(params ?? []),
    ...(!hasText && params && params.length > 0 && { isReconstructed: true }),
    ...(!Number.isNaN(now.getTime()) && { now }),
  }
}

function encodeParams(params: readonly Partial<HarPair>[]): Uint8Array {
  const fields = params.map(({ name = '', value = '' }): [string, string] => [name, value])
  return Buffer.from(new URLSearchParams(fields).toString())
}
