import type { Command } from 'commander'
import { DEFAULT_HOME } from '../development-keys.ts'
import { createOutput } from '../output.ts'

interface KeysOptions {
  readonly home: string
  readonly print?: boolean
  readonly json?: boolean
}

export function addKeysCommand(program: Command): void {
  program
    .command('keys')
    .description(
      'Make a development key pair, or show the one that there is. It stays the same across restarts.',
    )
    .option('--print', 'print the public key alone, to set TELNYX_PUBLIC_KEY')
    .option('--home <folder>', 'where the key pair is kept', DEFAULT_HOME)
    .option('--json', 'print NDJSON on standard output')
    .action(async ({ home, print, json }: KeysOptions) => {
      const { readDevelopmentKeys } = await import('../development-keys.ts')
      const { publicKey } = readDevelopmentKeys(home)
      const output = createOutput({ json })
      output.record({ publicKey, home })
      if (print && !json) return output.print(publicKey)
      output.say(`Development key pair in ${home}. Start your application with its public key:`)
      output.say(`  TELNYX_PUBLIC_KEY=${publicKey}`)
    })
}
