import type { Command } from 'commander'
import { DEFAULT_HOME } from '../development-keys.ts'
import type { DoctorOptions } from '../doctor/examination.ts'
import { EXIT } from '../exit.ts'
import { createOutput } from '../output.ts'

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'Probe a running route with a signed, a tampered, an unsigned, a stale and a GET request, and check the installed versions. The signed one reaches your handler; its CallSid starts with doctor-.',
    )
    .argument('<url>', 'the route, such as http://localhost:3000/webhooks/telnyx')
    .option(
      '--event <type>',
      'the event to send; a guard acknowledges the default one unless it was asked for',
      'call-ringing',
    )
    .option('--cwd <folder>', 'the folder of the application, whose node_modules are read', '.')
    .option('--home <folder>', 'where the development key pair is', DEFAULT_HOME)
    .option('--timeout <seconds>', 'how long to wait for an answer', '10')
    .option('--json', 'print NDJSON on standard output')
    .action(async (url: string, options: DoctorOptions) => {
      const [{ examineRoute }, { describeExamination, recordProbe }] = await Promise.all([
        import('../doctor/examination.ts'),
        import('../doctor/report.ts'),
      ])
      const output = createOutput(options)
      const examination = await examineRoute(url, options)
      const { probes, versions, findings } = examination
      for (const probe of probes) output.record(recordProbe(probe))
      output.record({ kind: 'versions', node: versions.node, packages: versions.packages })
      for (const finding of findings) output.record({ kind: 'finding', ...finding })
      for (const line of describeExamination(examination)) output.say(line)
      process.exitCode =
        findings.length === 0 && probes.every(({ isAsExpected }) => isAsExpected) ? EXIT.met : EXIT.notMet
    })
}
