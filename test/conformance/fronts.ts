import type { IncomingMessage, RequestListener } from 'node:http'
import { pause } from './wire.ts'

/**
 * What a platform may do with a request before the framework has it: read the body and keep its bytes or its text beside the
 * parsed form (as serverless platforms do), read it and keep only the parsed form, take its time, or answer 503 itself when the
 * application takes too long.
 */
export type Front = 'keep-bytes' | 'keep-text' | 'keep-parsed-only' | 'hesitate' | 'lose-patience'

/** How long `'hesitate'` waits. */
export const HESITATION_MILLISECONDS = 40

/** How long `'lose-patience'` waits for the application. */
const FRONT_PATIENCE_MILLISECONDS = 60

/** Puts the front before a listener. */
export function applyFront(front: Front | undefined, listener: RequestListener): RequestListener {
  if (front === undefined) return listener
  if (front === 'lose-patience') return (...exchange) => answerInTime(listener, ...exchange)
  return (request, response) => {
    prepareRequest(front, request).then(
      () => listener(request, response),
      (error: Error) => response.destroy(error),
    )
  }
}

function answerInTime(listener: RequestListener, ...exchange: Parameters<RequestListener>): void {
  const [, response] = exchange
  const timer = setTimeout(() => response.writeHead(503).end('too slow'), FRONT_PATIENCE_MILLISECONDS)
  response.once('finish', () => clearTimeout(timer))
  listener(...exchange)
}

async function prepareRequest(
  front: Exclude<Front, 'lose-patience'>,
  request: IncomingMessage,
): Promise<void> {
  if (front === 'hesitate') return pause(HESITATION_MILLISECONDS)
  const bytes = Buffer.concat(await request.toArray())
  const kept = {
    'keep-bytes': { rawBody: bytes },
    'keep-text': { rawBody: bytes.toString() },
    'keep-parsed-only': {},
  }
  Object.assign(request, { body: Object.fromEntries(new URLSearchParams(bytes.toString())) }, kept[front])
}
