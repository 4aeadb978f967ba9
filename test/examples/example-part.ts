import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

const PATIENCE_MILLISECONDS = 40_000

/** A process of an example, or all of it. */
export interface ExamplePart {
  /** What it has printed so far, and what of that to its standard error. */
  readonly lines: readonly string[]
  readonly errorLines: readonly string[]
  /** The process ids of workers, and the jobs that they began or handled, in order. */
  readonly begun: () => readonly WorkerLine[]
  readonly handled: () => readonly WorkerLine[]
  /** Where its webhook is, once the server listens. */
  readonly waitForUrl: () => Promise<string>
  /** Ends it, unless it has ended. */
  kill(signal: NodeJS.Signals): Promise<Exit>
}

interface WorkerLine {
  readonly pid: number
  readonly job: string
}

interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** When, by `performance.now()`. */
  readonly atMs: number
}

/** Starts a file of `examples/<name>`, as its package's script does. */
export function startPart(name: string, file: string, env: Readonly<Record<string, string>>): ExamplePart {
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    cwd: new URL(`../../examples/${name}/`, import.meta.url),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const errorLines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  createInterface({ input: child.stderr }).on('line', (line) => {
    errorLines.push(line)
    lines.push(line)
  })
  const exit = waitForExit(child)
  return {
    lines,
    errorLines,
    begun: () => readWorkerLines(lines, 'begins'),
    handled: () => readWorkerLines(lines, 'handled'),
    waitForUrl: () => waitForUrl(lines),
    kill: (signal) => {
      child.kill(signal)
      return exit
    },
  }
}

async function waitForExit(child: ChildProcess): Promise<Exit> {
  const [code, signal] = await once(child, 'exit')
  return { code, signal, atMs: performance.now() }
}

async function waitForUrl(lines: readonly string[]): Promise<string> {
  const find = () => lines.find((line) => line.startsWith('listening on '))
  await waitUntil(() => find() !== undefined, 'the server to listen')
  return `${find()?.slice('listening on '.length)}/webhooks/telnyx`
}

export async function waitUntil(isReached: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS
  while (!(await isReached())) {
    if (Date.now() > deadline) throw new Error(`waited ${PATIENCE_MILLISECONDS / 1000} s for ${what}`)
    await sleep(20)
  }
}

function readWorkerLines(lines: readonly string[], verb: string): WorkerLine[] {
  const pattern = new RegExp(`^worker (\\d+) ${verb} ([^,]+)`)
  return lines.flatMap((line) => {
    const [, pid, job] = pattern.exec(line) ?? []
    return pid === undefined || job === undefined ? [] : [{ pid: Number(pid), job }]
  })
}
