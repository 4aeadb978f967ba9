import { Agent } from 'node:http'
import { Agent as SecureAgent } from 'node:https'
import { signedRequest } from '@telnyx-call/testing'
import { formatBody, readProblem } from '../answer-text.ts'
import { readDevelopmentKeys } from '../development-keys.ts'
import type { Output } from '../output.ts'
import { type RawAnswer, type RawHeaders, sendRaw } from '../raw-request.ts'
import type { KeptFile } from './kept-files.ts'
import type { ReplayCounts, ReplayRun } from './replay-run.ts'

const TIMESTAMP = 'telnyx-timestamp'
const SIGNATURE = 'telnyx-signature-ed25519'
/** How old a request may be for a guard, by default. */
const TOLERANCE_SECONDS = 300
/** How long Telnyx waits for an answer. */
const TELNYX_TIMEOUT_MS = 2000
/** Longer than Telnyx waits, so that a slow answer is seen, too. */
const TIMEOUT_MS = 10_000

/** Sends kept deliveries again, one after the other. */
export async function resendFiles(url: URL, run: ReplayRun): Promise<ReplayCounts> {
  const { files, options, output, signal } = run
  const agent = new (url.protocol === 'https:' ? SecureAgent : Agent)({ keepAlive: true })
  // Ends the request in progress.
  signal.addEventListener('abort', () => agent.destroy(), { once: true })
  const sign = options.sign ? createSigner(options.home) : undefined
  if (!sign) warnOfStaleness(files, output)
  let [answered, failed] = [0, 0]
  for (const { path, delivery } of files) {
    const headers = mergeHeaders(listHeaders(delivery), options.header)
    const body = Buffer.from(delivery.bodyBase64, 'base64')
    const answer = await sendRaw({
      url,
      method: delivery.received?.method ?? 'POST',
      headers: mergeHeaders(headers, sign?.(body)),
      body,
      timeoutMs: TIMEOUT_MS,
      agent,
    })
    if (signal.aborted) break
    const isAnswered = answer.status !== undefined && answer.status >= 200 && answer.status <= 299
    if (isAnswered) answered += 1
    else failed += 1
    reportAnswer(path, answer, run)
  }
  agent.destroy()
  return { answered, failed }
}

/** The headers as they were on the wire or, if an application kept the delivery, by lower-case name. */
function listHeaders({ received, headers }: KeptFile['delivery']): RawHeaders {
  return received?.headers ?? Object.entries(headers)
}

type Sign = (body: Uint8Array) => Readonly<Record<string, string>>

function createSigner(home: string): Sign {
  const keys = readDevelopmentKeys(home)
  return (body) => {
    const { headers } = signedRequest({ keys, body })
    return { [TIMESTAMP]: headers[TIMESTAMP] ?? '', [SIGNATURE]: headers[SIGNATURE] ?? '' }
  }
}

/** Replaces headers where they are, and adds the ones that are not there. Of repeated ones, one is left. */
function mergeHeaders(headers: RawHeaders, changes: Readonly<Record<string, string>> = {}): RawHeaders {
  const pending = new Map(
    Object.entries(changes).map(([name, value]) => [name.toLowerCase(), { name, value }]),
  )
  const changed = new Set(pending.keys())
  const merged = headers.flatMap(([name, value]): RawHeaders => {
    const key = name.toLowerCase()
    if (!changed.has(key)) return [[name, value]]
    const change = pending.get(key)
    pending.delete(key)
    return change ? [[name, change.value]] : []
  })
  return [...merged, ...[...pending.values()].map(({ name, value }) => [name, value] as const)]
}

function warnOfStaleness(files: readonly KeptFile[], output: Output): void {
  const oldest = Math.floor(Date.now() / 1000) - TOLERANCE_SECONDS
  const stale = files.filter(({ delivery }) => Number(delivery.headers[TIMESTAMP]) < oldest)
  if (stale.length === 0) return
  output.say(
    `${stale.length} of ${files.length} signed more than ${TOLERANCE_SECONDS} s ago: a guard answers 403 timestamp_too_old.`,
  )
  output.say(
    'Add --sign to sign with the development key, as of now, or redeliver with --handler, for which age does not matter.',
  )
}

function reportAnswer(path: string, answer: RawAnswer, { options, output }: ReplayRun): void {
  const { status, error, body } = answer
  const durationMs = Math.round(answer.durationMs * 10) / 10
  const problem = readProblem(body)
  output.record({ file: path, ...(status === undefined ? { error } : { status }), durationMs, ...problem })
  const slow = durationMs > TELNYX_TIMEOUT_MS ? ' (Telnyx waits 2000 ms)' : ''
  output.say(`${path}: ${status ?? error} in ${durationMs} ms${slow}`)
  for (const line of formatBody(body, options)) output.say(line)
  if (options.sign && problem?.code === 'signature_mismatch') {
    const { publicKey } = readDevelopmentKeys(options.home)
    output.say('  It does not trust the development key. Start the application with it:')
    output.say(`  TELNYX_PUBLIC_KEY=${publicKey}`)
  }
}
