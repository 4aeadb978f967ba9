import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { telnyxCall } from '@telnyx-call/express'
import { signedRequest } from '@telnyx-call/testing'
import { formatTable, type Section } from './report.ts'
import { keys } from './tasks.ts'

const CONNECTIONS = 12
const BODY_BYTES = 300_000
/** How many chunks are written together: what a busy socket delivers in one read. */
const CHUNKS_PER_WRITE = 8000

/** What bodies take that come byte by byte: many small chunks must not cost more than the bytes in them. */
export async function measureChunks(): Promise<Section> {
  const port = await startServer()
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  let highest = before
  const watch = () => {
    highest = Math.max(highest, process.memoryUsage.rss())
  }
  const timer = setInterval(watch, 5)
  await Promise.all(Array.from({ length: CONNECTIONS }, () => sendChunks(port)))
  watch()
  clearInterval(timer)
  return {
    markdown: `## Bodies in tiny chunks

${CONNECTIONS} connections at the same time, each with a body of ${BODY_BYTES.toLocaleString('en')} bytes in chunks of one byte, to the Express
adapter with bodyLimit 400,000. All bodies are complete but for their last chunk when it is measured.

${formatTable(
  ['', 'MB'],
  [
    ['bodies together', ((CONNECTIONS * BODY_BYTES) / 1e6).toFixed(1)],
    ['resident memory that they added to the process', ((highest - before) / 1e6).toFixed(1)],
  ],
)}`,
  }
}

async function startServer(): Promise<number> {
  const guard = telnyxCall({ publicKey: keys.publicKey, bodyLimit: 400_000 })
  const server = createServer((request, response) => guard(request, response, () => response.end()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

async function sendChunks(port: number): Promise<void> {
  const { headers } = signedRequest({ keys, body: 'a'.repeat(BODY_BYTES) })
  const head = Object.entries({ ...headers, host: 'localhost', 'transfer-encoding': 'chunked' })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  const chunks = Buffer.from('1\r\na\r\n'.repeat(CHUNKS_PER_WRITE))
  const socket = connect(port, '127.0.0.1')
  const write = (data: string | Buffer) => new Promise((resolve) => socket.write(data, resolve))
  await write(`POST / HTTP/1.1\r\n${head}\r\n`)
  for (let sent = 0; sent < BODY_BYTES; sent += CHUNKS_PER_WRITE) {
    await write(chunks.subarray(0, 6 * Math.min(CHUNKS_PER_WRITE, BODY_BYTES - sent)))
  }
  await sleep(100)
}
