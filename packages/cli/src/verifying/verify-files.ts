import { readFileSync } from 'node:fs'
import { findDevelopmentKeys } from '../development-keys.ts'
import { diagnose } from '../diagnosis/diagnose.ts'
import type { Diagnosis, NamedKey } from '../diagnosis/diagnosis.ts'
import { UsageError } from '../exit.ts'
import { readEvidence, readOtherDeliveries } from './evidence-file.ts'
import type { NamedEvidence } from './named-evidence.ts'
import type { VerifyOptions } from './verify-options.ts'

/** A request, and what is wrong with it. */
export interface Verdict {
  readonly name: string
  readonly diagnosis: Diagnosis
}

/**
 * Diagnoses every request of a file, or the one that the options describe.
 *
 * @throws UsageError on options that are missing or in conflict, and on files that cannot be used
 */
export function verifyRequests(path: string | undefined, options: VerifyOptions): readonly Verdict[] {
  const keys = readKeys(options)
  const requests = (path === undefined ? [readOptions(options)] : readFile(path, options)).map((request) =>
    override(request, options),
  )
  const others = options.other.flatMap(readOtherDeliveries)
  return requests.map((request) => ({
    name: request.name,
    diagnosis: diagnose({
      ...request,
      ...keys,
      otherDeliveries: [...requests.filter((other) => other !== request), ...others],
    }),
  }))
}

/** The first key is the application's. The others, and the development key, only tell who signed. */
function readKeys({ publicKey, home }: VerifyOptions): {
  readonly publicKeys: readonly string[]
  readonly otherPublicKeys: readonly NamedKey[]
} {
  const configured = process.env.TELNYX_PUBLIC_KEY
  const [first = configured, ...more] = publicKey
  if (first === undefined) {
    throw new UsageError(
      'no_public_key',
      'There is no public key. Pass --public-key, or set TELNYX_PUBLIC_KEY. For events that telnyx-call sent, it is the output of telnyx-call keys --print.',
    )
  }
  const development = findDevelopmentKeys(home)?.publicKey
  const others = [
    ...more.map((key, index) => ({ name: `--public-key number ${index + 2}`, publicKey: key })),
    ...(configured === undefined ? [] : [{ name: 'the key in TELNYX_PUBLIC_KEY', publicKey: configured }]),
    ...(development === undefined
      ? []
      : [{ name: `the development key in ${home}`, publicKey: development }]),
  ]
  return { publicKeys: [first], otherPublicKeys: others.filter(({ publicKey }) => publicKey !== first) }
}

function readFile(path: string, { timestamp, signature, bodyFile }: VerifyOptions): readonly NamedEvidence[] {
  if (timestamp === undefined && signature === undefined && bodyFile === undefined) return readEvidence(path)
  throw new UsageError(
    'conflicting_input',
    'Pass either a file with the whole request, or --timestamp, --signature and --body-file.',
  )
}

function readOptions({ timestamp, signature, bodyFile }: VerifyOptions): NamedEvidence {
  if (timestamp === undefined || signature === undefined || bodyFile === undefined) {
    throw new UsageError(
      'no_input',
      'Nothing to verify. Pass a kept delivery, a HAR file or the JSON of webhook_deliveries; or --timestamp, --signature and --body-file.',
    )
  }
  return {
    name: bodyFile,
    method: 'POST',
    headers: [
      ['telnyx-timestamp', timestamp],
      ['telnyx-signature-ed25519', signature],
    ],
    body: readBytes(bodyFile),
  }
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path === '-' ? 0 : path)
  } catch (error) {
    throw new UsageError('unreadable_file', `${path} cannot be read: ${(error as Error).message}`)
  }
}

/** What the options say goes before what the file says. */
function override(
  request: NamedEvidence,
  { method = request.method, url = request.url, contentType, at }: VerifyOptions,
): NamedEvidence {
  const headers =
    contentType === undefined
      ? request.headers
      : [
          ...request.headers.filter(([name]) => name.toLowerCase() !== 'content-type'),
          ['content-type', contentType] as const,
        ]
  return {
    ...request,
    method,
    headers,
    ...(url !== undefined && { url }),
    ...(at !== undefined && { now: readTime(at) }),
  }
}

function readTime(text: string): Date {
  const time = /^\d{1,12}$/.test(text) ? new Date(Number(text) * 1000) : new Date(text)
  if (!Number.isNaN(time.getTime())) return time
  throw new UsageError('invalid_time', `--at is not a time: ${text}. Pass ISO 8601 or Unix seconds.`)
}
