import { EXIT, type ExitCode } from '../exit.ts'
import type { ChildCommand } from './child-command.ts'
import type { Expectation } from './expectation.ts'

/** How a run ended: its exit code, and what to tell people. */
export interface RunEnd {
  readonly code: ExitCode
  readonly message?: string
}

export interface RunEndOptions {
  readonly stop: StopSignals
  readonly expectation?: Expectation | undefined
  readonly command?: ChildCommand | undefined
  /** No limit if absent. */
  readonly timeoutSeconds?: number | undefined
}

/** Waits until everything has come that is expected and the command has ended, or the time is over, or somebody stops it. */
export async function waitForEnd({
  stop,
  expectation,
  command,
  timeoutSeconds,
}: RunEndOptions): Promise<RunEnd> {
  const timer = new AbortController()
  try {
    return await Promise.race([
      stop.end,
      waitForSuccess(expectation, command),
      waitForTimeout(timeoutSeconds, expectation, timer.signal),
    ])
  } finally {
    stop.dispose()
    timer.abort()
  }
}

/** Neither an expectation nor a command: it runs until it is stopped. */
async function waitForSuccess(expectation?: Expectation, command?: ChildCommand): Promise<RunEnd> {
  const code = (await command?.ended) ?? 0
  if (code !== 0) return { code: EXIT.notMet, message: `The command ended with ${code}.` }
  if (expectation) await expectation.met
  else if (!command) await new Promise(() => {})
  return { code: EXIT.met }
}

function waitForTimeout(
  seconds: number | undefined,
  expectation: Expectation | undefined,
  signal: AbortSignal,
): Promise<RunEnd> {
  return new Promise((resolve) => {
    if (seconds === undefined) return
    const timer = setTimeout(() => {
      const reason =
        expectation && !expectation.isMet ? expectation.describe() : 'The command is still running.'
      resolve({ code: EXIT.notMet, message: `After ${seconds} s: ${reason}` })
    }, seconds * 1000)
    signal.addEventListener('abort', () => clearTimeout(timer))
  })
}

/** Resolves when the process is asked to stop. */
export interface StopSignals {
  readonly end: Promise<RunEnd>
  dispose(): void
}

/** Ctrl+C is an interruption. SIGTERM is how a service is stopped, which is no failure. */
export function watchStopSignals(): StopSignals {
  let interrupt = () => {}
  let terminate = () => {}
  const end = new Promise<RunEnd>((resolve) => {
    interrupt = () => resolve({ code: EXIT.interrupted })
    terminate = () => resolve({ code: EXIT.met })
  })
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', terminate)
  return {
    end,
    dispose: () => {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', terminate)
    },
  }
}
