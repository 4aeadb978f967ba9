import type { RecordedDelivery } from '../kept-file.ts'
import type { NamedEvidence } from './named-evidence.ts'

/** Reads a kept delivery as it was when it was received, however long ago that is. */
export function readKept(kept: RecordedDelivery, name: string): NamedEvidence {
  const { received } = kept
  const now = new Date(received?.receivedAt ?? kept.keptAt)
  return {
    name,
    method: received?.method ?? 'POST',
    headers: received?.headers ?? Object.entries(kept.headers),
    body: Buffer.from(kept.bodyBase64, 'base64'),
    ...(!Number.isNaN(now.getTime()) && { now }),
    ...(received && { url: received.path }),
  }
}
