import {
  type SampleEventType,
  type SampleVariant,
  sampleEventTypes,
  sampleVariants,
} from '@telnyx-call/testing'
import { UsageError } from '../exit.ts'
import { readChoice } from '../option-values.ts'

/** The options of `send` as the command line gives them. */
export interface SendOptions {
  readonly event?: string
  readonly status?: string
  readonly field?: Readonly<Record<string, string>>
  readonly file?: string
  readonly day?: true
  readonly count?: number
  readonly rate?: number
  readonly concurrency?: number
  readonly duplicates?: number
  /** True without a share. */
  readonly reorder?: number | true
  readonly tamper?: true
  readonly stale?: true
  readonly header?: Readonly<Record<string, string>>
  readonly failover?: URL
  readonly policy?: 'strict' | 'voice-api' | 'patient'
  readonly seed?: number
  readonly home: string
  readonly reveal?: boolean
  readonly json?: boolean
}

/** The variants of `sampleCall` that are ways a call can end. */
const STATUSES = sampleVariants.slice(0, sampleVariants.indexOf('dial-child'))

/** @throws UsageError (code `invalid_option`) for an unknown type; the message lists them */
export function readEventType({ event = 'call-completed' }: SendOptions): SampleEventType {
  return readChoice('--event', sampleEventTypes)(event)
}

/** @throws UsageError (code `invalid_option`) for an unknown status; the message lists them */
export function readStatus({ status = 'completed' }: SendOptions): SampleVariant {
  return readChoice('--status', STATUSES)(status)
}

/** @throws UsageError (codes `conflicting_options`, `invalid_url`) */
export function refuseConflicts(url: URL, options: SendOptions): void {
  const { event, field, status, failover } = options
  refuseTogether(options, 'file', ['event', 'status', 'field', 'day'])
  refuseTogether(options, 'day', ['event', 'status'])
  if (status !== undefined && event !== undefined && event !== 'call-completed') {
    throw new UsageError('conflicting_options', `--status is for --event call-completed, not for ${event}.`)
  }
  const isOneEvent = (options.count ?? 1) === 1 && !options.day
  if (!isOneEvent && (field?.CallSid !== undefined || field?.id !== undefined)) {
    throw new UsageError(
      'conflicting_options',
      'Several events cannot have the same id. To send one event several times, use --duplicates 100%.',
    )
  }
  for (const { protocol } of failover === undefined ? [url] : [url, failover]) {
    if (protocol === 'http:') continue
    throw new UsageError(
      'invalid_url',
      'send delivers to http: URLs only. Pass the address on which the application itself listens, such as http://127.0.0.1:3000/.',
    )
  }
}

function refuseTogether(
  options: SendOptions,
  name: keyof SendOptions,
  others: readonly (keyof SendOptions)[],
): void {
  const other = options[name] === undefined ? undefined : others.find((other) => options[other] !== undefined)
  if (other === undefined) return
  throw new UsageError('conflicting_options', `--${name} cannot be combined with --${other}: leave one out.`)
}
