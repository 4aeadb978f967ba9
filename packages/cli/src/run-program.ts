import { type Command, CommanderError } from 'commander'
import { EXIT, UsageError } from './exit.ts'

/**
 * Runs a command and sets the exit code of the process. Commands set `process.exitCode` themselves where the answer is no; a `UsageError` and
 * anything that commander finds wrong end with 2.
 */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  const isJson = argv.includes('--json')
  try {
    await program.parseAsync(argv)
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed the help or the error.
      process.exitCode = error.exitCode === 0 ? EXIT.met : EXIT.usage
      return
    }
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`error: ${error.message} (${error.code})\n`)
    if (isJson) process.stdout.write(`${JSON.stringify({ error: error.code, message: error.message })}\n`)
    process.exitCode = EXIT.usage
  }
}
