import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** Stands between a client and a server, and can lose an answer or change what is asked. */
export interface LossyWire {
  /** Where it listens on 127.0.0.1. */
  readonly port: number
  /** Breaks the connection on which the server answers next, before the answer gets through. */
  loseNextAnswer(): void
  /** How many answers were lost. */
  readonly lost: number
  close(): Promise<void>
}

/**
 * Starts a wire to a port of 127.0.0.1.
 *
 * @param changeRequest - makes what the server gets out of what the client sends.
 */
export async function startLossyWire(
  port: number,
  changeRequest: (request: Buffer) => Buffer = (request) => request,
): Promise<LossyWire> {
  const sockets = new Set<Socket>()
  let isLosing = false
  let lost = 0

  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    const breakOff = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.once('error', breakOff).once('close', breakOff)
    }
    client.on('data', (request) => upstream.write(changeRequest(request)))
    upstream.on('data', (answer) => {
      if (!isLosing) return client.write(answer)
      isLosing = false
      lost++
      return breakOff()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the wire has no port')

  return {
    port: address.port,
    loseNextAnswer() {
      isLosing = true
    },
    get lost() {
      return lost
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
