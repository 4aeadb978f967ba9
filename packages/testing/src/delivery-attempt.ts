import { type Agent, type ClientRequest, type IncomingMessage, request as openRequest } from 'node:http'
import type { AttemptKind, AttemptPlan, Cut } from './delivery-plan.ts'
import type { AnyRequest } from './simulator-options.ts'

/**
 * How an attempt ended: the status of a complete answer; `'timeout'`; `'unreachable'` if no connection could be made; `'broken'` if the
 * server broke it; a {@link Cut} if the simulator did; `'aborted'` if `deliver` was aborted.
 */
export type AttemptAnswer = number | 'timeout' | 'unreachable' | 'broken' | 'aborted' | Cut

/** One request sent by a simulator, and its result. */
export interface DeliveryAttempt {
  readonly kind: AttemptKind
  readonly url: string
  /** When it was sent, in milliseconds since 1970. */
  readonly startedAtMs: number
  /** Time until it was answered or given up, in milliseconds. */
  readonly durationMs: number
  readonly answer: AttemptAnswer
  /** Whether it was signed with the time of sending. If not, it repeated the first attempt byte for byte. */
  readonly resigned: boolean
}

export interface AttemptConditions {
  readonly agent: Agent
  readonly timeoutMs: number
  /** Aborting it must destroy the agent, too. */
  readonly signal: AbortSignal
  /** Whether somebody wants the body of the answer. */
  readonly keepsAnswer: boolean
}

/** How an attempt ended, and the body of the answer if it is kept. */
export interface AttemptEnd {
  readonly answer: AttemptAnswer
  readonly body: Uint8Array
}

/** Maximum wait of a `'cut-before-answer'`, in milliseconds. By then, some servers have answered and others are still working. */
const longestUnansweredMs = 50

/** Sends one request as planned. Resolves once its connection is closed or can be reused. */
export function sendAttempt(
  signed: AnyRequest,
  { url, cut, cutShare }: AttemptPlan,
  { agent, timeoutMs, signal, keepsAnswer }: AttemptConditions,
): Promise<AttemptEnd> {
  const body = Buffer.from(signed.body)
  const headers = { ...signed.headers, 'content-length': body.length }

  return new Promise((resolve) => {
    let answer: AttemptAnswer | undefined
    const chunks: Uint8Array[] = []
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
        // If the answer has already arrived completely, request.destroy() would emit close before its connection is closed.
        response.destroy()
        return
      }
      response.on('end', () => {
        answer ??= response.statusCode
      })
      response.on('error', () => {})
      if (keepsAnswer) response.on('data', (chunk) => chunks.push(chunk))
      else response.resume()
    })
    request.on('error', () => {})
    // Every request ends with this event, even if it failed.
    request.on('close', () => {
      clearTimeout(timer)
      const failure = isConnected ? 'broken' : 'unreachable'
      answer ??= signal.aborted ? 'aborted' : failure
      resolve({ answer, body: Buffer.concat(chunks) })
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

/** Writes at least one byte, but never the last. */
function writePart(request: ClientRequest, body: Buffer, share: number, onWritten: () => void): void {
  request.write(body.subarray(0, 1 + Math.floor(share * (body.length - 1))), (error) => {
    if (!error) onWritten()
  })
}
