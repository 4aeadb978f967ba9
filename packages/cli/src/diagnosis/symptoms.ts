import { parseJson } from '../kept-file.ts'
import { decodeUtf8 } from './bodies/body-variant.ts'
import { splitForm } from './bodies/form-text.ts'
import { readFieldNames } from './bodies/json-variants.ts'
import type { CauseCode, Evidence } from './diagnosis.ts'
import { findHeader } from './header-reading.ts'
import { readQuery } from './proof.ts'

/** How the bytes of U+FFFD look: what a decoder puts in place of bytes that it cannot read. */
const REPLACEMENT = /\u{FFFD}|%EF%BF%BD/iu

/** What a request shows of a mistake that cannot be taken back, the plainest sign first. */
export function findSymptoms(evidence: Evidence): readonly CauseCode[] {
  const symptoms: CauseCode[] = []
  const { body, headers, isReconstructed } = evidence
  if (isReconstructed) return ['body_not_kept']
  if (isLowerCased(findHeader(headers, 'telnyx-signature-ed25519'))) symptoms.push('signature_lower_cased')
  symptoms.push(...(body.length === 0 ? findEmptyBodySymptoms(evidence) : findBodySymptoms(evidence)))
  return [...new Set(symptoms)]
}

function isLowerCased(signature: string | undefined): boolean {
  return signature !== undefined && /^[a-z0-9+/]{86}==$/.test(signature)
}

function findEmptyBodySymptoms({ url, headers }: Evidence): readonly CauseCode[] {
  if (readQuery(url).includes('=')) return ['fields_in_query']
  const announced = Number(findHeader(headers, 'content-length') ?? 0)
  return announced > 0 ? ['body_parsed_before', 'body_cut'] : ['body_parsed_before']
}

function findBodySymptoms({ body, headers }: Evidence): readonly CauseCode[] {
  const text = Buffer.from(body).toString('utf8')
  const contentType = findHeader(headers, 'content-type')?.toLowerCase() ?? ''
  const json = /^\s*[[{]/.test(text) ? parseJson(text) : undefined
  if (isPacked(body)) return ['body_compressed']
  if (text === '[object Object]' || text === '{}' || text === 'undefined' || text === 'null')
    return ['body_parsed_before']
  const symptoms: CauseCode[] = []
  if (REPLACEMENT.test(text) || decodeUtf8(body) === undefined) symptoms.push('text_in_place_of_bytes')
  if (json !== undefined && contentType.includes('form')) symptoms.push('form_turned_into_json')
  if (json === undefined && contentType.includes('json') && splitForm(text))
    symptoms.push('json_turned_into_form')
  symptoms.push(...findLengthSymptoms(text, body.length, findHeader(headers, 'content-length'), json))
  if (isSorted(readFieldNames(text))) symptoms.push('fields_reordered')
  return symptoms
}

/** Compressed, whether the bytes are still there or were decoded as text. */
function isPacked(body: Uint8Array): boolean {
  const head = Buffer.from(body.subarray(0, 4)).toString('hex')
  return ['1f8b', '1fefbfbd', '1fc28b'].some((magic) => head.startsWith(magic))
}

function findLengthSymptoms(
  text: string,
  bytes: number,
  contentLength: string | undefined,
  json: unknown,
): readonly CauseCode[] {
  const isForm = splitForm(text) !== undefined
  const isBroken = isForm ? /%[0-9a-f]?$/i.test(text) : /^\s*[[{]/.test(text) && json === undefined
  const announced = contentLength === undefined ? bytes : Number(contentLength)
  const changed: CauseCode = isForm ? 'form_encoded_again' : 'json_serialized_again'
  if (isBroken) return ['body_cut']
  if (announced === bytes || REPLACEMENT.test(text)) return []
  if (announced < bytes) return [changed]
  const lacksEmpty = isForm && !/=(&|$)/.test(text)
  // A cut leaves the last field incomplete, which only its reader can see.
  return lacksEmpty ? ['body_cut', 'empty_fields_dropped', changed] : ['body_cut', changed]
}

function isSorted(names: readonly string[] | undefined): boolean {
  if (names === undefined || names.length < 4) return false
  const sorted = [...names].sort()
  return names.every((name, index) => name === sorted[index])
}
