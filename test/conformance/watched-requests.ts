import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Stage } from './case.ts'

const WATCHED_EVENTS = ['data', 'end', 'error', 'close', 'aborted', 'readable']

/** A request as the server saw it. */
export interface WatchedRequest {
  readonly request: IncomingMessage
  readonly socket: Socket
  /** Listeners before the host saw the request. */
  readonly before: Readonly<Record<string, number>>
}

/** Notes every request that arrives from now on, before the host sees it. */
export function watchRequests({ running }: Stage): readonly WatchedRequest[] {
  const watched: WatchedRequest[] = []
  running.server?.prependListener('request', (request: IncomingMessage) => {
    watched.push({ request, socket: request.socket, before: countListeners(request) })
  })
  return watched
}

/** How many listeners there are for each event of a body. */
export function countListeners(emitter: IncomingMessage | Socket): Record<string, number> {
  return Object.fromEntries(WATCHED_EVENTS.map((name) => [name, listForeign(emitter, name).length]))
}

/** Node itself waits for the end of a body that is still coming when its answer has gone. */
function listForeign(emitter: IncomingMessage | Socket, name: string): readonly unknown[] {
  return emitter.listeners(name).filter((listener) => listener.name !== 'clearIncoming')
}

/** Every listener that was put on the requests must be gone again. */
export function assertNothingLeft(watched: readonly WatchedRequest[]): void {
  for (const { request, before } of watched) assert.deepEqual(countListeners(request), before)
}
