import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { hosts } from '../conformance/hosts/index.ts'
import { encodeHead, type WireRequest } from '../conformance/wire.ts'
import { ANY_SIGNATURE, keys, postCall, SIGNATURE_HEADER } from './calls.ts'
import { readOutcomes, watched } from './exchange-watch.ts'
import { flood } from './flood.ts'
import type { MemoryFigures } from './memory-server.ts'

t.setTimeout(300_000)

const MEGABYTE = 1_000_000
const FEW_MEGABYTES = 8 * MEGABYTE
const PATIENCE_MS = 2500

const unsigned = { 'telnyx-timestamp': undefined, [SIGNATURE_HEADER]: undefined }

/** Requests whose body never ends, and how each is refused. */
const floods: Readonly<Record<string, readonly [request: WireRequest, status: number]>> = {
  'announced as 100 GB, unsigned': [{ ...postCall({ headers: unsigned }), framing: 100_000_000_000 }, 413],
  'announced as 100 GB, with any signature': [
    { ...postCall({ headers: { [SIGNATURE_HEADER]: ANY_SIGNATURE } }), framing: 100_000_000_000 },
    413,
  ],
  'chunked, with any signature': [
    { ...postCall({ headers: { [SIGNATURE_HEADER]: ANY_SIGNATURE } }), framing: 'chunked' },
    413,
  ],
  'chunked, unsigned': [{ ...postCall({ headers: unsigned }), framing: 'chunked' }, 400],
}

t.test('H15 a body without end', async (t) => {
  for (const host of hosts) {
    for (const [name, [request, status]] of Object.entries(floods)) {
      await t.test(
        `${host.name}, ${name}`,
        watched(async (t, watch) => {
          const options = { publicKey: keys.publicKey }
          const running = await host.start({ options, handlers: [{ status: 200 }], gate: Promise.resolve() })
          t.teardown(() => running.stop())
          const sockets: Socket[] = []
          running.server.on('connection', (socket) => sockets.push(socket))
          const isChunked = request.framing === 'chunked'
          const end = await flood(running.port, {
            head: encodeHead(request),
            isChunked,
            patienceMs: PATIENCE_MS,
          })
          const readBytes = sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0)

          t.match(end.answer, new RegExp(`^HTTP/1.1 ${status} `), 'the client can read the answer')
          if (status === 413) t.match(end.answer, /^connection: close\r$/im)
          t.ok(end.isClosed, 'the connection is closed')
          t.ok(readBytes < FEW_MEGABYTES, `${readBytes / MEGABYTE} MB were read`)
          t.equal(running.handled.length, 0)
          t.strictSame([watch.accepted.length, await readOutcomes(watch)], [0, []])
        }),
      )
    }
  }
})

const CONNECTIONS = 20
// A quarter of what the row says, since each chunk takes Node two microseconds. What chunks hold grows with their number.
const BODY_BYTES = 97_500
const BODIES_MEGABYTES = (CONNECTIONS * BODY_BYTES) / MEGABYTE
const SERVER_PATH = fileURLToPath(new URL('memory-server.ts', import.meta.url))
const TSX = import.meta.resolve('tsx')

t.test('H16 20 connections with bodies in one-byte chunks', async (t) => {
  for (const host of hosts) {
    await t.test(host.name, async (t) => {
      const server = await startMemoryServer(t, host.name)
      const before = await server.measure()
      const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => sendByBytes(server.port)))
      const during = await server.measure()
      const answers = await Promise.all(sockets.map(finishChunks))

      const heldMegabytes = (during.heldBytes - before.heldBytes) / MEGABYTE
      const residentMegabytes = (during.residentBytes - before.residentBytes) / MEGABYTE
      t.comment(
        `${host.name}: holds ${heldMegabytes.toFixed(1)} MB more, resident ${residentMegabytes.toFixed(1)} MB more`,
      )
      t.ok(heldMegabytes > BODIES_MEGABYTES / 2, 'the bodies were under way')
      t.ok(heldMegabytes < 10, `${heldMegabytes} MB held for bodies of ${BODIES_MEGABYTES} MB`)
      t.ok(residentMegabytes < 50, `${residentMegabytes} MB more memory`)
      for (const answer of answers) t.match(answer, /^HTTP\/1.1 403 /)
    })
  }
})

interface MemoryServer {
  readonly port: number
  measure(): Promise<MemoryFigures>
}

async function startMemoryServer(t: Test, hostName: string): Promise<MemoryServer> {
  const child: ChildProcess = fork(SERVER_PATH, [JSON.stringify({ hostName, publicKey: keys.publicKey })], {
    execArgv: ['--import', TSX, '--expose-gc'],
    // Not what a test runner put there: coverage takes memory of its own.
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  t.teardown(() => child.kill())
  const [port] = await once(child, 'message')
  return {
    port: Number(port),
    measure: async () => {
      child.send('measure')
      const [figures] = await once(child, 'message')
      return figures as MemoryFigures
    },
  }
}

/** Sends all of a body but its end. */
async function sendByBytes(port: number): Promise<Socket> {
  const request = postCall({ headers: { [SIGNATURE_HEADER]: ANY_SIGNATURE } })
  const socket = connect({ port, host: '127.0.0.1' })
  await once(socket, 'connect')
  socket.write(encodeHead({ ...request, framing: 'chunked' }))
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.write('1\r\nx\r\n'.repeat(BODY_BYTES), () => resolve())
  })
  return socket
}

async function finishChunks(socket: Socket): Promise<string> {
  const answered = once(socket, 'data')
  socket.write('0\r\n\r\n')
  const [answer] = await answered
  socket.destroy()
  return answer.toString('latin1')
}
