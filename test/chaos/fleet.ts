import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Framework } from './journal.ts'
import type { ClientName } from './redis-clients.ts'

const STOP_PATIENCE_MS = 10_000
const RECEIVER_PATH = fileURLToPath(new URL('receiver.ts', import.meta.url))
const TSX = import.meta.resolve('tsx')

/** What one receiver is told. */
export interface ReceiverSettings {
  readonly framework: Framework
  readonly client: ClientName
  readonly redisUrl: string
  readonly publicKey: string
  readonly journalPath: string
  readonly seed: number
}

/** What the receivers of a fleet have in common. */
export interface FleetSettings extends Pick<ReceiverSettings, 'redisUrl' | 'publicKey' | 'seed'> {
  /** For the journals: one file per process. */
  readonly folder: string
  /** How many receivers there are: the frameworks in turn, and the clients. */
  readonly size: number
}

/** A SIGKILL, in milliseconds since 1970. */
export interface Kill {
  readonly pid: number
  readonly framework: Framework
  readonly client: ClientName
  readonly atMs: number
  /** When the process was gone. */
  readonly endedAtMs: number
}

/** Receivers that share one Redis. */
export interface Fleet {
  /** Resolves when all of them listen. */
  readonly ready: Promise<unknown>
  /** Rejects when a receiver ends that nobody ended. */
  readonly failure: Promise<never>
  /** Where they listen, or did until they were killed. */
  readonly ports: readonly number[]
  readonly kills: readonly Kill[]
  /** Kills a receiver without warning, as soon as it is up, and starts another in its place. */
  kill(place: number): Promise<void>
  /** Lets them finish what they began. */
  stop(): Promise<void>
  /** Ends them all. */
  close(): Promise<void>
}

type Model = Pick<ReceiverSettings, 'framework' | 'client'>

const FRAMEWORKS: readonly Framework[] = ['fastify', 'koa', 'express']
const CLIENTS: readonly ClientName[] = ['redis', 'ioredis']

/** Starts receivers; close them also where `ready` rejects. */
export function launchFleet({ folder, size, ...shared }: FleetSettings): Fleet {
  const ports: number[] = []
  const kills: Kill[] = []
  const children = new Set<ChildProcess>()
  const expectedEnds = new WeakSet<ChildProcess>()
  const { promise: failure, reject: fail } = createFailure()
  let startCount = 0
  let isClosed = false

  async function start(place: number): Promise<ChildProcess> {
    if (isClosed) throw new Error('the fleet is closed')
    startCount += 1
    const settings = { ...shared, ...pickModel(place), journalPath: join(folder, `${startCount}.jsonl`) }
    const child = forkReceiver(settings)
    children.add(child)
    child.once('exit', (code, signal) => {
      children.delete(child)
      if (!expectedEnds.has(child)) fail(new Error(`receiver ${child.pid} ended with ${code ?? signal}`))
    })
    const [port] = await Promise.race([once(child, 'message'), failure])
    ports[place] = Number(port)
    return child
  }

  const places = Array.from({ length: size }, (_, place) => start(place))

  async function killAndRestart(child: ChildProcess, place: number): Promise<ChildProcess> {
    expectedEnds.add(child)
    const ended = once(child, 'exit')
    const atMs = Date.now()
    child.kill('SIGKILL')
    await ended
    kills.push({ pid: child.pid ?? 0, ...pickModel(place), atMs, endedAtMs: Date.now() })
    return start(place)
  }

  async function endAll(end: (child: ChildProcess) => void): Promise<void> {
    const ended = [...children].map((child) => {
      expectedEnds.add(child)
      const exit = once(child, 'exit')
      end(child)
      return exit
    })
    await Promise.all(ended)
  }

  return {
    ready: Promise.all(places),
    failure,
    ports,
    kills,
    async kill(place) {
      const restarted = places[place]?.then((child) => killAndRestart(child, place))
      if (restarted === undefined) throw new Error(`there is no receiver ${place}`)
      places[place] = restarted
      await restarted
    },
    async stop() {
      await Promise.all(places)
      const timer = setTimeout(fail, STOP_PATIENCE_MS, new Error('a receiver does not stop'))
      await Promise.race([endAll((child) => child.send('stop')), failure]).finally(() => clearTimeout(timer))
    },
    async close() {
      isClosed = true
      await endAll((child) => child.kill('SIGKILL'))
    },
  }
}

function createFailure(): { readonly promise: Promise<never>; readonly reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<never>((_, rejectPromise) => {
    reject = rejectPromise
  })
  promise.catch(() => {})
  return { promise, reject }
}

/** Three frameworks and two clients: among six receivers each framework has both. */
function pickModel(place: number): Model {
  return {
    framework: FRAMEWORKS[place % FRAMEWORKS.length] ?? 'fastify',
    client: CLIENTS[place % CLIENTS.length] ?? 'redis',
  }
}

function forkReceiver(settings: ReceiverSettings): ChildProcess {
  return fork(RECEIVER_PATH, [JSON.stringify(settings)], {
    execArgv: ['--import', TSX],
    // Not what a test runner put there: a receiver that was killed leaves no coverage.
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}
