import type { ReceiverSettings } from './options.ts'
import { GUARDED_TWICE, REFUSALS, type Refusal, TEXT_MISMATCH } from './refusals.ts'
import { findEnvelopeProblem } from './request/envelope.ts'
import { readSignature, readSigningHeader } from './request/signing-headers.ts'
import { findStaleness, isTimestamp } from './request/time-window.ts'
import type { WebhookRequest } from './request/webhook-request.ts'
import type { FindKeyRing } from './signature/account-keys.ts'
import type { KeyRing } from './signature/key-ring.ts'

/** A request whose signature is valid. */
export interface Authentic {
  readonly rawBody: Uint8Array
  readonly signedAt: Date
  readonly keyId: string
}

/** Why a request is rejected. Includes the body if its signature is valid. */
export interface Rejection {
  readonly refusal: Refusal
  readonly rawBody?: Uint8Array
  /** Why no key was available, for `key_unavailable`. */
  readonly keyError?: unknown
}

/** Well-formed signing headers. */
interface Signing {
  readonly timestamp: string
  readonly signature: Uint8Array
}

/** Decides whether Telnyx signed a request. */
export class Authenticator {
  readonly #settings: ReceiverSettings

  constructor(settings: ReceiverSettings) {
    this.#settings = settings
  }

  /** Checks an incoming request: headers and time window first, then the signature over the body. */
  async authenticate(request: WebhookRequest): Promise<Authentic | Rejection> {
    const { bodyLimit, events, isBearerAccepted, now, toleranceSeconds, onRefused } = this.#settings
    if (request.isGuardedTwice) return { refusal: GUARDED_TWICE }
    const envelopeProblem = findEnvelopeProblem(request, bodyLimit, events.has('json'))
    if (envelopeProblem) return { refusal: REFUSALS[envelopeProblem] }
    const signing = readSigning(request)
    if ('refusal' in signing) return signing
    const isAccepted = isBearerAccepted(request.header('authorization'))
    // Do not await an immediate verdict: the body must be read before other listeners consume it.
    if (isAccepted !== true && !(await isAccepted)) return { refusal: REFUSALS.bearer_mismatch }

    const staleness = findStaleness(Number(signing.timestamp), now(), toleranceSeconds)
    if (!staleness) return this.#verify(request, signing)
    // Verification is expensive, so a stale request is verified only if `onRefused` needs the result.
    const authentic = onRefused ? await this.#verify(request, signing) : undefined
    const refusal = REFUSALS[staleness]
    return authentic && 'rawBody' in authentic ? { refusal, rawBody: authentic.rawBody } : { refusal }
  }

  /**
   * Checks a kept request. Only the signature is verified; rules for incoming requests do not apply.
   *
   * @param keys - keys that may have signed it. Default: the receiver's own.
   */
  async authenticateKept(request: WebhookRequest, keys?: KeyRing): Promise<Authentic | Rejection> {
    const signing = readSigning(request)
    return 'refusal' in signing ? signing : this.#verify(request, signing, keys)
  }

  /** Reads the body and verifies its signature. */
  async #verify(
    request: WebhookRequest,
    { timestamp, signature }: Signing,
    givenKeys?: KeyRing,
  ): Promise<Authentic | Rejection> {
    const { keys: ownKeys } = this.#settings
    const found = givenKeys ?? (typeof ownKeys === 'function' ? await findKeys(ownKeys, request) : ownKeys)
    if ('refusal' in found) return found
    const rawBody = typeof request.body === 'function' ? await request.body() : request.body
    if (typeof rawBody === 'string') return { refusal: REFUSALS[rawBody] }
    if (rawBody.byteLength > this.#settings.bodyLimit) return { refusal: REFUSALS.body_too_large }
    const keyId = await found.findKeyId({ timestamp, body: rawBody, signature })
    if (keyId === undefined) {
      return { refusal: request.isBodyText ? TEXT_MISMATCH : REFUSALS.signature_mismatch }
    }
    return { rawBody, signedAt: new Date(Number(timestamp) * 1000), keyId }
  }
}

/** @returns a rejection if no keys can be found. */
async function findKeys(find: FindKeyRing, request: WebhookRequest): Promise<KeyRing | Rejection> {
  try {
    return await find(request.source)
  } catch (keyError) {
    return { refusal: REFUSALS.key_unavailable, keyError }
  }
}

function readSigning(request: WebhookRequest): Signing | Rejection {
  const timestamp = readSigningHeader(request, 'timestamp')
  const signatureHeader = readSigningHeader(request, 'signature')
  if (timestamp === undefined) return { refusal: REFUSALS.missing_timestamp }
  if (signatureHeader === undefined) return { refusal: REFUSALS.missing_signature }
  if (!isTimestamp(timestamp)) return { refusal: REFUSALS.malformed_timestamp }
  const signature = readSignature(signatureHeader)
  if (signature === undefined) return { refusal: REFUSALS.malformed_signature }
  return { timestamp, signature }
}
