import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Framework } from './journal.ts'
import type { StoreName } from './settings.ts'
import type { ClientName } from './stores.ts'

const STOP_PATIENCE_MS = 30_000
const RECEIVER_PATH = fileURLToPath(new URL('receiver.ts', import.meta.url))
const TSX = import.meta.resolve('tsx')

/** What one receiver is told. */
export interface ReceiverSettings {
  readonly framework: Framework
  readonly client: ClientName
  readonly isInbox: boolean
  readonly longestWorkMs: number
  readonly storeUrl: string
  readonly publicKey: string
  readonly journalPath: string
  /** Of the process that was killed in this place. */
  readonly earlierJournalPath?: string | undefined
}

/** What the receivers of a fleet have in common. */
export interface FleetSettings
  extends Pick<ReceiverSettings, 'isInbox' | 'longestWorkMs' | 'storeUrl' | 'publicKey'> {
  readonly store: StoreName
  /** For the journals: one file per process. */
  readonly folder: string
  /** How many receivers there are: the frameworks in turn, and the clients. */
  readonly size: number
}

/** A process that takes calls. */
export interface Receiver {
  readonly pid: number
  readonly port: number
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

/** A time in which a process did not run, in milliseconds since 1970. */
export interface Pause {
  readonly pid: number
  readonly fromMs: number
  readonly toMs: number
}

/** Receivers that share one store. */
export interface Fleet {
  /** Resolves when all of them listen. */
  readonly ready: Promise<unknown>
  /** Rejects when a receiver ends that nobody ended. */
  readonly failure: Promise<never>
  /** By place: who listens there, or did until it was killed. */
  readonly receivers: readonly Receiver[]
  readonly kills: readonly Kill[]
  readonly pauses: readonly Pause[]
  /** Kills a receiver without warning, as soon as it is up, and starts another in its place. */
  kill(place: number): Promise<void>
  /** Holds a receiver still for a while, as soon as it is up. It can be killed meanwhile. */
  pause(place: number, durationMs: number): Promise<void>
  /** Lets them finish what they began. */
  stop(): Promise<void>
  /** Ends them all. */
  close(): Promise<void>
}

type Model = Pick<ReceiverSettings, 'framework' | 'client'>

const FRAMEWORKS: readonly Framework[] = ['fastify', 'koa', 'express']
const CLIENTS: Readonly<Record<StoreName, readonly ClientName[]>> = {
  redis: ['redis', 'ioredis'],
  postgres: ['pg'],
}

/** Starts receivers; close them also where `ready` rejects. */
export function launchFleet({ folder, size, store, ...shared }: FleetSettings): Fleet {
  const receivers: Receiver[] = []
  const journalPaths: string[] = []
  const kills: Kill[] = []
  const pauses: Pause[] = []
  const children = new Set<ChildProcess>()
  const expectedEnds = new WeakSet<ChildProcess>()
  const { promise: failure, reject: fail } = createFailure()
  let startCount = 0
  let isClosed = false

  async function start(place: number): Promise<ChildProcess> {
    if (isClosed) throw new Error('the fleet is closed')
    startCount += 1
    const journalPath = join(folder, `${startCount}.jsonl`)
    const earlierJournalPath = journalPaths[place]
    journalPaths[place] = journalPath
    const child = forkReceiver({ ...shared, ...pickModel(place, store), journalPath, earlierJournalPath })
    children.add(child)
    child.once('exit', (code, signal) => {
      children.delete(child)
      if (!expectedEnds.has(child)) fail(new Error(`receiver ${child.pid} ended with ${code ?? signal}`))
    })
    const [port] = await Promise.race([once(child, 'message'), failure])
    receivers[place] = { pid: child.pid ?? 0, port: Number(port) }
    return child
  }

  const places = Array.from({ length: size }, (_, place) => start(place))

  async function killAndRestart(child: ChildProcess, place: number): Promise<ChildProcess> {
    const atMs = Date.now()
    await end(child, () => child.kill('SIGKILL'))
    kills.push({ pid: child.pid ?? 0, ...pickModel(place, store), atMs, endedAtMs: Date.now() })
    return start(place)
  }

  async function end(child: ChildProcess, tell: () => void): Promise<number | null> {
    expectedEnds.add(child)
    const exit = once(child, 'exit')
    tell()
    const [code] = await exit
    return code
  }

  async function stopOne(child: ChildProcess): Promise<void> {
    const code = await end(child, () => child.send('stop'))
    if (code !== 0) throw new Error(`receiver ${child.pid} stopped with ${code}`)
  }

  return {
    ready: Promise.all(places),
    failure,
    receivers,
    kills,
    pauses,
    async kill(place) {
      const restarted = places[place]?.then((child) => killAndRestart(child, place))
      if (restarted === undefined) throw new Error(`there is no receiver ${place}`)
      places[place] = restarted
      await restarted
    },
    async pause(place, durationMs) {
      const child = await places[place]
      if (child === undefined) throw new Error(`there is no receiver ${place}`)
      const fromMs = Date.now()
      child.kill('SIGSTOP')
      await sleep(durationMs)
      child.kill('SIGCONT')
      pauses.push({ pid: child.pid ?? 0, fromMs, toMs: Date.now() })
    },
    async stop() {
      await Promise.all(places)
      const timer = setTimeout(fail, STOP_PATIENCE_MS, new Error('a receiver does not stop'))
      const stopping = Promise.all([...children].map(stopOne))
      await Promise.race([stopping, failure]).finally(() => clearTimeout(timer))
    },
    async close() {
      isClosed = true
      await Promise.all([...children].map((child) => end(child, () => child.kill('SIGKILL'))))
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

/** Three frameworks and two clients of Redis: among six receivers each framework has both. */
function pickModel(place: number, store: StoreName): Model {
  const clients = CLIENTS[store]
  return {
    framework: FRAMEWORKS[place % FRAMEWORKS.length] ?? 'fastify',
    client: clients[place % clients.length] ?? 'pg',
  }
}

function forkReceiver(settings: ReceiverSettings): ChildProcess {
  return fork(RECEIVER_PATH, [JSON.stringify(settings)], {
    execArgv: ['--import', TSX],
    // Not what a test runner put there: a receiver that was killed leaves no coverage. In this environment Express logs no errors of handlers.
    env: { PATH: process.env.PATH, NODE_ENV: 'test' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}
