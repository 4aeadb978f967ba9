import { readDevelopmentKeys } from '../development-keys.ts'
import { createOutput, type Output } from '../output.ts'
import { type ChildCommand, startCommand } from './child-command.ts'
import { formatDelivery, recordDelivery } from './delivery-report.ts'
import { Expectation, readExpected } from './expectation.ts'
import { type ListenOptions, readListenSettings } from './listen-options.ts'
import type { ListenSettings } from './listen-settings.ts'
import { type Listener, startListener } from './listener.ts'
import { waitForEnd, watchStopSignals } from './run-end.ts'

const TIMEOUT_SECONDS = 30

/**
 * Runs `listen` until it is stopped, or until what is expected has come and the command has ended. Sets the exit code.
 *
 * @param command - to run beside the receiver; empty for none
 * @throws UsageError
 */
export async function runListen(options: ListenOptions, command: readonly string[]): Promise<void> {
  const output = createOutput(options)
  const settings = readListenSettings(options)
  const expectation = readExpectation(options)
  const { recordFolder } = settings
  const keys = readDevelopmentKeys(settings.home)
  const recording = recordFolder === undefined ? undefined : await import('./recording.ts')
  const listener = await startListener(settings, keys, (delivery, attempt) => {
    output.record(recordDelivery(delivery, attempt, settings.isRevealed))
    output.say(formatDelivery(delivery, attempt, settings.isRevealed))
    expectation?.note(delivery)
    try {
      if (recordFolder !== undefined) recording?.writeRecording(recordFolder, delivery)
    } catch (error) {
      output.say(`A delivery could not be recorded: ${(error as Error).message}`)
    }
  })
  // Whoever reads that it is ready may stop it at once.
  const stop = watchStopSignals()
  announce(output, settings, listener, keys.publicKey)
  if (recordFolder !== undefined) {
    recording
      ?.loadRecordings(recordFolder, listener, output.say)
      .catch(({ message }: Error) => output.say(message))
  }
  const child = startChild(command, listener, settings, keys.publicKey, output)
  const timeoutSeconds = options.timeout ?? (expectation && TIMEOUT_SECONDS)
  const { code, message } = await waitForEnd({ stop, expectation, command: child, timeoutSeconds })
  if (message !== undefined) output.say(message)
  listener.close()
  await child?.stop()
  process.exitCode = code
}

/** `--count` alone expects that many of anything authentic. */
function readExpectation({ expect = [], count }: ListenOptions): Expectation | undefined {
  if (expect.length > 0) return new Expectation(expect.map((text) => readExpected(text, count ?? 1)))
  if (count === undefined) return undefined

  return new Expectation([{ text: 'anything authentic', conditions: [], count }])
}

function startChild(
  command: readonly string[],
  { receiverUrl }: Listener,
  { accountKey, isAccountKeyGiven }: ListenSettings,
  developmentKey: string,
  { isJson }: Output,
): ChildCommand | undefined {
  if (command.length === 0) return undefined
  const publicKey = (isAccountKeyGiven ? accountKey : undefined) ?? developmentKey
  return startCommand(command, { TELNYX_PUBLIC_KEY: publicKey, TELNYX_CALL_URL: receiverUrl }, isJson)
}

function announce(
  output: Output,
  { forwards, texml, recordFolder, accountKey }: ListenSettings,
  { receiverUrl, pageUrl }: Listener,
  publicKey: string,
): void {
  output.record({ ready: true, url: receiverUrl, ...(pageUrl !== undefined && { pageUrl }), publicKey })
  output.say(`Receiver  ${receiverUrl}`)
  if (pageUrl !== undefined) output.say(`Page      ${pageUrl}`)
  output.say(`Key       TELNYX_PUBLIC_KEY=${publicKey}`)
  if (accountKey !== undefined && accountKey !== publicKey)
    output.say("The account's key is accepted as well.")
  for (const { type, url } of forwards)
    output.say(`Forward   ${type === undefined ? '' : `${type} `}to ${url}`)
  if (recordFolder !== undefined) output.say(`Record    to ${recordFolder}`)
  if (forwards.length === 0 && texml === undefined) {
    output.say(
      'What waits for TeXML gets an empty <Response>, which ends the call. --reply answers with your own.',
    )
  }
}
