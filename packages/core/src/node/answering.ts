import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Answer, toAcknowledgedStatus } from '../answer.ts'
import type { HandlerEnd } from '../delivery/outcomes.ts'

/** Whether the response was begun, so that nobody else can answer. */
export function isAnswered(response: ServerResponse): boolean {
  return response.headersSent || response.writableEnded
}

/**
 * Sends one of core's answers. Where somebody else has answered, or the response can no longer be written, it does nothing: whatever the
 * response is, it never throws.
 */
export function sendAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  if (isAnswered(response)) return
  try {
    // One by one, because what writeHead returns is not the response everywhere.
    response.statusCode = status
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    response.end(body)
  } catch {
    response.destroy()
  }
}

/** Whether the connection is over. Each host tells in a way of its own; a response over HTTP/2 does not say whether it is closed. */
export function isAborted(request: IncomingMessage, response: ServerResponse): boolean {
  return response.closed === true || request.aborted === true || request.socket?.destroyed === true
}

/** Watches how a handler answers, and makes a success exactly 200, however its head is written. */
export class AnswerWatch {
  readonly #response: ServerResponse
  #end: HandlerEnd | undefined
  #listener: ((end: HandlerEnd) => unknown) | undefined
  #isHeadWritten = false

  /**
   * Every property that is added to a response of Express costs microseconds, since no two of those have a shape in common. So it is one,
   * and the end is looked for where the head has been written.
   */
  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#response = response
    const writeHead = response.writeHead as (status: number, ...rest: unknown[]) => unknown
    response.writeHead = (handlerStatus: number, ...rest: unknown[]) => {
      const status = toAcknowledgedStatus(handlerStatus)
      // Without the message of the handler's own status, Node writes the one of the new status. HTTP/2 has none.
      if (status !== handlerStatus && request.httpVersionMajor !== 2) response.statusMessage = ''
      // A 200 without a length has a body that lasts until the connection ends. Bun frames by the handler's own status.
      if (handlerStatus === 204) response.setHeader('content-length', '0')
      writeHead.call(response, status, ...rest)
      if (!this.#isHeadWritten) process.nextTick(this.#lookForEnd)
      this.#isHeadWritten = true
      return response
    }
    if (isAborted(request, response)) this.#watchEnd()
    else response.on('close', this.#onClose)
  }

  /** Calls the listener once, as soon as the answer has ended, or has broken off after a part of it was sent. */
  whenEnded(listener: (end: HandlerEnd) => unknown): void {
    this.#listener = listener
    if (this.#end !== undefined) this.#note(this.#end)
  }

  /** Most answers end in the turn in which their head is written. */
  readonly #lookForEnd = (): void => {
    if (this.#response.writableEnded) this.#note({ status: this.#response.statusCode })
    else this.#watchEnd()
  }

  /**
   * A connection that broke before the answer is no end: the handler is still at work, and what it answers then is written nowhere, so that
   * not even a head tells of it.
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
