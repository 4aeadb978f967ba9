import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { OtherDelivery } from '../diagnosis/diagnosis.ts'
import { UsageError } from '../exit.ts'
import { parseJson, parseKeptDelivery, readText } from '../kept-file.ts'
import { readHar } from './har.ts'
import { readKept } from './kept-evidence.ts'
import type { NamedEvidence } from './named-evidence.ts'
import { readWebhookDeliveries } from './webhook-deliveries.ts'

/**
 * Reads the requests of a file: a kept delivery, a HAR file or an entry of one, or what Telnyx's API says of webhook deliveries.
 *
 * @param path - `-` for standard input
 * @throws UsageError (codes `unreadable_file`, `unknown_format`, `no_request`)
 */
export function readEvidence(path: string): readonly NamedEvidence[] {
  const text = path === '-' ? readFileSync(0, 'utf8') : readText(path)
  const name = path === '-' ? 'standard input' : basename(path)
  const kept = parseKeptDelivery(text)
  if (kept) return [readKept(kept, name)]
  const json = parseJson(text)
  const requests = readHar(json, name) ?? readWebhookDeliveries(json, name)
  if (requests === undefined) {
    throw new UsageError(
      'unknown_format',
      `${path} is neither a kept delivery, a HAR file or entry, nor an answer of Telnyx's webhook_deliveries. For a body alone, pass --body-file with --timestamp and --signature.`,
    )
  }
  if (requests.length > 0) return requests
  throw new UsageError('no_request', `${path} has no request with a body or a signature.`)
}

/**
 * Reads other deliveries to compare with. In a folder, files of other formats are passed over.
 *
 * @throws UsageError as `readEvidence`
 */
export function readOtherDeliveries(path: string): readonly OtherDelivery[] {
  if (!isFolder(path)) return readEvidence(path)
  return readdirSync(path)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      const kept = parseKeptDelivery(readText(join(path, file)))
      return kept ? [readKept(kept, file)] : []
    })
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
