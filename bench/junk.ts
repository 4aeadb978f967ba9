import { randomBytes } from 'node:crypto'
import type { Receiver, RefusalCode, WebhookRequest } from '@telnyx-call/core'
import { createTestKeys, signedRequest, type TestKeys } from '@telnyx-call/testing'
import { toWebhookRequest } from './calls.ts'

const REQUESTS = 250
const STALE_SECONDS = 600

/** A way in which requests are bad. */
export interface Junk {
  readonly code: RefusalCode
  /** Whether it is only found out from the body. */
  readonly needsBody: boolean
  readonly create: (keys: TestKeys) => WebhookRequest
}

export const JUNK: Readonly<Record<string, Junk>> = {
  'method GET': {
    code: 'method_not_allowed',
    needsBody: false,
    create: (keys) => ({ ...toWebhookRequest(signedRequest({ keys })), method: 'GET' }),
  },
  'content type of JSON': {
    code: 'unsupported_media_type',
    needsBody: false,
    create: (keys) => createWithHeaders(keys, { 'content-type': 'application/json' }),
  },
  'no signing headers': {
    code: 'missing_timestamp',
    needsBody: false,
    create: (keys) =>
      createWithHeaders(keys, { 'telnyx-timestamp': undefined, 'telnyx-signature-ed25519': undefined }),
  },
  'signature of 63 bytes': {
    code: 'malformed_signature',
    needsBody: false,
    create: (keys) => createWithSignature(keys, randomBytes(63)),
  },
  'stale timestamp': {
    code: 'timestamp_too_old',
    needsBody: false,
    create: (keys) =>
      toWebhookRequest(signedRequest({ keys, timestamp: Math.floor(Date.now() / 1000) - STALE_SECONDS })),
  },
  'signature of 64 random bytes': {
    code: 'signature_mismatch',
    needsBody: true,
    create: (keys) => createWithSignature(keys, randomBytes(64)),
  },
  'signature by another key': {
    code: 'signature_mismatch',
    needsBody: true,
    create: () => toWebhookRequest(signedRequest({ keys: createTestKeys() })),
  },
}

/** Sends requests of one kind, each of a few hundred in turn, and sees to it that they are refused for what they are. */
export class JunkSender {
  /** How many bodies were read. */
  bodyReads = 0
  readonly #receiver: Receiver
  readonly #junk: Junk
  readonly #requests: readonly WebhookRequest[]
  #sent = 0

  /** @param isBodyThere - whether the body is in the request, or still to be read. */
  constructor(receiver: Receiver, keys: TestKeys, junk: Junk, isBodyThere: boolean) {
    this.#receiver = receiver
    this.#junk = junk
    this.#requests = Array.from({ length: REQUESTS }, () => {
      const request = junk.create(keys)
      return isBodyThere ? request : this.#countBodyReads(request)
    })
  }

  async send(): Promise<void> {
    const request = this.#requests[this.#sent++ % REQUESTS] as WebhookRequest
    const reception = await this.#receiver.receive(request)
    if (reception.outcome !== 'refused' || reception.refusal.code !== this.#junk.code) {
      throw new Error(`not refused as ${this.#junk.code} but ${reception.outcome}`)
    }
  }

  /** @throws Error if a body was read for nothing. */
  assertBodyReads(): void {
    if (this.bodyReads > 0 && !this.#junk.needsBody) {
      throw new Error(`${this.#junk.code} read ${this.bodyReads} bodies`)
    }
  }

  #countBodyReads(request: WebhookRequest): WebhookRequest {
    const { body } = request
    return {
      ...request,
      body: async () => {
        this.bodyReads++
        return typeof body === 'function' ? body() : body
      },
    }
  }
}

function createWithHeaders(
  keys: TestKeys,
  headers: Readonly<Record<string, string | undefined>>,
): WebhookRequest {
  return toWebhookRequest(signedRequest({ keys, headers }))
}

function createWithSignature(keys: TestKeys, signature: Buffer): WebhookRequest {
  return createWithHeaders(keys, { 'telnyx-signature-ed25519': signature.toString('base64') })
}
