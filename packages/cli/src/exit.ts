/** The exit codes of every command. */
export const EXIT = {
  /** What was asked for is the case: it verifies, it was delivered, it was expected and came. */
  met: 0,
  /** It is not. */
  notMet: 1,
  /** The command line is wrong, or a file that it names cannot be used. */
  usage: 2,
  /** Stopped by Ctrl+C. */
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** A mistake in how the command was called: exit code 2. The message explains how to fix it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  /** Stable, in snake case, such as `'invalid_url'`. */
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
