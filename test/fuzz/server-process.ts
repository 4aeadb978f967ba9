import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { keys } from './requests.ts'
import type { Adapter, ServerMessage, ServerReport } from './server.ts'

const SERVER_PATH = fileURLToPath(new URL('server.ts', import.meta.url))
const TSX = import.meta.resolve('tsx')

/** The process of a host under test. */
export interface ServerProcess {
  readonly port: number
  /** How often the handler succeeded for each CallSid. */
  readonly handledCounts: ReadonlyMap<string, number>
  /** Whether the process is there still. */
  readonly isAlive: boolean
  /** @throws Error where the process is gone. */
  report(): Promise<ServerReport>
  stop(): void
}

/** Starts the process of a host, and resolves when it listens. */
export async function startServerProcess(adapter: Adapter): Promise<ServerProcess> {
  const child = fork(SERVER_PATH, [JSON.stringify({ adapter, publicKey: keys.publicKey })], {
    execArgv: ['--import', TSX, '--expose-gc'],
    // Not what a test runner put there: coverage takes memory of its own.
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const handledCounts = new Map<string, number>()
  child.on('message', (message: ServerMessage) => {
    if (!('handled' in message)) return
    for (const callSid of message.handled) handledCounts.set(callSid, (handledCounts.get(callSid) ?? 0) + 1)
  })
  const port = await waitFor(child, (message) => ('port' in message ? message.port : undefined))
  return {
    port,
    handledCounts,
    get isAlive() {
      return child.exitCode === null && child.signalCode === null
    },
    async report() {
      const answer = waitFor(child, (message) => ('report' in message ? message.report : undefined))
      child.send('report')
      return answer
    },
    stop: () => void child.kill(),
  }
}

/** Waits for the first message in which something is found. */
function waitFor<Found>(
  child: ChildProcess,
  find: (message: ServerMessage) => Found | undefined,
): Promise<Found> {
  return new Promise((resolve, reject) => {
    const stop = () => child.off('message', onMessage).off('exit', onExit)
    const onMessage = (message: ServerMessage) => {
      const found = find(message)
      if (found === undefined) return
      stop()
      resolve(found)
    }
    const onExit = (code: number | null, signal: string | null) => {
      stop()
      reject(new Error(`the server ended with ${code ?? signal}`))
    }
    child.on('message', onMessage).on('exit', onExit)
  })
}
