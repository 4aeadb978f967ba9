import { Console } from 'node:console'
import { createReceiver, type KeptDelivery, type Receiver } from '@telnyx-call/core'
import { formatText } from '../answer-text.ts'
import { UsageError } from '../exit.ts'
import { type HandlerModule, loadHandlerModule } from './handler-module.ts'
import type { ReplayOptions } from './replay-options.ts'
import type { ReplayCounts, ReplayRun } from './replay-run.ts'

/** A handler's open connections do not keep a finished command alive for longer than this, in milliseconds. */
const LINGER_MS = 1000

/**
 * Redelivers kept deliveries to a handler in this process, one after the other. Their original signatures must hold; their age does not
 * matter. An event that was handled before, in this run or according to the module's store, is a duplicate and not handled again.
 */
export async function redeliverFiles(handlerPath: string, run: ReplayRun): Promise<ReplayCounts> {
  // Standard output belongs to the records.
  if (run.output.isJson) globalThis.console = new Console(process.stderr)
  const publicKey = readPublicKey(run.options)
  try {
    return await redeliverTo(await loadHandlerModule(handlerPath), publicKey, run)
  } finally {
    setTimeout(() => process.exit(), LINGER_MS).unref()
  }
}

async function redeliverTo(module: HandlerModule, publicKey: string, run: ReplayRun): Promise<ReplayCounts> {
  const receiver = createRedeliverer(publicKey, module)
  const counts = { handled: 0, duplicate: 0, failed: 0 }
  const interrupted = new Promise<undefined>((resolve) =>
    run.signal.addEventListener('abort', () => resolve(undefined), { once: true }),
  )
  for (const { path, delivery } of run.files) {
    if (run.signal.aborted) break
    const result = await Promise.race([
      redeliver(receiver, delivery as KeptDelivery, module.handler),
      interrupted,
    ])
    if (result === undefined) break
    counts[result.outcome] += 1
    report(path, result, run)
  }
  if (!run.signal.aborted) await receiver.drain()
  await module.close?.()
  return counts
}

function readPublicKey({ publicKey = process.env.TELNYX_PUBLIC_KEY }: ReplayOptions): string {
  if (publicKey) return publicKey
  throw new UsageError(
    'missing_public_key',
    'Which account are they from? Pass its public key (Telnyx portal, Keys & Credentials, Public Key) with --public-key, or set TELNYX_PUBLIC_KEY. For deliveries signed with the development key, it is what telnyx-call keys --print prints.',
  )
}

/** @throws UsageError (code `invalid_option`) if the key or the store cannot be used */
function createRedeliverer(publicKey: string, { store }: HandlerModule): Receiver {
  try {
    // What cannot be claimed is not urgent: it can be replayed later.
    return createReceiver({
      publicKey,
      events: 'all',
      ...(store && { deduplication: { store, onStoreError: 'refuse' } }),
    })
  } catch (error) {
    throw new UsageError('invalid_option', (error as Error).message)
  }
}

interface RedeliveryResult {
  readonly outcome: 'handled' | 'duplicate' | 'failed'
  /** A refusal's code, such as `'signature_mismatch'`. */
  readonly code?: string
  readonly error?: string
}

async function redeliver(
  receiver: Receiver,
  kept: KeptDelivery,
  handler: HandlerModule['handler'],
): Promise<RedeliveryResult> {
  try {
    const outcome = await receiver.redeliver(kept, handler)
    // No event is another one: all of them are asked for.
    return { outcome: outcome === 'duplicate' ? 'duplicate' : 'handled' }
  } catch (error) {
    const code: unknown = (error as { readonly code?: unknown } | null | undefined)?.code
    return {
      outcome: 'failed',
      ...(typeof code === 'string' && { code }),
      error: error instanceof Error ? error.message : String(error),
    }
  }
}

function report(path: string, { outcome, code, error }: RedeliveryResult, { options, output }: ReplayRun) {
  const text = error === undefined ? undefined : formatText(error, options)
  output.record({ file: path, outcome, ...(code && { code }), ...(text !== undefined && { error: text }) })
  output.say(`${path}: ${outcome}${code ? ` (${code})` : ''}`)
  if (text !== undefined) output.say(`  ${text}`)
}
