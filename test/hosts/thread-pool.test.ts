import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, open as openAsync, openSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { hosts } from '../conformance/hosts/index.ts'
import { Connection, pause } from '../conformance/wire.ts'
import { encodeRequest, keys, postCall } from './calls.ts'
import { readOutcomes, watched } from './exchange-watch.ts'

t.setTimeout(60_000)

const POOL_THREADS = Number(process.env.UV_THREADPOOL_SIZE ?? 4)
const BLOCKED_MS = 3000
const BOUND_MS = 500

t.test(
  'H21 three good calls in one turn while every thread of the pool is blocked',
  { skip: skipWithoutThreads() },
  async (t) => {
    for (const host of hosts) {
      await t.test(
        host.name,
        watched(async (t, watch) => {
          const options = { publicKey: keys.publicKey, engine: 'nodeCrypto' as const }
          const running = await host.start({ options, handlers: [{ status: 200 }], gate: Promise.resolve() })
          t.teardown(() => running.stop())
          const connections = await Promise.all([1, 2, 3].map(() => Connection.open(running.port)))
          // The first calls of a process take longer.
          for (const connection of connections) await connection.exchange(postCall())
          const calls = connections.map(() => encodeRequest(postCall()))

          const release = blockThreadPool(t)
          const startedAt = performance.now()
          for (const [index, connection] of connections.entries())
            connection.write(calls[index] ?? Buffer.alloc(0))
          const tookMs = await Promise.all(
            connections.map(async (connection) => {
              const { status } = await connection.readAnswer()
              t.equal(status, 200)
              return Math.round(performance.now() - startedAt)
            }),
          )
          release()
          for (const connection of connections) connection.destroy()
          t.comment(`${host.name}: answered after ${tookMs.join(', ')} ms`)
          for (const milliseconds of tookMs)
            t.ok(milliseconds < BOUND_MS, `answered after ${milliseconds} ms`)
          t.strictSame(
            await readOutcomes(watch),
            Array.from({ length: 6 }, () => 'handled'),
          )
        }),
      )
    }
  },
)

function skipWithoutThreads(): string | false {
  if (availableParallelism() === 1) return 'with one processor everything is verified on the main thread'
  return process.platform === 'win32' ? 'there are no named pipes to block threads with' : false
}

/** Opens a pipe that nobody writes to with every thread of the pool: each waits for a writer, 3 seconds at most. */
function blockThreadPool(t: Test): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'telnyx-call-pool-'))
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  for (let thread = 0; thread < POOL_THREADS; thread += 1) {
    openAsync(pipe, 'r', (_error, descriptor) => descriptor !== undefined && closeSync(descriptor))
  }
  let isReleased = false
  const release = () => {
    if (isReleased) return
    isReleased = true
    closeSync(openSync(pipe, constants.O_RDWR))
    rmSync(folder, { recursive: true })
  }
  const timer = setTimeout(release, BLOCKED_MS)
  t.teardown(async () => {
    clearTimeout(timer)
    release()
    await pause(20)
  })
  return release
}
