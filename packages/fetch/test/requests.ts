import { createTestKeys, sampleCall, signedRequest } from '@telnyx-call/testing'

export const keys = createTestKeys()

/** The example of the specification without the fields of a Dial, so that nobody waits for TeXML. */
const fields = sampleCall('recorded')

/** A signed call, with the properties of the request changed as told. */
export function createRequest(changes: RequestInit = {}): Request {
  return new Request('https://example.test/webhooks/telnyx', {
    ...signedRequest({ keys, fields }),
    ...changes,
  })
}

/** The bytes of a signed call, to be sent in a way of the test's own, and the headers that fit them. */
export function signCall(): {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly headers: Record<string, string>
} {
  const { body, headers } = signedRequest({ keys, fields })
  return { bytes: new TextEncoder().encode(body), headers }
}

/** Waits until a condition holds, two seconds at most. */
export async function waitUntil(isReached: () => boolean): Promise<void> {
  for (let round = 0; !isReached(); round++) {
    if (round > 400) throw new Error('waited two seconds in vain')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
