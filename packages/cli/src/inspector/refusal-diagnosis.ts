import { diagnose } from '../diagnosis/diagnose.ts'
import { listFixes } from '../diagnosis/fixes.ts'
import { findHeader, type HeldDelivery } from './held-delivery.ts'
import type { About, DeliveryDetail } from './protocol.ts'

/** Deliveries that arrived nearby, whose signature or body may have been mixed up with this one's. */
const NEIGHBOR_COUNT = 20

/** What is wrong with a delivery that was refused for its signature, its signing headers or its method. */
export function diagnoseRefusal(
  { request, summary, refusal }: HeldDelivery,
  deliveries: readonly HeldDelivery[],
  { publicKeys }: About,
): DeliveryDetail['diagnosis'] {
  if (refusal === undefined || request.bodyFailure !== undefined) return undefined
  const { causes, certainty } = diagnose({
    method: request.method,
    url: request.path,
    headers: request.headers,
    body: request.body,
    publicKeys: publicKeys.map(({ publicKey }) => publicKey),
    now: request.receivedAt,
    otherDeliveries: listNeighbors(summary.id, deliveries),
  })
  const [first] = causes
  if (first === undefined) return undefined
  // Several proven ones hold together. Of likely ones, the best explanation is enough.
  const shown = certainty === 'proven' ? causes.filter((cause) => cause.certainty === 'proven') : [first]
  return {
    certainty,
    explanation: shown.map(({ title, explanation }) => `${title}: ${explanation}`).join('\n'),
    fixes: shown.flatMap(({ fixes }) => listFixes(fixes)),
  }
}

function listNeighbors(id: string, deliveries: readonly HeldDelivery[]) {
  const position = deliveries.findIndex(({ summary }) => summary.id === id)
  const start = Math.max(0, position - NEIGHBOR_COUNT / 2)
  return deliveries
    .slice(start, start + NEIGHBOR_COUNT + 1)
    .filter(({ summary, request }) => summary.id !== id && findHeader(request.headers, 'telnyx-timestamp'))
    .map(({ summary, request }) => ({ name: summary.id, headers: request.headers, body: request.body }))
}
