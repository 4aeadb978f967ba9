import { randomInt } from 'node:crypto'
import {
  createTelnyxSimulator,
  type TelnyxSimulator,
  type TelnyxSimulatorOptions,
  type TestKeys,
} from '@telnyx-call/testing'
import { readDevelopmentKeys } from '../development-keys.ts'
import { EXIT, type ExitCode } from '../exit.ts'
import { watchInterruption } from '../interruption.ts'
import type { Output } from '../output.ts'
import { createAttemptReport } from './attempt-report.ts'
import { startProgress } from './progress.ts'
import { createSigner } from './request-signing.ts'
import { readSampleEvents, type SampleEvents } from './sample-events.ts'
import { refuseConflicts, type SendOptions } from './send-options.ts'
import { formatSummary, type SendSummary, summarizeRun } from './send-summary.ts'

const DEFAULT_REORDERED_SHARE = 0.1
/** Seeds that a run picks for itself are short enough to type. */
const SEEDS = 1_000_000_000

/**
 * Sends events to a URL and reports what came of them.
 *
 * @returns `met` if every event was acknowledged as the policy requires or, with `tamper` or `stale`, refused
 * @throws UsageError if an option is invalid
 */
export async function sendEvents(url: URL, options: SendOptions, output: Output): Promise<ExitCode> {
  refuseConflicts(url, options)
  const { seed = randomInt(SEEDS), reveal } = options
  const events = readSampleEvents(options, seed)
  const keys = readDevelopmentKeys(options.home)
  const report = createAttemptReport(output, { isDetailed: events.total === 1, reveal })
  output.say(`Sending ${events.title} to ${url.href}`)
  const progress = await startProgress(events.total)
  const simulator = createTelnyxSimulator({
    ...readDelivery(url, options),
    keys,
    seed,
    createRequest: createSigner(keys, events, options),
    onAttempt(attempt, event, answerBody) {
      progress.add(attempt)
      report.add(attempt, event, answerBody)
    },
  })
  const isInterrupted = await deliver(simulator, events).finally(progress.stop)
  const summary = summarizeRun({
    ledger: simulator.ledger,
    total: events.total,
    expected: options.tamper || options.stale ? 'refused' : 'acknowledged',
    interrupted: isInterrupted,
    attemptsByCode: report.attemptsByCode,
    seed,
  })
  output.record({ summary })
  for (const line of describeEnd(summary, events, keys)) output.say(line)
  if (isInterrupted) return EXIT.interrupted
  return summary.met ? EXIT.met : EXIT.notMet
}

/** Where, how fast and with which faults to deliver. */
function readDelivery(url: URL, options: SendOptions): Omit<TelnyxSimulatorOptions, 'keys'> {
  const { failover, policy, rate, concurrency, duplicates, reorder } = options
  return {
    url,
    failoverUrl: failover,
    policy,
    callsPerSecond: rate,
    concurrency,
    duplicates,
    reorderings: reorder === true ? DEFAULT_REORDERED_SHARE : reorder,
  }
}

/** @returns whether Ctrl+C ended it */
async function deliver(simulator: TelnyxSimulator, { identities }: SampleEvents): Promise<boolean> {
  const { signal, dispose } = watchInterruption()
  try {
    await simulator.deliver(identities, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    dispose()
  }
  return signal.aborted
}

function describeEnd(summary: SendSummary, { total }: SampleEvents, { publicKey }: TestKeys): string[] {
  const lines = total === 1 ? [describeSingleEnd(summary)] : formatSummary(summary)
  if (summary.interrupted) lines.unshift('Interrupted.')
  const { signature_mismatch: mismatches = 0 } = summary.attemptsByCode
  if (summary.expected === 'acknowledged' && mismatches > 0) {
    lines.push(
      'It does not trust the development key. Start the application with it:',
      `  TELNYX_PUBLIC_KEY=${publicKey}`,
    )
  }
  if (summary.attemptsByAnswer.unreachable === summary.attempts && summary.attempts > 0) {
    lines.push('Nothing accepts connections there. Is the application running, and is the port right?')
  }
  return lines
}

function describeSingleEnd({ expected, met, unacknowledged }: SendSummary): string {
  if (expected === 'refused') {
    return met ? 'Refused, as it had to be.' : 'It had to be refused with a 4xx, and was not.'
  }
  return met ? 'Acknowledged.' : `Not acknowledged: ${Object.keys(unacknowledged).join(', ')}.`
}
