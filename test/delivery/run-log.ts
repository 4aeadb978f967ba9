import { randomUUID } from 'node:crypto'
import { closeSync, fdatasync, openSync, writeSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

/** One run of a handler. */
export interface Run {
  readonly run: string
  readonly callSid: string
  readonly pid: number
  /** In milliseconds since 1970, whatever is done to the wall clock. */
  readonly beganAtMs: number
  /** Undefined where the run did not get to its end. */
  readonly endedAtMs?: number
}

/** Where handlers write down what they do. Several processes can write to one file. */
export interface RunLog {
  /** Works for a call: its beginning and its end are on the disk, whatever becomes of the process. */
  work(callSid: string, workMs: number): Promise<void>
  close(): void
}

type RunLine =
  | Pick<Run, 'run' | 'callSid' | 'pid' | 'beganAtMs'>
  | { readonly run: string; readonly endedAtMs: number }

const QUIET_MS = 1000

const syncFile = promisify(fdatasync)

export function openRunLog(path: string): RunLog {
  const file = openSync(path, 'a')
  // In one write: a kill finds a line written or not.
  const write = async (line: RunLine) => {
    writeSync(file, `${JSON.stringify(line)}\n`)
    await syncFile(file)
  }
  return {
    async work(callSid, workMs) {
      const run = randomUUID()
      await write({ run, callSid, pid: process.pid, beganAtMs: readClockMs() })
      await sleep(workMs)
      await write({ run, endedAtMs: readClockMs() })
    },
    close: () => closeSync(file),
  }
}

/** Reads the runs in the order in which they began; without a call's sid, those of all calls. */
export async function readRuns(path: string, callSid?: string): Promise<readonly Run[]> {
  const runs = new Map<string, Run>()
  for (const lineText of (await readFile(path, 'utf8')).split('\n').slice(0, -1)) {
    const line = JSON.parse(lineText) as RunLine
    runs.set(line.run, { ...runs.get(line.run), ...line } as Run)
  }
  return [...runs.values()].filter((run) => callSid === undefined || run.callSid === callSid)
}

/** Resolves when nothing has been written for a second. */
export async function waitUntilQuiet(path: string): Promise<void> {
  let before = -1
  for (let size = (await stat(path)).size; size !== before; size = (await stat(path)).size) {
    before = size
    await sleep(QUIET_MS)
  }
}

function readClockMs(): number {
  return Math.round(performance.timeOrigin + performance.now())
}
