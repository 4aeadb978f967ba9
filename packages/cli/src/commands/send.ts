import type { Command } from 'commander'
import { DEFAULT_HOME } from '../development-keys.ts'
import {
  collectFields,
  collectHeaders,
  readAboveZero,
  readChoice,
  readHttpUrl,
  readShare,
  readWhole,
} from '../option-values.ts'
import { createOutput } from '../output.ts'
import type { SendOptions } from '../sending/send-options.ts'

export function addSendCommand(program: Command): void {
  program
    .command('send')
    .description('Send events to a URL as Telnyx would, signed with the development key.')
    .argument('<url>', 'where to, such as http://127.0.0.1:3000/webhooks/telnyx')
    .option('--event <type>', 'type of event: call-completed (default), gather, json and so on')
    .option('--status <status>', 'how the call ended: completed (default), busy, no-answer, canceled, failed')
    .option(
      '--field <name=value>',
      'set a form field, or a property of the JSON data (payload.text=Hi); repeatable',
      collectFields('--field'),
    )
    .option('--file <path>', 'send the exact bytes of a file as the body, form or JSON')
    .option('--day', 'send a mixed day: seven events a call, out of order, of 20 calls at a time')
    .option(
      '--count <number>',
      'number of events, or with --day of calls (default: 1, or 10 calls)',
      readWhole('--count', 1),
    )
    .option('--rate <number>', 'new events per second at most', readAboveZero('--rate'))
    .option(
      '--concurrency <number>',
      'attempts at the same time at most (default: 50)',
      readWhole('--concurrency', 1),
    )
    .option(
      '--duplicates <share>',
      'share of acknowledged events that are sent again, such as 5%',
      readShare('--duplicates'),
    )
    .option('--reorder [share]', 'share of events that later ones overtake (default: 10%)', (text: string) =>
      readShare('--reorder')(text),
    )
    .option('--tamper', 'change one byte after signing; succeeds if every event is refused')
    .option('--stale', 'sign 301 s ago; succeeds if every event is refused')
    .option(
      '--header <name: value>',
      'add a header, such as Authorization; repeatable',
      collectHeaders('--header'),
    )
    .option('--failover <url>', 'where every second attempt goes', readHttpUrl)
    .option(
      '--policy <name>',
      'what is sent again, and when: strict (default), voice-api, patient',
      readChoice('--policy', ['strict', 'voice-api', 'patient']),
    )
    .option(
      '--seed <number>',
      'send the same events with the same faults again (default: new ones)',
      readWhole('--seed', 0),
    )
    .option('--home <folder>', 'where the key pair is kept', DEFAULT_HOME)
    .option('--reveal', 'do not mask phone numbers and names in answers')
    .option('--json', 'print NDJSON on standard output: each attempt, then the summary')
    .action(async (url: string, options: SendOptions) => {
      const { sendEvents } = await import('../sending/event-sending.ts')
      process.exitCode = await sendEvents(readHttpUrl(url), options, createOutput(options))
    })
}
