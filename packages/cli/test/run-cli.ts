import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

/** The built binary. */
export const CLI = fileURLToPath(new URL('../dist/cli.mjs', import.meta.url))

export interface CliOptions {
  /** Folder to run in. Default: the test's own. */
  readonly cwd?: string
  /** What the command reads from standard input. Default: nothing. */
  readonly input?: string | Uint8Array
  /** Added to the environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

export interface CliResult {
  /** Null if a signal ended the process. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningCli {
  readonly child: ChildProcess
  /** Resolves with the first line of either output that matches; fails if the process ends without one. */
  waitForLine(pattern: RegExp): Promise<string>
  /** Presses Ctrl+C, or sends another signal, and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<CliResult>
  /** What the process ended with. */
  readonly ended: Promise<CliResult>
}

/** A new folder, removed after the test. */
export function makeFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'telnyx-call-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Runs the binary to its end. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return await startCli(args, options).ended
}

/** Starts the binary. Whoever starts it without waiting for its end has to call `stop`. */
export function startCli(
  args: readonly string[],
  { cwd, input = '', env = {} }: CliOptions = {},
): RunningCli {
  const { TELNYX_PUBLIC_KEY: _, ...inherited } = process.env
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env: { ...inherited, ...env } })
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  }
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const ended = once(child, 'close').then(([code]): CliResult => ({ code, ...texts }))
  return {
    child,
    ended,
    async waitForLine(pattern) {
      for (let isRunning = true; ; ) {
        // What follows the last newline may still be incomplete.
        const lines = [texts.stdout, texts.stderr].flatMap((text) => text.split('\n').slice(0, -1))
        const line = lines.find((text) => pattern.test(text))
        if (line !== undefined) return line
        if (!isRunning) throw new Error(`No line matches ${pattern}:\n${texts.stdout}\n${texts.stderr}`)
        const more = Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')])
        isRunning = await Promise.race([more.then(() => true), ended.then(() => false)])
      }
    },
    async stop(signal = 'SIGINT') {
      child.kill(signal)
      return await ended
    },
  }
}

/** Parses NDJSON. */
export function readRecords({ stdout }: Pick<CliResult, 'stdout'>): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}
