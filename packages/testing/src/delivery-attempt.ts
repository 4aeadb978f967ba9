import { type Agent, type ClientRequest, type IncomingMessage, request as openRequest } from 'node:http'
import type { AttemptKind, AttemptPlan, Cut } from './delivery-plan.ts'
import type { SignedRequest } from './signed-request.ts'

/**
 * How an attempt ended: the status of a whole answer; `'timeout'`; `'unreachable'` where no connection could be made;
 * `'broken'` where the server broke it; a {@link Cut} where the simulator did; `'aborted'` where `deliver` was called
 * off.
 */
export type AttemptAnswer = number | 'timeout' | 'unreachable' | 'broken' | 'aborted' | Cut

/** One request that a simulator sent, and what came of it. */
export interface DeliveryAttempt {
  readonly kind: AttemptKind
  readonly url: string
  /** When it was sent, in milliseconds since 1970. */
  readonly startedAtMs: number
  /** From then until it was answered or given up, in milliseconds. */
  readonly durationMs: number
  readonly answer: AttemptAnswer
  /** Whether it was signed with the time at which it was sent; otherwise it was the first attempt, byte for byte. */
  readonly resigned: boolean
}

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
    let isConnected = false
    const request = openRequest(url, { agent, method: signed.method, headers })
    const breakOff = (reason: 'timeout' | Cut): void => {
      answer ??= reason
      request.destroy()
    }
    let timer = setTimeout(breakOff, timeoutMs, 'timeout')

    request.on('socket', (socket) => {
      isConnected = !socket.connecting
      if (isConnected) return
      socket.once('connect', () => {
        isConnected = true
      })
    })
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
    // Every request ends with this event, also one that failed.
    request.on('close', () => {
      clearTimeout(timer)
      const failure = isConnected ? 'broken' : 'unreachable'
      resolve(answer ?? (signal.aborted ? 'aborted' : failure))
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
