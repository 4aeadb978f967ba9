import { type CallFields, type SignedRequest, signedRequest, type TestKeys } from '@telnyx-call/testing'
import type { SampleEvents } from './sample-events.ts'
import type { SendOptions } from './send-options.ts'

type CreateRequest = (identity: CallFields) => SignedRequest<string | Uint8Array>

/** One second more than a guard allows by default. */
const STALE_SECONDS = 301

/** Signs each event as it is to be sent: as Telnyx would, or in a way that has to be refused. */
export function createSigner(
  keys: TestKeys,
  { createContent }: SampleEvents,
  { header, stale, tamper }: SendOptions,
): CreateRequest {
  return (identity) => {
    const content = createContent(identity)
    const nowSeconds = Math.floor(Date.now() / 1000)
    const signed = signedRequest({
      keys,
      ...content,
      headers: { ...content.headers, ...header },
      timestamp: stale ? nowSeconds - STALE_SECONDS : nowSeconds,
    })
    return tamper ? { ...signed, body: changeByte(signed.body) } : signed
  }
}

/** Changes the last byte, or adds one to an empty body. */
function changeByte(body: string | Uint8Array): Uint8Array {
  const bytes = Buffer.from(body)
  const last = bytes.at(-1)
  if (last === undefined) return Buffer.from('1')
  bytes[bytes.length - 1] = last ^ 1
  return bytes
}
