import { EXIT, type ExitCode } from '../exit.ts'
import { watchInterruption } from '../interruption.ts'
import type { Output } from '../output.ts'
import { redeliverFiles } from './handler-replay.ts'
import { resendFiles } from './http-replay.ts'
import { readKeptFiles } from './kept-files.ts'
import { type ReplayOptions, readTarget } from './replay-options.ts'
import type { ReplayRun } from './replay-run.ts'

/**
 * Sends kept deliveries again over HTTP, or redelivers them to a handler in process.
 *
 * @param names - files and folders, and the URL last
 * @returns `met` if all were answered 2xx, or all are handled or duplicates
 * @throws UsageError if an option, a file or the handler cannot be used
 */
export async function replay(
  names: readonly string[],
  options: ReplayOptions,
  output: Output,
): Promise<ExitCode> {
  const target = readTarget(names, options)
  const files = readKeptFiles(target.paths)
  const interruption = watchInterruption()
  const run: ReplayRun = { files, options, output, signal: interruption.signal }
  const counts =
    'url' in target ? await resendFiles(target.url, run) : await redeliverFiles(target.handlerPath, run)
  interruption.dispose()
  const done = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const isInterrupted = interruption.signal.aborted
  output.record({ summary: { files: files.length, ...counts, interrupted: isInterrupted } })
  const texts = Object.entries({ ...counts, 'not replayed': files.length - done })
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name === 'answered' ? 'answered 2xx' : name}`)
  output.say(`${isInterrupted ? 'Interrupted: ' : ''}${texts.join(', ')}.`)
  if (isInterrupted) return EXIT.interrupted
  return (counts.failed ?? 0) === 0 ? EXIT.met : EXIT.notMet
}
