import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Answer, toAcknowledgedStatus } from '../answer.ts'
import type { HandlerEnd } from '../delivery/outcomes.ts'

/** Whether the response has been started, so that nothing else can be sent. */
export function isAnswered(response: ServerResponse): boolean {
  return response.headersSent || response.writableEnded
}

/**
 * Sends an answer from core. Does nothing if the response has already been started or cannot be written. Never throws, whatever the
 * response object does.
 */
export function sendAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  if (isAnswered(response)) return
  try {
    // One by one: writeHead does not return the response everywhere.
    response.statusCode = status
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    response.end(body)
  } catch {
    response.destroy()
  }
}

/** Whether the connection has closed. Each server reports it differently, and an HTTP/2 response does not have `closed`. */
export function isAborted(request: IncomingMessage, response: ServerResponse): boolean {
  return response.closed === true || request.aborted === true || request.socket?.destroyed === true
}

/** Watches how a handler answers, and turns any success status into 200, however the head is written. */
export class AnswerWatch {
  readonly #response: ServerResponse
  #end: HandlerEnd | undefined
  #listener: ((end: HandlerEnd) => unknown) | undefined
  #isHeadWritten = false

  /** Only `writeHead` is replaced up front. The end of the response is checked for once the head is written, when most have ended, too. */
  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#response = response
    const writeHead = response.writeHead as (status: number, ...rest: unknown[]) => unknown
    response.writeHead = (handlerStatus: number, ...rest: unknown[]) => {
      const status = toAcknowledgedStatus(handlerStatus)
      // Clear the handler's status message, so that Node writes the one for the new status. HTTP/2 has none.
      if (status !== handlerStatus && request.httpVersionMajor !== 2) response.statusMessage = ''
      // Bun frames the response by the handler's own status and would send this 200 without its end. On Node, a length of 0 would break the
      // connection for a handler that writes a body to its 204.
      if (handlerStatus === 204 && 'Bun' in globalThis) response.setHeader('content-length', '0')
      writeHead.call(response, status, ...rest)
      if (!this.#isHeadWritten) process.nextTick(this.#lookForEnd)
      this.#isHeadWritten = true
      return response
    }
    if (isAborted(request, response)) this.#watchEnd()
    else response.on('close', this.#onClose)
  }

  /** Calls the listener once, when the response has ended or broke off partway. */
  whenEnded(listener: (end: HandlerEnd) => unknown): void {
    this.#listener = listener
    if (this.#end !== undefined) this.#note(this.#end)
  }

  /** Most responses end in the same event loop turn in which their head is written. */
  readonly #lookForEnd = (): void => {
    if (this.#response.writableEnded) this.#note({ status: this.#response.statusCode })
    else this.#watchEnd()
  }

  /**
   * A connection that closed before the response started is not the end: the handler is still running. Its response will not be written
   * anywhere, not even a head, so `end` has to be watched.
   */
  readonly #onClose = (): void => {
    if (this.#end !== undefined) return
    if (this.#response.headersSent && !this.#response.writableEnded) this.#note('broken-off')
    else this.#watchEnd()
  }

  #watchEnd(): void {
    const response = this.#response
    const end = response.end as (...parameters: unknown[]) => unknown
    const watchedEnd = (...parameters: unknown[]) => {
      end.apply(response, parameters)
      this.#note({ status: response.statusCode })
      return response
    }
    response.end = watchedEnd
  }

  /** Only the first end counts. */
  #note(end: HandlerEnd): void {
    this.#end ??= end
    const listener = this.#listener
    this.#listener = undefined
    listener?.(this.#end)
  }
}
