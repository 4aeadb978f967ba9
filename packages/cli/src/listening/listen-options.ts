import { readFileSync } from 'node:fs'
import { UsageError } from '../exit.ts'
import { readHttpUrl } from '../option-values.ts'
import type { Forward } from './forwarding.ts'
import type { ListenSettings } from './listen-settings.ts'

/** The options of `listen` as commander reads them. */
export interface ListenOptions {
  readonly port: number
  readonly pagePort: number
  readonly page: boolean
  readonly publicKey?: string
  readonly record?: string
  readonly forward?: readonly string[]
  readonly reply?: string
  readonly answer?: number
  readonly first?: number
  readonly delay?: number
  readonly drop?: number
  readonly seed: number
  readonly expect?: readonly string[]
  readonly count?: number
  readonly timeout?: number
  readonly home: string
  readonly reveal?: boolean
  readonly json?: boolean
}

/** @throws UsageError (codes `invalid_forward`, `invalid_option`, `unreadable_file`) */
export function readListenSettings(options: ListenOptions): ListenSettings {
  const { port, pagePort, page, publicKey, record, forward = [], reply, home, reveal = false } = options
  const accountKey = publicKey ?? process.env.TELNYX_PUBLIC_KEY
  return {
    port,
    ...(page && { pagePort }),
    home,
    ...(accountKey !== undefined && accountKey !== '' && { accountKey }),
    isAccountKeyGiven: publicKey !== undefined,
    ...(record !== undefined && { recordFolder: record }),
    forwards: forward.map(readForward),
    ...(reply !== undefined && { texml: readReply(reply) }),
    misbehavior: readMisbehavior(options),
    isRevealed: reveal,
  }
}

/** Reads `[TYPE=]URL`. */
function readForward(text: string): Forward {
  const [, type, address = text] = /^([a-z][a-z-]*)=(.*)$/s.exec(text) ?? []
  const { href, username, hash } = readHttpUrl(address)
  if (username !== '' || hash !== '') {
    throw new UsageError('invalid_forward', `--forward ${text}: leave out user, password and fragment.`)
  }
  return { ...(type !== undefined && { type }), url: href }
}

function readReply(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new UsageError('unreadable_file', `--reply: ${path} cannot be read: ${(error as Error).message}`)
  }
}

function readMisbehavior({
  answer,
  first,
  delay = 0,
  drop = 0,
  seed,
}: ListenOptions): ListenSettings['misbehavior'] {
  if (answer !== undefined && answer > 599) {
    throw new UsageError(
      'invalid_option',
      `--answer must be an HTTP status from 200 to 599, not "${answer}".`,
    )
  }
  if (first !== undefined && answer === undefined && delay === 0 && drop === 0) {
    throw new UsageError('invalid_option', '--first limits --answer, --delay and --drop: add one of them.')
  }
  return {
    ...(answer !== undefined && { status: answer }),
    ...(first !== undefined && { first }),
    delayMs: delay,
    dropShare: drop,
    seed,
  }
}
