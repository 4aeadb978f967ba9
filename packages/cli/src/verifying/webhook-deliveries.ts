import type { RawHeaders } from '../raw-request.ts'
import type { NamedEvidence } from './named-evidence.ts'

/** What Telnyx's API says of a delivery: `GET /v2/webhook_deliveries`, alone or in a list. */
interface WebhookDelivery {
  readonly record_type: 'webhook_delivery'
  readonly id?: string
  /** The event, as JSON. The bytes that were sent are not shown. */
  readonly webhook?: unknown
  /** The latest first. */
  readonly attempts?: readonly {
    readonly started_at?: string
    readonly http?: { readonly request?: { readonly url?: string; readonly headers?: RawHeaders } }
  }[]
}

/** Reads the answer of Telnyx's API, one delivery of it, or a list of them. @returns undefined if it is none of these */
export function readWebhookDeliveries(json: unknown, name: string): readonly NamedEvidence[] | undefined {
  const data: unknown = typeof json === 'object' && json !== null && 'data' in json ? json.data : json
  const list: readonly unknown[] = Array.isArray(data) ? data : [data]
  const deliveries = list.filter(isDelivery)
  if (deliveries.length === 0) return undefined
  return deliveries.flatMap((delivery, index) =>
    readAttempts(delivery, deliveries.length > 1 ? `${name}, delivery ${index + 1}` : name),
  )
}

function isDelivery(json: unknown): json is WebhookDelivery {
  return (json as Partial<WebhookDelivery> | null | undefined)?.record_type === 'webhook_delivery'
}

function readAttempts({ webhook, attempts = [] }: WebhookDelivery, name: string): readonly NamedEvidence[] {
  return attempts.map(({ started_at, http }, index) => {
    const attempt = attempts.length - index
    const url = http?.request?.url
    const now = new Date(started_at ?? Number.NaN)
    const event = { data: webhook, meta: { attempt, ...(url !== undefined && { delivered_to: url }) } }
    return {
      name: attempts.length > 1 ? `${name}, attempt ${attempt}` : name,
      method: 'POST',
      headers: http?.request?.headers ?? [],
      body: Buffer.from(JSON.stringify(event)),
      isReconstructed: true,
      ...(url !== undefined && { url }),
      ...(!Number.isNaN(now.getTime()) && { now }),
    }
  })
}
