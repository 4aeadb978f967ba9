import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { receiveNodeRequest } from '@telnyx-call/core/node'
import { signedRequest } from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import { createTestReceiver, keys, signedAtSeconds } from './webhook.ts'

/** Sends two signed requests on one connection, and gives what comes back. */
async function exchangeTwice(t: Test, handle: (response: ServerResponse) => void): Promise<string> {
  const receiver = createTestReceiver({ deduplication: false })
  const server = createServer(async (request, response) => {
    const exchange = { adapter: 'test', request, response, holders: [request], isGuardedTwice: false }
    const reception = await receiveNodeRequest(receiver, exchange)
    if (reception.outcome !== 'accepted') throw new Error(reception.outcome)
    handle(response)
  })
  t.teardown(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { headers, body } = signedRequest({ keys, timestamp: signedAtSeconds })
  const lines = Object.entries({ host: 'test', ...headers, 'content-length': String(body.length) })
  const request = `POST / HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}`
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(`${request}\r\n${body}${request}connection: close\r\n\r\n${body}`)
  const answers = await socket.setEncoding('utf8').toArray()
  return answers.join('')
}

/** A body to a 204 is a mistake, which must not be taken for the beginning of the next answer. */
t.test('what a handler writes to its 204', async (t) => {
  const answers = await exchangeTwice(t, (response) => response.writeHead(204).end('surplus'))
  t.match(answers, /^HTTP\/1\.1 200 OK\r\n(?:(?!HTTP)[\s\S])*7\r\nsurplus\r\n0\r\n\r\nHTTP\/1\.1 200 OK\r\n/)
})

t.test('on Bun, a 204 that becomes 200 says that it is empty', async (t) => {
  Object.assign(globalThis, { Bun: {} })
  t.teardown(() => Reflect.deleteProperty(globalThis, 'Bun'))
  const answers = await exchangeTwice(t, (response) => response.writeHead(204).end())
  t.equal(answers.match(/^content-length: 0\r$/gm)?.length, 2)
})
