import { toCallRecord } from '@telnyx-call/core'
import { listChecks } from './checks.ts'
import { listFields } from './decoded-fields.ts'
import type { Examination, Examiner } from './examination.ts'
import type { HeldDelivery } from './held-delivery.ts'
import type { DeliveryDetail } from './protocol.ts'
import { writeCurl, writeTestSnippet } from './reproduction.ts'

/** Derives from the bytes of a delivery everything that there is to show. */
export async function describeDelivery(
  delivery: HeldDelivery,
  examiner: Examiner,
  receiverUrl: string,
): Promise<DeliveryDetail> {
  const { request, summary, answer, forwards } = delivery
  const examination: Examination = await examiner.examine(request)
  const { reading } = examination
  return {
    summary,
    method: request.method,
    path: request.path,
    headers: request.headers,
    bodyBase64: Buffer.from(request.body).toString('base64'),
    checks: listChecks(delivery, examination),
    fields: reading ? await listFields(reading) : [],
    ...(reading && { event: reading.event }),
    ...(reading?.call && { record: toCallRecord(reading.call) }),
    ...(answer && { answer }),
    forwards,
    curl: writeCurl(delivery, receiverUrl),
    testSnippet: writeTestSnippet(delivery),
  }
}
