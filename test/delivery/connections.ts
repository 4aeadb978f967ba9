import { connect } from 'node:net'
import type { SignedRequest } from '@telnyx-call/testing'
import { CALLBACK_PATH } from './apps.ts'

/** How long Telnyx waits for an answer. */
const TELNYX_PATIENCE_MS = 2000

/** The status of a whole answer; `'gave-up'` where the sender broke off; `'broken'` where the server did, or was not there. */
export type Answer = number | 'gave-up' | 'broken'

export interface SendOptions {
  readonly path?: string
  /** When the sender breaks the connection off, counted from the moment it connects. Default: 2000, as Telnyx. */
  readonly patienceMs?: number
  /** Breaks it off. */
  readonly signal?: AbortSignal
}

/** Sends a request over a connection of its own, and waits for the end of the answer. It never rejects. */
export function send(
  port: number,
  { headers, body }: SignedRequest,
  { path = CALLBACK_PATH, patienceMs = TELNYX_PATIENCE_MS, signal }: SendOptions = {},
): Promise<Answer> {
  return new Promise((resolve) => {
    let received = ''
    const socket = connect(port, '127.0.0.1')
    const finish = (answer: Answer) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(answer)
    }
    const timer = setTimeout(finish, patienceMs, 'gave-up')
    signal?.addEventListener('abort', () => finish('gave-up'))
    socket.on('data', (chunk) => {
      received += chunk
    })
    socket.on('end', () => finish(readStatus(received)))
    socket.on('error', () => finish('broken'))
    socket.on('close', () => finish('broken'))
    socket.write(writeHead(path, headers, body))
    socket.write(body)
  })
}

function writeHead(path: string, headers: SignedRequest['headers'], body: string): string {
  const lines = Object.entries({
    ...headers,
    host: '127.0.0.1',
    connection: 'close',
    'content-length': Buffer.byteLength(body),
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}

function readStatus(answer: string): Answer {
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(answer) ?? []
  return status === undefined ? 'broken' : Number(status)
}
