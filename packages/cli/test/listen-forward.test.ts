import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { sampleCall, sampleEvent, signedRequest } from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import { startExample } from '../../../tools/demo/example-process.ts'
import { startListen } from './listen-process.ts'
import { readRecords } from './run-cli.ts'

// Each test starts processes, which takes its time where others share the machine.
t.setTimeout(120_000)

/** An application on a bare socket: nothing parses or changes what arrives. */
async function startRawApp(t: Test, answer: string) {
  const received: Buffer[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      const all = Buffer.concat(chunks)
      const { headEnd, length } = measure(all)
      if (headEnd === -1 || all.byteLength < headEnd + 4 + length) return
      received.push(all)
      socket.end(answer)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { received, url: `http://127.0.0.1:${port}` }
}

function measure(message: Buffer): { readonly headEnd: number; readonly length: number } {
  const headEnd = message.indexOf('\r\n\r\n')
  const length = /\r\ncontent-length: *(\d+)/i.exec(
    message.subarray(0, Math.max(0, headEnd)).toString('latin1'),
  )?.[1]
  return { headEnd, length: Number(length ?? 0) }
}

function split(message: Buffer) {
  const { headEnd } = measure(message)
  const [requestLine, ...headers] = message.subarray(0, headEnd).toString('latin1').split('\r\n')
  return { requestLine, headers, body: message.subarray(headEnd + 4) }
}

/** Sends bytes and returns all that is answered. */
async function exchange(url: string, head: readonly string[], body: Buffer): Promise<Buffer> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), body]))
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const ANSWER = [
  'HTTP/1.1 202 Accepted',
  'X-App: one',
  'x-app: two',
  'CONTENT-TYPE: text/plain',
  'Connection: close',
  'Content-Length: 5',
  '',
  'hello',
].join('\r\n')

const BODIES: Readonly<Record<string, Buffer>> = {
  'NUL and 0xFF': Buffer.from([0x61, 0x3d, 0x00, 0xff, 0xfe, 0x0d, 0x0a, 0x00]),
  '64 KB': Buffer.concat([Buffer.from('a='), Buffer.alloc(65_536, 0xe9)]),
  nothing: Buffer.alloc(0),
}

for (const [name, body] of Object.entries(BODIES)) {
  t.test(`a request is passed on as it came: ${name}`, async (t) => {
    const app = await startRawApp(t, ANSWER)
    const { url } = await startListen(t, ['--forward', app.url])
    const own = [
      'Content-Type: application/x-www-form-urlencoded',
      'telnyx-Timestamp: 1700000000',
      'X-Twice: b',
      'TELNYX-signature-ED25519: abc',
      'x-twice: a',
      `content-LENGTH: ${body.byteLength}`,
      'X-Latin: caf\xe9',
      'X-Empty: ',
      'Authorization: Bearer kept',
    ]
    const head = [
      'POST /Hook//a%2Fb/../c?x=%20&y=+&x=2 HTTP/1.1',
      'Host: example.com',
      ...own,
      'Connection: close, X-Hop',
      'X-Hop: gone',
    ]
    const answer = await exchange(url, head, body)
    const [received] = app.received
    if (received === undefined) throw new Error('The application got nothing.')
    const got = split(received)
    t.equal(got.requestLine, head[0])
    const host = `Host: ${new URL(app.url).host}`
    const kept = got.headers.filter((header) => header !== host && !/^connection:/i.test(header))
    t.same(kept, own, 'order, case and repeats')
    t.equal(Buffer.compare(got.body, body), 0, 'the body is equal')

    const back = split(answer)
    t.match(back.requestLine, / 202 /)
    t.match(back.headers.slice(0, 3), ['X-App: one', 'x-app: two', 'CONTENT-TYPE: text/plain'])
    t.equal(back.body.toString(), 'hello')
  })
}

t.test("the forward's path replaces that of the request, the query stays", async (t) => {
  const app = await startRawApp(t, ANSWER)
  const { post } = await startListen(t, ['--forward', `${app.url}/webhooks/telnyx`])
  await post({}, 'other?a=1')
  t.equal(split(app.received[0] ?? Buffer.of()).requestLine, 'POST /webhooks/telnyx?a=1 HTTP/1.1')
})

t.test('a path that looks like a host stays a path', async (t) => {
  const app = await startRawApp(t, ANSWER)
  const { url } = await startListen(t, ['--forward', app.url])
  await exchange(
    url,
    ['POST //other.example/x HTTP/1.1', 'Host: a', 'Content-Length: 0', 'Connection: close'],
    Buffer.of(),
  )
  t.equal(split(app.received[0] ?? Buffer.of()).requestLine, 'POST //other.example/x HTTP/1.1')
})

t.test('by type; the first that matches answers, and all answers are shown', async (t) => {
  const calls = await startRawApp(t, ANSWER)
  const all = await startRawApp(t, ANSWER.replace('202 Accepted', '503 Busy'))
  const { post, cli, readDetail } = await startListen(t, [
    '--forward',
    `call-completed=${calls.url}`,
    '--forward',
    all.url,
  ])
  t.equal((await post({ fields: sampleCall() })).status, 202)
  t.equal((await post({ fields: sampleEvent('call-answered') })).status, 503)
  t.equal(calls.received.length, 1)
  t.equal(all.received.length, 2)
  const [first, second] = readRecords({
    stdout: `${await cli.waitForLine(/call-completed/)}\n${await cli.waitForLine(/call-answered/)}\n`,
  })
  t.match(first, {
    outcome: 'handled',
    status: 202,
    forwards: [{ status: 202, durationMs: Number }, { status: 503 }],
  })
  t.match(second, { outcome: 'failed', status: 503, forwards: [{ status: 503 }] })
  const detail = await readDetail(first?.id)
  t.match(detail.forwards, [
    { status: 202, bodyBase64: Buffer.from('hello').toString('base64') },
    { status: 503 },
  ])
  t.match(detail.forwards[0]?.headers.slice(0, 2), [
    ['X-App', 'one'],
    ['x-app', 'two'],
  ])
})

t.test('an application that is down is 502, with the reason', async (t) => {
  const { post, cli } = await startListen(t, ['--forward', 'http://127.0.0.1:9/'])
  const answer = await post()
  t.equal(answer.status, 502)
  t.equal(answer.headers.get('content-type'), 'application/problem+json')
  t.match(await answer.json(), { code: 'application_unavailable', detail: /ECONNREFUSED/ })
  t.match(readRecords(await cli.stop())[1], {
    outcome: 'failed',
    status: 502,
    forwards: [{ url: 'http://127.0.0.1:9/' }],
  })
})

for (const name of ['fastify', 'koa', 'express']) {
  t.test(`what is forwarded verifies in examples/${name}`, async (t) => {
    const first = await startListen(t)
    await first.cli.stop()
    const example = await startExample(name, first.keys.publicKey)
    t.teardown(() => example.stop())
    const { url, keys } = await startListen(t, ['--forward', example.url], first.cwd)
    const call = sampleCall({ CallSid: `through-${name}` })
    const good = signedRequest({ keys, fields: call })
    t.equal((await fetch(url, good)).status, 200)
    t.same(
      example.handled.map(({ CallSid }) => CallSid),
      [`through-${name}`],
    )
    const bad = await fetch(url, { ...good, body: `${good.body}&a=1` })
    t.equal(bad.status, 403, 'what was changed does not')
    t.match(await bad.json(), { code: 'signature_mismatch' })
  })
}
