import type { Command } from 'commander'
import { DEFAULT_HOME } from '../development-keys.ts'
import { collectHeaders } from '../option-values.ts'
import { createOutput } from '../output.ts'
import type { ReplayOptions } from '../replaying/replay-options.ts'

export function addReplayCommand(program: Command): void {
  program
    .command('replay')
    .usage('<file...> <url> [options]\n       telnyx-call replay <file...> --handler <module> [options]')
    .description(
      'Send kept deliveries again: those of listen --record, and those that an application kept with keepDelivery.',
    )
    .argument('<file...>', 'kept deliveries, or folders of them; and the URL to send them to, last')
    .option('--sign', 'sign each anew with the development key, as of now')
    .option(
      '--header <name: value>',
      'add or replace a header, such as Authorization; repeatable',
      collectHeaders('--header'),
    )
    .option(
      '--handler <module>',
      'redeliver in process: an ES module whose default export, or export handler, handles a delivery; its exports store (remembers what was handled) and close (called at the end) are optional',
    )
    .option(
      '--public-key <key>',
      "with --handler: the account's public key (default: the variable TELNYX_PUBLIC_KEY)",
    )
    .option('--home <folder>', 'where the development key pair is kept', DEFAULT_HOME)
    .option('--reveal', 'do not mask phone numbers and names in answers and errors')
    .option('--json', 'print NDJSON on standard output: each delivery, then the summary')
    .action(async (files: string[], options: ReplayOptions) => {
      const { replay } = await import('../replaying/replay.ts')
      process.exitCode = await replay(files, options, createOutput(options))
    })
}
