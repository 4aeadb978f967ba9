import { createTestKeys, type SignedRequestOptions, sampleCall, signedRequest } from '@telnyx-call/testing'
import { encodeBody, encodeHead, type WireRequest } from '../conformance/wire.ts'

/** The account's key, which every guard of these tests is given. */
export const keys = createTestKeys()

/** A signature of the right form that no key made. */
export const ANY_SIGNATURE = Buffer.alloc(64, 7).toString('base64')

export const SIGNATURE_HEADER = 'telnyx-signature-ed25519'

/** A call as Telnyx posts it. Each is an event of its own, unless `fields` or `body` say otherwise. */
export function postCall(departure: Partial<SignedRequestOptions> = {}): WireRequest {
  const { body: givenBody, fields = nameCall(crypto.randomUUID()), ...others } = departure
  const content = givenBody === undefined ? { fields } : { body: givenBody }
  const { method, headers, body } = signedRequest({ keys, ...content, ...others })
  return { method, headers: Object.entries(headers), body: Buffer.from(body) }
}

/** A call whose signature has the right form and is wrong. */
export function postForgedCall(): WireRequest {
  return postCall({ headers: { [SIGNATURE_HEADER]: ANY_SIGNATURE } })
}

/** The fields of an ended call with this CallSid. Nobody waits for TeXML, so that copies are not handled. */
export function nameCall(callSid: string): Readonly<Record<string, string>> {
  return sampleCall('recorded', { CallSid: callSid })
}

/** All bytes of a request. */
export function encodeRequest(request: WireRequest): Buffer {
  return Buffer.concat([encodeHead(request), encodeBody(request)])
}

/** The bytes up to the middle of the body, and the rest. */
export function splitRequest(request: WireRequest): readonly [start: Buffer, rest: Buffer] {
  const body = encodeBody(request)
  const middle = Math.ceil(body.length / 2)
  return [Buffer.concat([encodeHead(request), body.subarray(0, middle)]), body.subarray(middle)]
}
