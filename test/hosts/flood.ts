import { connect } from 'node:net'

/** What came of sending without end. */
export interface FloodEnd {
  /** Everything that the client could read. */
  readonly answer: string
  /** Whether the server closed the connection before the patience was over. */
  readonly isClosed: boolean
}

const CHUNK = Buffer.alloc(65_536, 'x')

/** Sends a head, then body without end, as fast as it is taken, and reads what comes back until the connection closes. */
export function flood(
  port: number,
  { head, isChunked, patienceMs }: { head: Buffer; isChunked: boolean; patienceMs: number },
): Promise<FloodEnd> {
  const framed = isChunked ? Buffer.concat([Buffer.from('10000\r\n'), CHUNK, Buffer.from('\r\n')]) : CHUNK
  return new Promise((resolve) => {
    const received: Buffer[] = []
    let isEnded = false
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const finish = (isClosed: boolean) => {
      isEnded = true
      clearTimeout(timer)
      socket.destroy()
      resolve({ answer: Buffer.concat(received).toString('latin1'), isClosed })
    }
    const timer = setTimeout(finish, patienceMs, false)
    const send = () => {
      while (!isEnded && socket.writable && socket.write(framed)) {}
    }
    socket.on('data', (chunk) => received.push(chunk))
    socket.on('drain', send)
    socket.on('error', () => {})
    socket.on('close', () => finish(true))
    socket.write(head)
    send()
  })
}
