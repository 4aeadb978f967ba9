import type { IncomingMessage, ServerResponse } from 'node:http'

/** Bends a real response before the framework sees it, or does something to it meanwhile. */
export type Bend = (request: IncomingMessage, response: ServerResponse) => void

/** One way in which a response may not be what it was when the guard looks at it again. */
export interface Arrangement {
  readonly bend: Bend
  /** Whether the client gets an answer that can be judged. */
  readonly isAnswerable: boolean
  /** How an accepted delivery whose handler succeeds may be settled; empty where the handler must not run. */
  readonly outcomes: readonly string[]
  /** Whether the store takes its time for a claim, so that the bend comes before the handler. */
  readonly isStoreSlow?: boolean
  /** Whether the handler answers past the framework. */
  readonly isHijacked?: boolean
  readonly isHttp2?: boolean
  /**
   * Whether the application answers errors itself. Left to the error handling of Express and Koa, an answer that throws ends the process,
   * with a guard or without one.
   */
  readonly isErrorHandled?: boolean
}

/** How long a slow store takes. */
export const CLAIM_MS = 40
const BEND_AFTER_MS = 20

const leave: Bend = () => {}
const HANDLED = ['handled']

export const arrangements: Readonly<Record<string, Arrangement>> = {
  'as it is': { bend: leave, isAnswerable: true, outcomes: HANDLED },
  'answered before': {
    bend: (_request, response) => void response.writeHead(503).end('too late'),
    isAnswerable: false,
    outcomes: [],
  },
  'answered meanwhile': {
    bend: (_request, response) =>
      void setTimeout(() => response.headersSent || response.writeHead(503).end('too late'), BEND_AFTER_MS),
    isAnswerable: false,
    isStoreSlow: true,
    outcomes: [],
  },
  'answered in part meanwhile': {
    bend: (_request, response) =>
      void setTimeout(() => response.headersSent || response.writeHead(200).write('a part'), BEND_AFTER_MS),
    isAnswerable: false,
    isStoreSlow: true,
    outcomes: [],
  },
  closed: {
    bend: (request) => void setTimeout(() => request.socket.destroy(), BEND_AFTER_MS),
    isAnswerable: false,
    isStoreSlow: true,
    outcomes: HANDLED,
  },
  destroyed: {
    bend: (_request, response) => void setTimeout(() => response.destroy(), BEND_AFTER_MS),
    isAnswerable: false,
    isStoreSlow: true,
    outcomes: HANDLED,
  },
  'destroyed before': {
    bend: (_request, response) => void response.destroy(),
    isAnswerable: false,
    outcomes: HANDLED,
  },
  'writeHead throws once': {
    bend: throwInWriteHead,
    isAnswerable: false,
    outcomes: ['handled', 'failed', 'abandoned'],
    isErrorHandled: true,
  },
  'writeHead returns nothing': {
    bend: (_request, response) => {
      const writeHead = response.writeHead as (...parameters: unknown[]) => ServerResponse
      override(response, 'writeHead', (...parameters) => void writeHead.apply(response, parameters))
    },
    isAnswerable: true,
    outcomes: HANDLED,
  },
  // A server takes the socket from the response when it hears of its finish.
  'finish before ended': { bend: finishEarly, isAnswerable: false, outcomes: HANDLED },
  'no close': {
    bend: (_request, response) => swallowEvent(response, 'close'),
    isAnswerable: true,
    outcomes: HANDLED,
  },
  'close without finish': {
    bend: (_request, response) => swallowEvent(response, 'finish'),
    isAnswerable: true,
    outcomes: HANDLED,
  },
  'neither close nor finish': {
    bend: (_request, response) => {
      swallowEvent(response, 'finish')
      swallowEvent(response, 'close')
    },
    isAnswerable: true,
    outcomes: HANDLED,
  },
  hijacked: { bend: leave, isAnswerable: true, outcomes: HANDLED, isHijacked: true },
  'HTTP/2': { bend: leave, isAnswerable: true, outcomes: HANDLED, isHttp2: true },
  'HTTP/2, answered meanwhile': {
    bend: (_request, response) =>
      void setTimeout(() => response.headersSent || response.writeHead(503).end('too late'), BEND_AFTER_MS),
    isAnswerable: false,
    isStoreSlow: true,
    outcomes: [],
    isHttp2: true,
  },
  'HTTP/2, closed': {
    bend: (request) => void setTimeout(() => request.destroy(), BEND_AFTER_MS),
    isAnswerable: false,
    isStoreSlow: true,
    outcomes: HANDLED,
    isHttp2: true,
  },
}

type Method = (...parameters: unknown[]) => unknown

/** Puts another method in place of one, past the types of Node. */
function override(response: ServerResponse, name: 'writeHead' | 'end' | 'emit', method: Method): void {
  Object.assign(response, { [name]: method })
}

/** As where the headers were sent already. Whoever tries again succeeds. */
function throwInWriteHead(_request: IncomingMessage, response: ServerResponse): void {
  const writeHead = response.writeHead as Method
  let isFirst = true
  override(response, 'writeHead', (...parameters) => {
    if (!isFirst) return writeHead.apply(response, parameters)
    isFirst = false
    throw new Error('writeHead throws, as this test wants')
  })
}

function swallowEvent(response: ServerResponse, name: string): void {
  const emit = response.emit as Method
  override(response, 'emit', (...parameters) =>
    parameters[0] === name ? false : emit.apply(response, parameters),
  )
}

/** As on the wrappers for AWS Lambda: the event comes inside end(), which has not noted yet that it was called. */
function finishEarly(_request: IncomingMessage, response: ServerResponse): void {
  const emit = response.emit as Method
  const end = response.end as Method
  let isFinished = false
  override(response, 'emit', (...parameters) => {
    if (parameters[0] !== 'finish') return emit.apply(response, parameters)
    if (isFinished) return false
    isFinished = true
    return emit.apply(response, parameters)
  })
  override(response, 'end', (...parameters) => {
    response.emit('finish')
    return end.apply(response, parameters)
  })
}
