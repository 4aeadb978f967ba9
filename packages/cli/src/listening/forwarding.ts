import type { ReceivedRequest } from '../inspector/held-delivery.ts'
import type { RecordedAnswer } from '../inspector/protocol.ts'
import { type RawAnswer, sendRaw } from '../raw-request.ts'

/** Where requests are passed on to. */
export interface Forward {
  /** Only events of this type; all if absent. */
  readonly type?: string
  /** As it was given. */
  readonly url: string
}

/** Long enough to see how slow an application is; Telnyx itself waits 2 s. */
const TIMEOUT_MS = 30_000

/** What an application answered, as bytes and as it is shown. */
export interface ForwardedAnswer {
  readonly answer: RawAnswer
  readonly recorded: RecordedAnswer
}

/** Passes a request on, untouched: only Host and what belongs to the connection differ. Never rejects. */
export async function forwardRequest(request: ReceivedRequest, forward: Forward): Promise<ForwardedAnswer> {
  const url = new URL(forward.url)
  const path = findTargetPath(url, request.path)
  const { method, headers, body } = request
  const answer = await sendRaw({ url, path, method, headers, body, timeoutMs: TIMEOUT_MS })
  const { status, error, durationMs } = answer
  return {
    answer,
    recorded: {
      url: forward.url,
      ...(status !== undefined && { status }),
      headers: answer.headers,
      bodyBase64: Buffer.from(answer.body).toString('base64'),
      durationMs,
      ...(error !== undefined && { error }),
    },
  }
}

/** The path of the forward's URL takes the place of the one that was asked for, unless it is just `/`. The query is always kept. */
function findTargetPath({ pathname, search }: URL, path: string): string {
  if (pathname === '/' && search === '') return path
  const start = path.indexOf('?')
  const query = start === -1 ? '' : path.slice(start)
  if (search === '') return pathname + query
  return pathname + search + query.replace('?', '&')
}
