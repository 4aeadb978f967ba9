import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Framework } from './apps.ts'
import type { StoreAddress } from './stores.ts'

/** What a receiver is told. */
export interface ReceiverSettings {
  readonly framework: Framework
  readonly store: StoreAddress
  readonly publicKey: string
  readonly runsPath: string
  /** How long its handler takes. */
  readonly workMs: number
}

/** A process that receives calls. */
export interface ReceiverProcess {
  readonly port: number
  readonly pid: number
  /** Kills it without warning. */
  kill(): Promise<void>
  /** Asks it to end, by SIGTERM, and resolves to its exit code, or the signal that ended it after all. */
  stop(): Promise<number | NodeJS.Signals>
}

const RECEIVER_PATH = fileURLToPath(new URL('receiver.ts', import.meta.url))
const TSX = import.meta.resolve('tsx')
const STOP_PATIENCE_MS = 15_000

/** Starts a receiver; it listens when this resolves. */
export async function startReceiver(settings: ReceiverSettings): Promise<ReceiverProcess> {
  const child = fork(RECEIVER_PATH, [JSON.stringify(settings)], {
    execArgv: ['--import', TSX],
    // Not what a test runner put there: a process that is killed leaves no coverage.
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [port] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code, signal]) => {
      throw new Error(`a receiver ended with ${code ?? signal} before it listened`)
    }),
  ])
  return {
    port: Number(port),
    pid: child.pid ?? 0,
    async kill() {
      await end(child, 'SIGKILL')
    },
    async stop() {
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS)
      return end(child, 'SIGTERM').finally(() => clearTimeout(timer))
    },
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit')
    child.kill(signal)
    await exit
  }
  return child.exitCode ?? child.signalCode ?? 0
}
