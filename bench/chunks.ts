import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { telnyxCall } from '@telnyx-call/express'
import { createTestKeys, signedRequest } from '@telnyx-call/testing'
import { answerParent, isChild, runInChild } from './child.ts'
import type { Report } from './report.ts'

const CONNECTIONS = 12
const BODY_BYTES = 300_000
/** How many chunks are written together: what a busy socket delivers in one read. */
const CHUNKS_PER_WRITE = 8000

/** What bodies take that come byte by byte: many small chunks must not cost more than the bytes in them. */
export async function benchChunks(report: Report): Promise<void> {
  const bytes = await runInChild<number>(import.meta.url, [])
  report.text(`## Bodies in tiny chunks

${CONNECTIONS} connections at the same time, each with a body of ${BODY_BYTES.toLocaleString('en')} bytes in chunks of one byte, to the Express
adapter with bodyLimit 400,000. All bodies are complete but for their last chunk when it is measured.`)
  report.table(
    ['', 'MB'],
    [
      ['bodies together', ((CONNECTIONS * BODY_BYTES) / 1e6).toFixed(1)],
      ['resident memory that they added to the server', (bytes / 1e6).toFixed(1)],
    ],
  )
}

if (isChild(import.meta.url)) {
  const keys = createTestKeys()
  const guard = telnyxCall({ publicKey: keys.publicKey, bodyLimit: 400_000 })
  const server = createServer((request, response) => guard(request, response, () => response.end()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const body = 'a'.repeat(BODY_BYTES)
  const { headers } = signedRequest({ keys, body })
  const head = Object.entries({ ...headers, host: 'localhost', 'transfer-encoding': 'chunked' })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  const chunks = Buffer.from('1\r\na\r\n'.repeat(CHUNKS_PER_WRITE))
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  let highest = before
  const timer = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss())
  }, 5)
  await Promise.all(Array.from({ length: CONNECTIONS }, sendChunks))
  clearInterval(timer)
  answerParent(Math.max(highest, process.memoryUsage.rss()) - before)

  async function sendChunks(): Promise<void> {
    const socket = connect(port, '127.0.0.1')
    const write = (data: string | Buffer) => new Promise((resolve) => socket.write(data, resolve))
    await write(`POST / HTTP/1.1\r\n${head}\r\n`)
    for (let sent = 0; sent < BODY_BYTES; sent += CHUNKS_PER_WRITE) {
      await write(chunks.subarray(0, 6 * Math.min(CHUNKS_PER_WRITE, BODY_BYTES - sent)))
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
