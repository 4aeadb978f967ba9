import { type Agent, type ClientRequest, type IncomingMessage, request as openRequest } from 'node:http'
import type { AttemptPlan, Cut } from './delivery-plan.ts'
import type { SignedRequest } from './signed-request.ts'

/**
 * How an attempt ended: the status of a whole answer; `'timeout'`; `'broken'` where the server refused or broke the
 * connection; a {@link Cut} where the simulator did; `'aborted'` where `deliver` was called off. Exactly 200
 * acknowledges a call.
 */
export type AttemptAnswer = number | 'timeout' | 'broken' | 'aborted' | Cut

export interface AttemptConditions {
  readonly agent: Agent
  readonly timeoutMs: number
  /** Whoever aborts it destroys the agent too. */
  readonly signal: AbortSignal
}

/** How long a `'cut-before-answer'` waits, at most: some servers have answered by then, and some are still at work. */
export const longestUnansweredMs = 50

/** Sends one request as planned. Resolves once its connection is closed or free for the next. */
export function sendAttempt(
  signed: SignedRequest,
  { url, cut, cutShare }: AttemptPlan,
  { agent, timeoutMs, signal }: AttemptConditions,
): Promise<AttemptAnswer> {
  const body = Buffer.from(signed.body)
  const headers = { ...signed.headers, 'content-length': body.length }

  return new Promise((resolve) => {
    let answer: AttemptAnswer | undefined
    const request = openRequest(url, { agent, method: signed.method, headers })
    const breakOff = (reason: 'timeout' | Cut): void => {
      answer ??= reason
      request.destroy()
    }
    let timer = setTimeout(breakOff, timeoutMs, 'timeout')

    request.on('response', (response: IncomingMessage) => {
      if (cut !== undefined) {
        answer ??= cut
        // Where all of the answer is there already, request.destroy() would be closed before its connection is.
        response.destroy()
        return
      }
      response.on('end', () => {
        answer ??= response.statusCode
      })
      response.on('error', () => {})
      response.resume()
    })
    request.on('error', () => {})
    // Every request comes to this, also one that failed, and then there is no more to know than that it has no answer.
    request.on('close', () => {
      clearTimeout(timer)
      resolve(answer ?? (signal.aborted ? 'aborted' : 'broken'))
    })

    if (cut === 'cut-in-request') {
      writePart(request, body, cutShare, () => breakOff(cut))
    } else {
      request.end(body, () => {
        if (cut !== 'cut-before-answer') return
        clearTimeout(timer)
        timer = setTimeout(breakOff, cutShare * Math.min(longestUnansweredMs, timeoutMs), cut)
      })
    }
  })
}

/** Writes at least one byte and never the last. */
function writePart(request: ClientRequest, body: Buffer, share: number, onWritten: () => void): void {
  request.write(body.subarray(0, 1 + Math.floor(share * (body.length - 1))), (error) => {
    if (!error) onWritten()
  })
}
