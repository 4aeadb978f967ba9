import type { DiagnosisCheck, Evidence } from './diagnosis.ts'
import { findHeader, type HeaderReadings } from './header-reading.ts'
import type { KeyReading } from './key-reading.ts'
import type { Proof } from './proof.ts'

/** How old or how early a signature may be, inclusive, in seconds: the default of the guard. */
export const TOLERANCE_SECONDS = 300

/** What the checks look at. */
export interface CheckedFacts {
  readonly evidence: Evidence
  readonly headers: HeaderReadings
  readonly keys: readonly KeyReading[]
  readonly proof: Proof | undefined
  /** Seconds since it was signed; negative if it is from the future. */
  readonly ageSeconds: number | undefined
}

/** Looks at each input in the guard's order. */
export function listChecks(facts: CheckedFacts): readonly DiagnosisCheck[] {
  return [checkMethod(facts), checkHeaders(facts), checkWindow(facts), checkKey(facts), checkSignature(facts)]
}

export function isSupportedContentType(contentType: string | undefined): boolean {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase()
  return (
    mediaType === undefined ||
    mediaType === 'application/x-www-form-urlencoded' ||
    mediaType === 'application/json' ||
    mediaType.endsWith('+json')
  )
}

function checkMethod({ evidence: { method, headers } }: CheckedFacts): DiagnosisCheck {
  const contentType = findHeader(headers, 'content-type')
  const isPost = method.toUpperCase() === 'POST'
  const isSupported = isSupportedContentType(contentType)
  const reason = isPost
    ? isSupported
      ? `POST${contentType === undefined ? '' : `, ${contentType.split(';', 1)[0]}`}`
      : 'the content type is neither a form nor JSON'
    : `the method is ${method.slice(0, 20)}`
  return {
    name: 'method',
    title: 'A POST of a form or JSON',
    result: isPost && isSupported ? 'passed' : 'failed',
    reason,
  }
}

function checkHeaders({ headers: { readings, problems } }: CheckedFacts): DiagnosisCheck {
  const [first] = readings
  const wrong = first ? first.repairs : problems
  return {
    name: 'headers',
    title: 'Both signing headers, well-formed',
    result: wrong.length === 0 ? 'passed' : 'failed',
    reason: wrong.length === 0 ? 'both are there' : wrong.join(', '),
  }
}

function checkWindow({ ageSeconds }: CheckedFacts): DiagnosisCheck {
  const title = `Signed within ${TOLERANCE_SECONDS} s`
  if (ageSeconds === undefined)
    return { name: 'time-window', title, result: 'not-reached', reason: 'there is no timestamp' }
  const result = Math.abs(ageSeconds) <= TOLERANCE_SECONDS ? 'passed' : 'failed'
  return { name: 'time-window', title, result, reason: describeAge(ageSeconds) }
}

export function describeAge(ageSeconds: number): string {
  const seconds = Math.abs(ageSeconds)
  return ageSeconds < 0
    ? `signed ${seconds} s after it was received`
    : `signed ${seconds} s before it was received`
}

function checkKey({ keys }: CheckedFacts): DiagnosisCheck {
  const accepted = keys.filter(({ isAccepted }) => isAccepted)
  const wrong = accepted.find(({ repairs }) => repairs.length > 0)
  const reason = wrong
    ? (wrong.problem ?? wrong.repairs.join(', '))
    : accepted.length === 0
      ? 'no key was given'
      : 'base64 of 32 bytes'
  const isUsable = accepted.length > 0 && !wrong
  return {
    name: 'key',
    title: 'A public key, as the portal shows it',
    result: isUsable ? 'passed' : 'failed',
    reason,
  }
}

function checkSignature({ proof, headers, keys }: CheckedFacts): DiagnosisCheck {
  const title = 'The signature holds over timestamp|body'
  const isReached = headers.readings.length > 0 && keys.some(({ key }) => key)
  if (!isReached)
    return { name: 'signature', title, result: 'not-reached', reason: 'there is nothing to verify' }
  if (proof?.repairs.length === 0) return { name: 'signature', title, result: 'passed', reason: 'it holds' }
  const reason = proof ? `it holds once this is repaired: ${proof.repairs.join(', ')}` : 'it does not match'
  return { name: 'signature', title, result: 'failed', reason }
}
