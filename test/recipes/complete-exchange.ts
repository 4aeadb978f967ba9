import { subscribeToTelnyxCalls } from '@telnyx-call/core'
import type { SignedRequest } from '@telnyx-call/testing'

/**
 * Sends a request, and waits for its last event as well: the client has the answer before the server knows that it went out.
 *
 * @returns the answer's status.
 */
export async function completeExchange(url: string, request: SignedRequest): Promise<number> {
  let stop = () => {}
  const lastEvent = new Promise<unknown>((resolve) => {
    stop = subscribeToTelnyxCalls({ refused: resolve, acknowledged: resolve, settled: resolve })
  })
  const response = await fetch(url, request)
  await Promise.all([response.arrayBuffer(), lastEvent])
  stop()
  return response.status
}
