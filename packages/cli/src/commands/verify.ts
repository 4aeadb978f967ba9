import type { Command } from 'commander'
import { DEFAULT_HOME } from '../development-keys.ts'
import { EXIT } from '../exit.ts'
import { createOutput } from '../output.ts'
import type { VerifyOptions } from '../verifying/verify-options.ts'

const collect = (value: string, values: readonly string[]) => [...values, value]

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description(
      'Tell whether a delivery verifies and, if not, which input is wrong and how to fix it. Exits with 0 if it verifies, 1 if not.',
    )
    .argument(
      '[file]',
      "a kept delivery, a HAR file or entry, or the JSON of Telnyx's webhook_deliveries; - for standard input",
    )
    .option(
      '--public-key <key>',
      'the key of your application, as it is configured; repeat it for other keys that may have signed (default: TELNYX_PUBLIC_KEY)',
      collect,
      [],
    )
    .option('--timestamp <seconds>', 'the header telnyx-timestamp, with --signature and --body-file')
    .option('--signature <base64>', 'the header telnyx-signature-ed25519')
    .option('--body-file <file>', 'the body, byte by byte; - for standard input')
    .option('--content-type <type>', 'the header Content-Type')
    .option('--method <method>', 'the method (default: that of the file, or POST)')
    .option('--url <url>', 'the URL, whose query may hold the fields')
    .option(
      '--at <time>',
      'when it was received: ISO 8601 or Unix seconds (default: as the file says, or now)',
    )
    .option(
      '--other <path>',
      'another delivery, or a folder of them, that it may be mixed up with; repeatable',
      collect,
      [],
    )
    .option('--home <folder>', 'where the development key pair is, which is tried as well', DEFAULT_HOME)
    .option('--json', 'print NDJSON on standard output')
    .action(async (file: string | undefined, options: VerifyOptions) => {
      const [{ verifyRequests }, { describeVerdict }] = await Promise.all([
        import('../verifying/verify-files.ts'),
        import('../verifying/report.ts'),
      ])
      const output = createOutput(options)
      const verdicts = verifyRequests(file, options)
      for (const verdict of verdicts) {
        output.record({ name: verdict.name, ...verdict.diagnosis })
        for (const line of describeVerdict(verdict)) output.say(line)
      }
      process.exitCode = verdicts.every(({ diagnosis }) => diagnosis.verifies) ? EXIT.met : EXIT.notMet
    })
}
