import type { RawHeaders } from '../raw-request.ts'
import type { CauseCode } from './diagnosis.ts'

/** The two signing headers in one way of reading them. */
export interface HeaderReading {
  readonly timestamp: string
  /** 64 bytes. */
  readonly signature: Buffer
  /** What has to be repaired to read them this way. */
  readonly repairs: readonly CauseCode[]
}

/** How the signing headers can be read: the likeliest way first, none if they cannot. */
export interface HeaderReadings {
  readonly readings: readonly HeaderReading[]
  /** What is wrong with each of the headers, if no reading holds. */
  readonly problems: readonly CauseCode[]
}

interface Reading<Value> {
  readonly value: Value
  readonly repairs: readonly CauseCode[]
}

/** Headers that are read, with the equivalents of Standard Webhooks that a guard reads as well. */
const NAMES = {
  timestamp: ['telnyx-timestamp', 'webhook-timestamp'],
  signature: ['telnyx-signature-ed25519', 'webhook-signature'],
} as const

/** A header by its name in any case, repeats joined as Node does. */
export function findHeader(headers: RawHeaders, name: string): string | undefined {
  const values = headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value)
  return values.length === 0 ? undefined : values.join(', ')
}

/** Reads the signing headers in every way that makes sense of them. */
export function readSigningHeaders(headers: RawHeaders): HeaderReadings {
  const timestamp = findFirst(headers, NAMES.timestamp)
  const signature = findFirst(headers, NAMES.signature)
  const isSwapped =
    timestamp !== undefined &&
    signature !== undefined &&
    readSignature(timestamp).length > 0 &&
    readTimestamp(signature).length > 0
  if (isSwapped) return pair(readTimestamp(signature), readSignature(timestamp), ['headers_swapped'])
  const timestamps = timestamp === undefined ? readMisnamed(headers, readTimestamp) : readTimestamp(timestamp)
  const signatures = signature === undefined ? readMisnamed(headers, readSignature) : readSignature(signature)
  const { readings } = pair(timestamps, signatures, [])
  return {
    readings,
    problems: readings.length > 0 ? [] : findProblems(timestamp, signature, [timestamps, signatures]),
  }
}

function findFirst(headers: RawHeaders, names: readonly string[]): string | undefined {
  return names.map((name) => findHeader(headers, name)).find((value) => value !== undefined)
}

/** Reads the values of headers of other names that look like a signing header's. */
function readMisnamed<Value>(
  headers: RawHeaders,
  read: (text: string) => readonly Reading<Value>[],
): readonly Reading<Value>[] {
  const known: readonly string[] = [...NAMES.timestamp, ...NAMES.signature]
  return headers
    .filter(([name]) => !known.includes(name.toLowerCase()) && !/^(date|age|content-.*)$/i.test(name))
    .flatMap(([, value]) => read(value))
    .slice(0, 4)
    .map(({ value, repairs }) => ({ value, repairs: ['header_name_wrong', ...repairs] }))
}

function pair(
  timestamps: readonly Reading<string>[],
  signatures: readonly Reading<Buffer>[],
  repairs: readonly CauseCode[],
): HeaderReadings {
  const readings = signatures.flatMap((signature) =>
    timestamps.map((timestamp) => ({
      timestamp: timestamp.value,
      signature: signature.value,
      repairs: [...new Set([...repairs, ...timestamp.repairs, ...signature.repairs])],
    })),
  )
  return { readings: readings.slice(0, 6), problems: [] }
}

function findProblems(
  timestamp: string | undefined,
  signature: string | undefined,
  [timestamps, signatures]: readonly [readonly unknown[], readonly unknown[]],
): readonly CauseCode[] {
  const problems: CauseCode[] = []
  if (signatures.length === 0)
    problems.push(signature === undefined ? 'header_missing' : 'signature_malformed')
  if (timestamps.length === 0)
    problems.push(timestamp === undefined ? 'header_missing' : 'timestamp_malformed')
  return [...new Set(problems)]
}

/** Unix seconds; milliseconds, fractions and dates are rounded down to them. */
function readTimestamp(text: string): readonly Reading<string>[] {
  if (/^\d{1,12}$/.test(text)) return [{ value: text, repairs: [] }]
  const first = text.split(', ')[0] ?? ''
  // Dates contain ', ' as well: only a repeat of the same is one.
  if (text !== first && text.split(', ').every((value) => value === first)) {
    return readTimestamp(first).map(({ value, repairs }) => ({
      value,
      repairs: ['header_repeated', ...repairs],
    }))
  }
  if (/^\d{13}$/.test(text)) return [{ value: text.slice(0, 10), repairs: ['timestamp_in_milliseconds'] }]
  const [, seconds] = /^["']?(\d{10})(?:\.\d+)?["']?$/.exec(text) ?? []
  if (seconds !== undefined) return [{ value: seconds, repairs: ['timestamp_malformed'] }]
  const milliseconds = /^\d{4}-\d\d-\d\d|^[A-Z][a-z]{2}\b/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(milliseconds)
    ? []
    : [{ value: String(Math.floor(milliseconds / 1000)), repairs: ['timestamp_as_date'] }]
}

/** Base64 of 64 bytes, and what becomes of it. */
function readSignature(text: string): readonly Reading<Buffer>[] {
  if (isBase64(text)) return [{ value: Buffer.from(text, 'base64'), repairs: [] }]
  const [first = '', ...others] = text.split(/,\s*/)
  if (others.length > 0 && others.every((other) => other === first)) return repair(first, 'header_repeated')
  const unquoted = text.trim().replaceAll(/^["'`]+|["'`]+$/g, '')
  if (unquoted !== text.trim()) return repair(unquoted, 'signature_in_quotes')
  if (/%[0-9a-f]{2}/i.test(text)) return repair(unescapePercent(text), 'signature_percent_encoded')
  if (/^[0-9a-f]{128}$/i.test(text))
    return [{ value: Buffer.from(text, 'hex'), repairs: ['signature_in_hex'] }]
  // A space at the very start is gone, since HTTP trims header values.
  const joined = text.replaceAll(' ', '+')
  const plussed = joined.length === 87 && joined.endsWith('==') ? `+${joined}` : joined
  if (plussed !== text && isBase64(plussed)) return repair(plussed, 'signature_plus_became_space')
  if (/^[A-Za-z0-9_+/-]{86}(==)?$/.test(text)) {
    return [{ value: Buffer.from(text, 'base64'), repairs: ['signature_in_base64url'] }]
  }
  return []
}

function repair(text: string, code: CauseCode): readonly Reading<Buffer>[] {
  return readSignature(text).map(({ value, repairs }) => ({ value, repairs: [code, ...repairs] }))
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]{86}==$/.test(text)
}

function unescapePercent(text: string): string {
  return text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
