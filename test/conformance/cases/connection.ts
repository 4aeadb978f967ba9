import assert from 'node:assert/strict'
import { sampleCall, signedRequest } from '@telnyx-call/testing'
import type { ConformanceCase, Stage } from '../case.ts'
import { CALLBACK_PATH, type HandlerBehaviour } from '../host.ts'
import { NOW_SECONDS, sending, signed } from '../requests.ts'
import { Connection, encodeBody, encodeHead, pause, type WireRequest } from '../wire.ts'

/** Refused before its body is read; the body must not be taken for the next request. */
const refusedRequests = {
  'missing-signature': sending({ headers: { 'telnyx-signature-ed25519': undefined } }),
  json: sending({ body: '{"a":1}', headers: { 'content-type': 'application/json' } }),
  forged: sending({ signer: 'stranger' }),
  get: (keys) => ({ ...signed(keys), method: 'GET', body: Buffer.alloc(0) }),
} satisfies Record<string, (keys: Stage['keys']) => WireRequest>

const keptAlive: ConformanceCase[] = Object.entries(refusedRequests).map(([name, refusedRequest]) => ({
  id: `connection.keep-alive.${name}-then-good`,
  needs: ['sockets'],
  play: async ({ keys, port, host, running, send }) => {
    const connection = await Connection.open(port)
    const first = await connection.exchange(refusedRequest(keys))
    assert.ok(first.status >= 400 && first.status < 500, `status ${first.status}`)
    const kept = connection.exchange(signed(keys))
    // A server of another kind may close it rather than to read a body that nobody wants.
    const second = await (host.ownsConnection ? kept : kept.catch(() => send(signed(keys))))
    assert.equal(second.status, 200)
    assert.equal(running.handled.length, 1)
    connection.destroy()
  },
}))

/** The rest of the body is not read, so nothing else can come on the connection. */
const closed: ConformanceCase[] = (['content-length', 'chunked', 'unfinished'] as const).map((framing) => ({
  id: `connection.closed-after.too-large-${framing}`,
  needs: ['sockets'],
  play: async ({ keys, port, host, send, running }) => {
    const connection = await Connection.open(port)
    const tooLarge = { ...signed(keys, { body: 'x'.repeat(200_000) }), framing }
    const answer = await connection.exchange(tooLarge)
    assert.equal(answer.status, 413)
    if (host.ownsConnection) {
      assert.equal(answer.headers.connection, 'close')
      assert.ok(await connection.waitForClose(), 'the server closes the connection')
    }
    connection.destroy()
    assert.equal((await send(signed(keys))).status, 200)
    assert.equal(running.handled.length, 1)
  },
}))

/** An answer whose status was made 200 must still say where it ends, or the connection is lost with it. */
const keptAliveAfterHandlers: ConformanceCase[] = (
  [
    ['200', { status: 200 }, 200],
    ['201-with-json', { status: 201, json: { queued: true } }, 200],
    ['204', { status: 204 }, 200],
    ['nothing', {}, 200],
    ['500', { status: 500 }, 500],
  ] satisfies [string, HandlerBehaviour, number][]
).map(([name, handler, status]) => ({
  id: `connection.keep-alive.handler-answers-${name}`,
  needs: ['sockets'],
  handler,
  play: async ({ keys, port, running }) => {
    const connection = await Connection.open(port)
    for (const round of [1, 2, 3]) {
      const fields = sampleCall({ SequenceNumber: String(round) })
      const answer = await connection.exchange(signed(keys, { fields }))
      assert.equal(answer.status, status)
      assert.equal(running.handled.length, round)
    }
    connection.destroy()
  },
}))

export const connectionCases: readonly ConformanceCase[] = [
  ...keptAlive,
  ...closed,
  ...keptAliveAfterHandlers,
  {
    id: 'connection.keep-alive.ten-good',
    needs: ['sockets'],
    play: async ({ keys, port, running }) => {
      const connection = await Connection.open(port)
      for (let sequence = 0; sequence < 10; sequence++) {
        const fields = sampleCall({ SequenceNumber: String(sequence) })
        assert.equal((await connection.exchange(signed(keys, { fields }))).status, 200)
      }
      assert.deepEqual(
        running.handled.map(({ call }) => call?.SequenceNumber),
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      )
      connection.destroy()
    },
  },
  {
    id: 'connection.pipelined',
    needs: ['sockets'],
    why: 'Two requests in one write are answered in their order.',
    play: async ({ keys, port, running }) => {
      const connection = await Connection.open(port)
      const requests = [signed(keys, { signer: 'stranger' }), signed(keys)]
      connection.write(
        Buffer.concat(requests.flatMap((request) => [encodeHead(request), encodeBody(request)])),
      )
      assert.equal((await connection.readAnswer()).status, 403)
      assert.equal((await connection.readAnswer()).status, 200)
      assert.equal(running.handled.length, 1)
      connection.destroy()
    },
  },
  {
    id: 'connection.fifty-at-once',
    why: 'Every request gets its own call, and the forged ones among them get none.',
    play: async ({ keys, send, running }) => {
      const requests = Array.from({ length: 50 }, (_, index) =>
        signed(keys, {
          fields: sampleCall({ SequenceNumber: String(index) }),
          signer: index % 5 === 0 ? 'stranger' : 'telnyx',
        }),
      )
      const answers = await Promise.all(requests.map((request) => send(request)))
      for (const [index, { status }] of answers.entries()) assert.equal(status, index % 5 === 0 ? 403 : 200)
      const sequences = running.handled.map(({ call }) => Number(call?.SequenceNumber))
      const expected = Array.from({ length: 50 }, (_, index) => index).filter((index) => index % 5 !== 0)
      assert.deepEqual(
        sequences.sort((one, other) => one - other),
        expected,
      )
    },
  },
  {
    id: 'connection.fetch',
    needs: ['sockets'],
    why: 'An ordinary HTTP client, as the README shows it.',
    play: async ({ keys, port, running }) => {
      const request = signedRequest({ keys: keys.telnyx, timestamp: NOW_SECONDS })
      const response = await fetch(`http://127.0.0.1:${port}${CALLBACK_PATH}`, request)
      assert.equal(response.status, 200)
      await response.text()
      assert.equal(running.handled.length, 1)
    },
  },
  {
    id: 'connection.slow-body',
    needs: ['sockets'],
    why: 'Slow, but whole.',
    play: async ({ keys, port, running }) => {
      const connection = await Connection.open(port)
      const request = signed(keys)
      const body = encodeBody(request)
      connection.write(encodeHead(request))
      await pause(100)
      connection.write(body.subarray(0, 500))
      await pause(100)
      assert.equal(running.handled.length, 0)
      connection.write(body.subarray(500))
      assert.equal((await connection.readAnswer()).status, 200)
      assert.equal(running.handled.length, 1)
      connection.destroy()
    },
  },
]
