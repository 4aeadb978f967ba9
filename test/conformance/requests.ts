import {
  type SampleOverrides,
  type SampleVariant,
  type SignedRequestOptions,
  sampleCall,
  signedRequest,
} from '@telnyx-call/testing'
import type { CaseKeys } from './case.ts'
import type { WireRequest } from './wire.ts'

/** What the clock of a case shows, and when its requests are signed unless it says otherwise: 2024-01-15T10:31:00Z. */
export const NOW_SECONDS = 1_705_314_660

export const TIMESTAMP = 'telnyx-timestamp'
export const SIGNATURE = 'telnyx-signature-ed25519'

/** How a request departs from the plain call, signed by the account's key. */
export interface Departure {
  readonly signer?: keyof CaseKeys
  readonly fields?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** A JSON webhook in place of a form. */
  readonly json?: unknown
  readonly timestamp?: number | string
  /** Headers to set after signing, or to remove with `undefined`. */
  readonly headers?: Readonly<Record<string, string | undefined>>
}

/**
 * The specification's example without the fields of a Dial: with them Telnyx waits for TeXML, and every copy of the call is handled.
 */
export function plainCall(overrides: SampleOverrides = {}): Record<string, string> {
  return sampleCall({ ...WITHOUT_DIAL, ...overrides })
}

const WITHOUT_DIAL: SampleOverrides = {
  DialCallDuration: undefined,
  DialCallSid: undefined,
  DialCallSidLegacy: undefined,
  DialCallStatus: undefined,
}

/** Builds a signed request, then breaks it as told. */
export function signed(keys: CaseKeys, departure: Departure = {}): WireRequest {
  const { signer = 'telnyx', timestamp = NOW_SECONDS, headers } = departure
  const request = signedRequest({ keys: keys[signer], timestamp, headers, ...readContent(departure) })
  return { method: request.method, headers: Object.entries(request.headers), body: Buffer.from(request.body) }
}

function readContent({
  fields,
  body,
  json,
}: Departure): Pick<SignedRequestOptions, 'fields' | 'body' | 'json'> {
  if (json !== undefined) return { json }
  return body === undefined ? { fields: fields ?? plainCall() } : { body }
}

/** A builder for a request that departs in the same way whatever the keys. */
export function sending(departure: Departure): (keys: CaseKeys) => WireRequest {
  return (keys) => signed(keys, departure)
}

/** A builder for the specification's call with some fields changed. */
export function calling(overrides: SampleOverrides): (keys: CaseKeys) => WireRequest {
  return sending({ fields: sampleCall(overrides) })
}

/** A builder for one variant of a call. */
export function callingVariant(variant: SampleVariant): (keys: CaseKeys) => WireRequest {
  return sending({ fields: sampleCall(variant) })
}

/** The specification's call with something appended to its form, as it stands. */
export function callingWith(appendix: string | Uint8Array): (keys: CaseKeys) => WireRequest {
  const form = Buffer.from(`${new URLSearchParams(sampleCall('minimal'))}&`)
  return sending({ body: Buffer.concat([form, Buffer.from(appendix)]) })
}

/** A call whose form is exactly so many bytes long. */
export function callingOfLength(length: number): (keys: CaseKeys) => WireRequest {
  const form = `${new URLSearchParams(sampleCall())}&Padding=`
  return sending({ body: form.padEnd(length, 'x') })
}

/** Sends a header once more, with another value or the same. */
export function repeatHeader(
  request: WireRequest,
  name: string,
  value = readHeader(request, name),
): WireRequest {
  return { ...request, headers: [...request.headers, [name, value]] }
}

export function replaceHeader(
  request: WireRequest,
  name: string,
  change: (value: string) => string | undefined,
): WireRequest {
  const value = change(readHeader(request, name))
  const others = request.headers.filter(([other]) => other !== name)
  return { ...request, headers: value === undefined ? others : [...others, [name, value]] }
}

export function readHeader(request: WireRequest, name: string): string {
  const value = request.headers.find(([other]) => other === name)?.[1]
  if (value === undefined) throw new Error(`the request has no header ${name}`)
  return value
}
