import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const PATIENCE_MILLISECONDS = 10_000

/** A real redis-server of the test's own, on a free port of 127.0.0.1. */
export interface RedisServer {
  readonly port: number
  readonly url: string
  /** Ends the process; every connection breaks. What it held is gone, unless it was started to keep it. */
  stop(): Promise<void>
  /** As a crash: what its settings have not written to a file is gone. */
  kill(): Promise<void>
  /** Starts it again on the same port. */
  start(): Promise<void>
  /** Whether it answers on a new connection. While it is held still, that is not known. */
  isAnswering(): Promise<boolean>
  /** Holds the process still: connections stay, and nothing is answered. */
  freeze(): void
  thaw(): void
  /** Ends it, and removes its files. */
  close(): Promise<void>
}

/** For tap's option `skip`: false where there is a redis-server, else the reason. */
export const skipWithoutRedis: string | false = isOnPath('redis-server')
  ? false
  : 'there is no redis-server on this machine (Debian: apt-get install redis-server)'

/**
 * @param options.keepsData - whether what it holds outlives `stop()`, in an append-only file. Default: it does not.
 * @param options.configuration - further arguments, such as `['--cluster-enabled', 'yes']`.
 */
export async function startRedisServer(
  options: { readonly keepsData?: boolean; readonly configuration?: readonly string[] } = {},
): Promise<RedisServer> {
  const port = await findFreePort()
  const folder = await mkdtemp(join(tmpdir(), 'telnyx-call-redis-'))
  const settings = [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
    ...['--appendonly', options.keepsData ? 'yes' : 'no'],
    ...(options.configuration ?? []),
  ]
  let child: ChildProcess | undefined

  const start = async () => {
    child = spawn('redis-server', settings, { stdio: 'ignore' })
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`redis-server ended with code ${code} while starting`)
    })
    ended.catch(() => {})
    await Promise.race([waitForPong(port), ended])
  }
  const end = async (signal: NodeJS.Signals) => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGCONT')
    child.kill(signal)
    await exit
  }
  const stop = () => end('SIGTERM')
  await start()
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    start,
    stop,
    kill: () => end('SIGKILL'),
    isAnswering: () => isAnsweringPing(port),
    freeze: () => child?.kill('SIGSTOP'),
    thaw: () => child?.kill('SIGCONT'),
    close: async () => {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port')
  return address.port
}

async function waitForPong(port: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS
  while (!(await isAnsweringPing(port))) {
    if (Date.now() > deadline) throw new Error(`redis-server on port ${port} does not answer`)
    await sleep(20)
  }
}

/** Redis says -LOADING while it reads its files, and refuses connections before that. */
function isAnsweringPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('data', (answer) => {
      socket.destroy()
      resolve(answer.toString().startsWith('+PONG'))
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
