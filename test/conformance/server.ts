import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { drip, type RunningHost, type StreamKind } from './host.ts'
import { Connection, encodeBody, encodeHead, exchange } from './wire.ts'

/** Sends requests over a connection of their own each. */
export function sendOverSocket(port: number): Pick<RunningHost, 'send' | 'open'> {
  return {
    send: (request) => exchange(port, request),
    open: async (request) => {
      const connection = await Connection.open(port)
      connection.write(Buffer.concat([encodeHead(request), encodeBody(request)]))
      return connection
    },
  }
}

/** The body of an answer, as a stream of Node. */
export function openStream(kind: StreamKind): Readable {
  return Readable.from(drip(kind))
}

/** Serves a listener on a free port of 127.0.0.1. */
export async function listen(listener: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: readPort(server) }
}

export function readPort(server: Server): number {
  return (server.address() as AddressInfo).port
}

/** Closes a server and every connection to it. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
