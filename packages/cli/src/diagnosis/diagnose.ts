import { CAUSES } from './causes.ts'
import {
  type CheckedFacts,
  describeAge,
  isSupportedContentType,
  listChecks,
  TOLERANCE_SECONDS,
} from './checks.ts'
import type { Cause, CauseCode, Certainty, Diagnosis, Evidence } from './diagnosis.ts'
import { FIXES } from './fixes.ts'
import { findHeader, readSigningHeaders } from './header-reading.ts'
import { type KeyReading, readKey } from './key-reading.ts'
import { findProof, type Proof } from './proof.ts'
import { SignatureSearch } from './signature-search.ts'
import { findSymptoms } from './symptoms.ts'

/** So many signatures are verified at most. Each takes 0.1 to 0.2 ms. */
const MAX_CANDIDATES = 400

/** What differs when a body is written out from its content. */
const RECONSTRUCTED: ReadonlySet<CauseCode> = new Set([
  'json_serialized_again',
  'form_encoded_again',
  'space_encoding_changed',
  'percent_escape_case_changed',
])

/**
 * Finds out why a delivery does not verify. Takes back one known mistake after the other until the signature holds: what was taken back is then
 * proven to be the cause. Without that, what the request shows is likely. Pure: reads no file, no clock but `Date`, and no environment.
 *
 * @example
 * const { verifies, causes } = diagnose({ method: 'POST', headers, body, publicKeys: [key] })
 * if (!verifies) console.log(causes[0]?.title, causes[0]?.fixes.express)
 */
export function diagnose(evidence: Evidence): Diagnosis {
  const startedAt = performance.now()
  const keys = readKeys(evidence)
  const headers = readSigningHeaders(evidence.headers)
  const search = new SignatureSearch(MAX_CANDIDATES)
  const proof = forgetReconstruction(findProof(search, evidence, headers.readings, keys), evidence)
  const timestamp = proof?.timestamp ?? headers.readings[0]?.timestamp
  const ageSeconds =
    timestamp === undefined
      ? undefined
      : Math.floor((evidence.now ?? new Date()).getTime() / 1000) - Number(timestamp)
  const facts: CheckedFacts = { evidence, headers, keys, proof, ageSeconds }
  const causes = proof ? explainProof(proof, facts) : explainSymptoms(facts)
  return {
    verifies: causes.length === 0,
    certainty: causes[0]?.certainty ?? 'proven',
    causes,
    checks: listChecks(facts),
    candidates: search.candidates,
    durationMs: performance.now() - startedAt,
  }
}

function readKeys({ publicKeys, otherPublicKeys = [] }: Evidence): readonly KeyReading[] {
  const accepted = publicKeys.map((text) => readKey(text, 'the given key', true))
  const others = otherPublicKeys.map(({ name, publicKey }) => readKey(publicKey, name, false))
  return [...(accepted.length > 0 ? accepted : [readKey('', 'the given key', true)]), ...others]
}

/** How a body was written out from its content is our doing, and no mistake of the application. */
function forgetReconstruction(proof: Proof | undefined, { isReconstructed }: Evidence): Proof | undefined {
  if (!proof || !isReconstructed) return proof
  return { ...proof, repairs: proof.repairs.filter((code) => !RECONSTRUCTED.has(code)) }
}

function explainProof(proof: Proof, facts: CheckedFacts): readonly Cause[] {
  const { evidence, keys } = facts
  const codes: CauseCode[] = [...proof.repairs]
  // That the key that was given cannot be used at all explains more than that another one can.
  const [given] = keys
  if (proof.repairs.includes('other_key') && given && given.repairs.length > 0)
    codes.unshift(...given.repairs)
  const isPost = evidence.method.toUpperCase() === 'POST'
  if (!isPost && !codes.includes('fields_in_query')) codes.push('method_not_post')
  if (!isSupportedContentType(findHeader(evidence.headers, 'content-type')))
    codes.push('content_type_unsupported')
  if (isOutsideWindow(facts)) codes.push('clock_off')
  return [...new Set(codes)].map((code) => explain(code, 'proven', facts))
}

function explainSymptoms(facts: CheckedFacts): readonly Cause[] {
  const { evidence, headers, keys } = facts
  const accepted = keys.filter(({ isAccepted }) => isAccepted)
  const isUsable = accepted.some(({ key }) => key)
  const codes: CauseCode[] = [
    ...(isUsable ? [] : accepted.flatMap(({ repairs }) => repairs)),
    ...headers.problems,
    ...(headers.readings[0]?.repairs ?? []),
    ...(isUsable ? accepted.flatMap(({ repairs }) => repairs) : []),
  ]
  // With a key or headers that cannot be read, nothing is known of the body.
  if (isUsable && headers.readings.length > 0) codes.push(...findSymptoms(evidence))
  else if (evidence.method.toUpperCase() !== 'POST') codes.push('method_not_post')
  const causes = [...new Set(codes)].map((code) => explain(code, 'likely', facts))
  const clock = isOutsideWindow(facts) ? [explain('clock_off', 'likely', facts)] : []
  return [...(causes.length > 0 ? causes : [explain('unknown', 'unknown', facts)]), ...clock]
}

function isOutsideWindow({ ageSeconds }: CheckedFacts): boolean {
  return ageSeconds !== undefined && Math.abs(ageSeconds) > TOLERANCE_SECONDS
}

function explain(code: CauseCode, certainty: Certainty, facts: CheckedFacts): Cause {
  const { title, explanation, fix } = CAUSES[code]
  const found = describeFinding(code, facts)
  return {
    code,
    certainty,
    title,
    explanation: found === undefined ? explanation : `${found} ${explanation}`,
    fixes: FIXES[fix],
  }
}

/** What was found in this very request. */
function describeFinding(code: CauseCode, { proof, keys, ageSeconds }: CheckedFacts): string | undefined {
  if (code === 'clock_off' && ageSeconds !== undefined) return `It was ${describeAge(ageSeconds)}.`
  if (code === 'other_key' && proof) return `The signature holds with ${proof.key.name}.`
  if (code.endsWith('_other_delivery') && proof?.other?.name !== undefined)
    return `It is the one of ${proof.other.name}.`
  if (code === 'key_malformed') {
    const problem = keys.find(({ repairs }) => repairs.includes(code))?.problem
    return problem === undefined ? undefined : `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`
  }
  return undefined
}
