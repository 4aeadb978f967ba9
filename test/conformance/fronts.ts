import type { IncomingMessage, RequestListener } from 'node:http'
import { pause } from './wire.ts'

/**
 * What a platform may do with a request before the framework has it: read the body and keep its bytes or its text beside the
 * parsed form (as serverless platforms do), read it and keep only the parsed form, or take its time.
 */
export type Front = 'keep-bytes' | 'keep-text' | 'keep-parsed-only' | 'hesitate'

/** How long `'hesitate'` waits. */
export const HESITATION_MILLISECONDS = 40

/** Puts the front before a listener. */
export function applyFront(front: Front | undefined, listener: RequestListener): RequestListener {
  if (front === undefined) return listener
  return (request, response) => {
    prepareRequest(front, request).then(
      () => listener(request, response),
      (error: Error) => response.destroy(error),
    )
  }
}

async function prepareRequest(front: Front, request: IncomingMessage): Promise<void> {
  if (front === 'hesitate') return pause(HESITATION_MILLISECONDS)
  const bytes = Buffer.concat(await request.toArray())
  const kept = {
    'keep-bytes': { rawBody: bytes },
    'keep-text': { rawBody: bytes.toString() },
    'keep-parsed-only': {},
  }
  Object.assign(request, { body: Object.fromEntries(new URLSearchParams(bytes.toString())) }, kept[front])
}
