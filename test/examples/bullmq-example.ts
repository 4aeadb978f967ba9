import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('../../examples/bullmq/', import.meta.url))
const PATIENCE_MILLISECONDS = 40_000

/** A process of the example, or all of it. */
export interface Part {
  /** What it has printed so far. */
  readonly lines: readonly string[]
  /** The process ids of workers, and the calls that they began or handled, in order. */
  readonly begun: () => readonly WorkerLine[]
  readonly handled: () => readonly WorkerLine[]
  kill(signal: NodeJS.Signals): Promise<void>
}

export interface WorkerLine {
  readonly pid: number
  readonly sid: string
}

/** Starts `start.ts`, `server.ts` or `worker.ts`, as its package's script does. */
export function startPart(file: string, env: Readonly<Record<string, string>>): Part {
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    cwd: FOLDER,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  return {
    lines,
    begun: () => readWorkerLines(lines, 'begins'),
    handled: () => readWorkerLines(lines, 'handled'),
    kill: (signal) => kill(child, signal),
  }
}

/** Where the server listens, once it does. */
export async function waitForUrl(part: Part): Promise<string> {
  await waitUntil(() => part.lines.some((line) => line.startsWith('listening on ')), 'the server to listen')
  const line = part.lines.find((line) => line.startsWith('listening on ')) ?? ''
  return `${line.slice('listening on '.length)}/webhooks/telnyx`
}

export async function waitUntil(isReached: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS
  while (!isReached()) {
    if (Date.now() > deadline) throw new Error(`waited ${PATIENCE_MILLISECONDS / 1000} s for ${what}`)
    await sleep(20)
  }
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill(signal)
  await exit
}

function readWorkerLines(lines: readonly string[], verb: string): WorkerLine[] {
  const pattern = new RegExp(`^worker (\\d+) ${verb} ([^,]+)`)
  return lines.flatMap((line) => {
    const [, pid, sid] = pattern.exec(line) ?? []
    return pid === undefined || sid === undefined ? [] : [{ pid: Number(pid), sid }]
  })
}
