import { Command } from 'commander'
import packageJson from '../package.json' with { type: 'json' }
import { addDoctorCommand } from './commands/doctor.ts'
import { addKeysCommand } from './commands/keys.ts'
import { addListenCommand } from './commands/listen.ts'
import { addReplayCommand } from './commands/replay.ts'
import { addSendCommand } from './commands/send.ts'
import { addVerifyCommand } from './commands/verify.ts'

/** Builds the command line. What a command does is loaded when it runs, so that `listen` starts fast. */
export function createProgram(): Command {
  const program = new Command('telnyx-call')
    .description('See, send, replay and diagnose signed Telnyx webhooks on this machine.')
    .version(packageJson.version)
    .showHelpAfterError('Run it with --help for all options.')
    .exitOverride()
  addKeysCommand(program)
  addSendCommand(program)
  addListenCommand(program)
  addReplayCommand(program)
  addVerifyCommand(program)
  addDoctorCommand(program)
  return program
}
