import type { Command } from 'commander'
import { DEFAULT_HOME } from '../development-keys.ts'
import type { ListenOptions } from '../listening/listen-options.ts'
import { readAboveZero, readShare, readWhole } from '../option-values.ts'

const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value]

export function addListenCommand(program: Command): void {
  program
    .command('listen')
    .description(
      'Receive webhooks on 127.0.0.1, and show every one, each check and its reason on a local page.',
    )
    .argument('[command...]', 'after --: run this command, and succeed if it does and the expectation is met')
    .option('--port <number>', 'port of the receiver; 0 for a free one', readWhole('--port', 0), 4100)
    .option('--page-port <number>', 'port of the page; 0 for a free one', readWhole('--page-port', 0), 4101)
    .option('--no-page', 'do not start the page')
    .option(
      '--public-key <key>',
      "the account's public key, for real traffic through a tunnel (default: TELNYX_PUBLIC_KEY); the development key is accepted as well",
    )
    .option('--record <folder>', 'keep each delivery as a file, and load those that are there')
    .option(
      '--forward <[type=]url>',
      'pass each request on untouched, and answer as the application does; a path in the URL replaces that of the request; repeatable, the first that matches gives the answer',
      collect,
    )
    .option('--reply <file>', 'answer what waits for TeXML with this file')
    .option(
      '--answer <status>',
      'misbehave: answer with this status, after forwarding',
      readWhole('--answer', 200),
    )
    .option('--first <number>', 'misbehave at the first attempts of each event only', readWhole('--first', 1))
    .option('--delay <milliseconds>', 'misbehave: wait before answering', readWhole('--delay', 0))
    .option('--drop <share>', 'misbehave: drop a share of the connections, such as 10%', readShare('--drop'))
    .option('--seed <number>', 'decides which connections are dropped', readWhole('--seed', 0), 1)
    .option(
      '--expect <conditions>',
      'wait for authentic deliveries: type, outcome, status, code, callSid or a field, such as type=call-completed,status=busy; repeatable',
      collect,
    )
    .option('--count <number>', 'how many of each are expected (default: 1)', readWhole('--count', 1))
    .option(
      '--timeout <seconds>',
      'how long all of it may take, the command included (default: 30)',
      readAboveZero('--timeout'),
    )
    .option('--home <folder>', 'where the key pair is kept', DEFAULT_HOME)
    .option('--reveal', 'show phone numbers, names and links in full')
    .option('--json', 'print NDJSON on standard output')
    .action(async (command: string[], options: ListenOptions) => {
      const { runListen } = await import('../listening/listen.ts')
      await runListen(options, command)
    })
}
