import { decodeUtf8 } from './bodies/body-variant.ts'
import { type BodyContext, listRepairedBodies } from './bodies/body-variants.ts'
import { readFieldNames } from './bodies/json-variants.ts'
import type { CauseCode, Evidence, OtherDelivery } from './diagnosis.ts'
import { findHeader, type HeaderReading, readSigningHeaders } from './header-reading.ts'
import type { KeyReading } from './key-reading.ts'
import type { SignatureSearch } from './signature-search.ts'

/** A signature that holds, and what had to be repaired for it. */
export interface Proof {
  /** Empty if it holds as it is. */
  readonly repairs: readonly CauseCode[]
  readonly key: KeyReading
  readonly timestamp: string
  /** The other delivery that this one was mixed up with. */
  readonly other?: OtherDelivery
}

/** So many other deliveries are tried. */
const MAX_OTHERS = 30
/** What signers put between timestamp and body by mistake. */
const SEPARATORS = ['', '.', ':', '\n'] as const

/** Looks for what Telnyx signed: as it is, then with one mistake taken back after the other. */
export function findProof(
  search: SignatureSearch,
  evidence: Evidence,
  readings: readonly HeaderReading[],
  keys: readonly KeyReading[],
): Proof | undefined {
  const find = (
    bodies: Iterable<{ bytes: Uint8Array; repairs: readonly CauseCode[] }>,
    separator?: string,
  ) => {
    for (const { bytes, repairs } of bodies) {
      if (search.isExhausted) return undefined
      for (const reading of readings) {
        for (const [index, key] of keys.entries()) {
          if (!key.key || !search.holds(key.key, index, reading, bytes, separator)) continue
          return { repairs: listRepairs(key, reading, repairs), key, timestamp: reading.timestamp }
        }
      }
    }
    return undefined
  }
  const asReceived = { bytes: evidence.body, repairs: [] }
  return (
    find([asReceived]) ??
    findOther(search, evidence, readings, keys) ??
    findSeparator(find, evidence.body) ??
    find(listRepairedBodies(evidence.body, readContext(evidence)))
  )
}

function listRepairs(
  key: KeyReading,
  reading: Pick<HeaderReading, 'repairs'>,
  repairs: readonly CauseCode[],
): readonly CauseCode[] {
  const keyRepairs: readonly CauseCode[] = key.isAccepted ? key.repairs : ['other_key']
  return [...keyRepairs, ...reading.repairs, ...repairs]
}

function findSeparator(
  find: (
    bodies: Iterable<{ bytes: Uint8Array; repairs: readonly CauseCode[] }>,
    separator: string,
  ) => Proof | undefined,
  body: Uint8Array,
): Proof | undefined {
  const bodies = [{ bytes: body, repairs: ['signed_message_differs'] as const }]
  for (const separator of SEPARATORS) {
    const proof = find(bodies, separator)
    if (proof) return proof
  }
  return undefined
}

/** Tries the headers of other deliveries over this body, and their bodies under these headers. */
function findOther(
  search: SignatureSearch,
  { body, otherDeliveries = [] }: Evidence,
  readings: readonly HeaderReading[],
  keys: readonly KeyReading[],
): Proof | undefined {
  for (const other of otherDeliveries.slice(0, MAX_OTHERS)) {
    const attempts = [
      ...readSigningHeaders(other.headers).readings.map((reading) => ({
        reading,
        bytes: body,
        code: 'signature_of_other_delivery' as const,
      })),
      ...readings.map((reading) => ({ reading, bytes: other.body, code: 'body_of_other_delivery' as const })),
    ]
    for (const { reading, bytes, code } of attempts) {
      for (const [index, key] of keys.entries()) {
        if (!key.key || !search.holds(key.key, index, reading, bytes)) continue
        const repairs = listRepairs(key, code === 'body_of_other_delivery' ? reading : { repairs: [] }, [
          code,
        ])
        return { repairs, key, timestamp: reading.timestamp, other }
      }
    }
  }
  return undefined
}

function readContext({ url, headers, otherDeliveries = [] }: Evidence): BodyContext {
  const announced = findHeader(headers, 'content-length')
  const otherForms = otherDeliveries.slice(0, MAX_OTHERS).map(({ body }) => decodeUtf8(body) ?? '')
  return {
    query: readQuery(url),
    announcedBytes: announced !== undefined && /^\d+$/.test(announced) ? Number(announced) : undefined,
    otherOrders: otherForms
      .flatMap((text) => [readFieldNames(text) ?? []])
      .filter((names) => names.length > 0),
  }
}

/** The query of a URL or of a path, without `?`. */
export function readQuery(url = ''): string {
  return /\?([^#]*)/.exec(url)?.[1] ?? ''
}
