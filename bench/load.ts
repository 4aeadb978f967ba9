import { connect } from 'node:net'

const CONNECTIONS = 16

/**
 * Posts one request again and again over kept-alive connections, each with one request on its way at a time. The request is
 * made of bytes once, so that the client costs little beside the server.
 *
 * @returns answered requests per second.
 */
export async function measureRate(port: number, request: Buffer, milliseconds: number): Promise<number> {
  const started = performance.now()
  const deadline = started + milliseconds
  const counts = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => postUntil(port, request, deadline)),
  )
  const answered = counts.reduce((sum, count) => sum + count)
  return answered / ((performance.now() - started) / 1000)
}

function postUntil(port: number, request: Buffer, deadline: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    socket.setNoDelay()
    socket.on('error', reject)
    socket.on('close', () => resolve(count))
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
      if (!answer.startsWith('HTTP/1.1 200')) {
        socket.destroy(new Error(`The server answered: ${answer}`))
      } else if (answer.endsWith(' handled')) {
        // Both sides end their answers so.
        answer = ''
        count++
        if (performance.now() < deadline) socket.write(request)
        else socket.destroy()
      }
    })
  })
}

/** The bytes of a POST, ready to be written to a socket. */
export function serializeRequest(headers: Readonly<Record<string, string>>, body: string): Buffer {
  const length = Buffer.byteLength(body)
  const lines = Object.entries({ host: '127.0.0.1', ...headers, 'content-length': length })
  return Buffer.from(`POST / HTTP/1.1\r\n${lines.map((line) => line.join(': ')).join('\r\n')}\r\n\r\n${body}`)
}
