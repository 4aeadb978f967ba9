import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Time that the command has to end by itself, in milliseconds. */
const GRACE_MS = 2_000

/** A command that runs beside the receiver. */
export interface ChildCommand {
  /** Its exit code; 127 if it could not be started, 1 if a signal ended it. */
  readonly ended: Promise<number>
  /** Ends it, if it still runs. */
  stop(): Promise<void>
}

/**
 * Starts a command. It shares the terminal; with `--json`, what it prints goes to standard error, since standard output is NDJSON.
 *
 * @param environment - added to its environment
 */
export function startCommand(
  [file = '', ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
  isJson: boolean,
): ChildCommand {
  const child = spawn(file, args, {
    env: { ...process.env, ...environment },
    stdio: ['inherit', isJson ? process.stderr : 'inherit', 'inherit'],
  })
  const ended = once(child, 'exit').then(
    ([code]: unknown[]) => (typeof code === 'number' ? code : 1),
    ({ message }: Error) => {
      process.stderr.write(`${file} cannot be started: ${message}\n`)
      return 127
    },
  )
  return {
    ended,
    async stop() {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
      await ended
      clearTimeout(timer)
    },
  }
}
