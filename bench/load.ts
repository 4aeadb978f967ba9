import { sign } from 'node:crypto'
import { connect } from 'node:net'
import { sampleCall, type TestKeys } from '@telnyx-call/testing'

const CONNECTIONS = 16

/** Makes the bytes of the next request, ready to be written to a socket. */
export type MakeRequest = () => Buffer

/**
 * Posts requests over kept-alive connections, each with one request on its way at a time.
 *
 * @returns answered requests per second.
 */
export async function measureRate(
  port: number,
  makeRequest: MakeRequest,
  milliseconds: number,
): Promise<number> {
  const started = performance.now()
  const deadline = started + milliseconds
  const counts = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => postUntil(port, makeRequest, deadline)),
  )
  const answered = counts.reduce((sum, count) => sum + count)
  return answered / ((performance.now() - started) / 1000)
}

function postUntil(port: number, makeRequest: MakeRequest, deadline: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(makeRequest()))
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
        if (performance.now() < deadline) socket.write(makeRequest())
        else socket.destroy()
      }
    })
  })
}

/**
 * Signs the specification's call again and again, each time as a call of its own. Only what differs is made anew, so that the
 * client costs little beside the server.
 */
export function createRequestMaker({ privateKey }: TestKeys): MakeRequest {
  const form = String(new URLSearchParams(sampleCall()))
  const sid = encodeURIComponent(sampleCall().CallSid ?? '')
  let count = 0
  return () => {
    const body = form.replace(sid, `call-${++count}`)
    const timestamp = Math.floor(Date.now() / 1000)
    const signature = sign(null, Buffer.from(`${timestamp}|${body}`), privateKey).toString('base64')
    return Buffer.from(
      `POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/x-www-form-urlencoded\r\n` +
        `telnyx-timestamp: ${timestamp}\r\ntelnyx-signature-ed25519: ${signature}\r\n` +
        `content-length: ${body.length}\r\n\r\n${body}`,
    )
  }
}
