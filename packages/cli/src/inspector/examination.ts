import { createReceiver, type Delivery, type Refusal } from '@telnyx-call/core'
import { signedRequest, type TestKeys } from '@telnyx-call/testing'
import { collectHeaders, findHeader, type ReceivedRequest } from './held-delivery.ts'

/** Bytes that are read of a body at most: sixteen times what the guard takes by default, so that one that is too large can be looked at. */
export const BODY_LIMIT = 1024 * 1024

/** What the guard says of a request, and what is in its body, whether or not it is authentic. */
export interface Examination {
  /** Why it is not accepted; absent if it is authentic. */
  readonly refusal?: Refusal
  /** Whether the signature holds. */
  readonly isVerified: boolean
  /** Absent if the body is neither a form nor JSON, or not all there. */
  readonly reading?: Delivery
}

/** Examines requests as a guard with these keys does. */
export class Examiner {
  readonly #publicKeys: readonly string[]
  readonly #keys: TestKeys

  /**
   * @param keys - of development. What is not authentic is signed with them again, to read it.
   * @throws TypeError (code `invalid_option`) on an invalid public key
   */
  constructor(publicKeys: readonly string[], keys: TestKeys) {
    this.#publicKeys = publicKeys
    this.#keys = keys
    this.#createReceiver(publicKeys)
  }

  /** Time counts as of when the request was received, so that a recorded one gets the same verdict. */
  async examine(request: ReceivedRequest): Promise<Examination> {
    let verifiedBody: Uint8Array | undefined
    const receiver = this.#createReceiver(this.#publicKeys, request.receivedAt, (body) => {
      verifiedBody = body
    })
    const reception = await receiver.receive({
      method: request.method,
      header: (name) => findHeader(request.headers, name),
      headers: () => collectHeaders(request.headers),
      body: async () => request.bodyFailure ?? request.body,
    })
    if (reception.outcome === 'accepted') {
      await reception.settle({ status: 200 })
      return { isVerified: true, reading: reception.delivery }
    }
    const refusal = reception.outcome === 'refused' ? reception.refusal : undefined
    const isVerified = verifiedBody !== undefined
    return { ...(refusal && { refusal }), isVerified, ...(await this.#read(request)) }
  }

  /** Reads a body that is not authentic as if it were: signed again. */
  async #read({ headers, body, bodyFailure }: ReceivedRequest): Promise<Pick<Examination, 'reading'>> {
    const contentType = findHeader(headers, 'content-type') ?? ''
    if (bodyFailure !== undefined || contentType === '') return {}
    const signed = signedRequest({ keys: this.#keys, body, headers: { 'content-type': contentType } })
    const reception = await this.#createReceiver([this.#keys.publicKey]).receive({
      method: 'POST',
      header: (name) => signed.headers[name],
      body: signed.body,
    })
    if (reception.outcome !== 'accepted') return {}
    await reception.settle({ status: 200 })
    return { reading: reception.delivery }
  }

  /** One for each request, so that no copy waits for another: a receiver that is slow on purpose would hold up the next attempt. */
  #createReceiver(
    publicKey: readonly string[],
    now = new Date(),
    onVerified?: (body: Uint8Array | undefined) => void,
  ) {
    return createReceiver({
      publicKey,
      events: 'all',
      bodyLimit: BODY_LIMIT,
      now: () => now.getTime(),
      ...(onVerified && { onRefused: (_, { rawBody }) => onVerified(rawBody) }),
    })
  }
}
