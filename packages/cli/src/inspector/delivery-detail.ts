import { toCallRecord } from '@telnyx-call/core'
import { listChecks } from './checks.ts'
import { listFields } from './decoded-fields.ts'
import type { DeliveryStore } from './delivery-store.ts'
import type { Examination, Examiner } from './examination.ts'
import type { HeldDelivery } from './held-delivery.ts'
import type { About, DeliveryDetail } from './protocol.ts'
import { diagnoseRefusal } from './refusal-diagnosis.ts'
import { writeCurl, writeTestSnippet } from './reproduction.ts'

/** What a delivery is looked at with. */
export interface DetailSources {
  readonly examiner: Examiner
  readonly store: DeliveryStore
  readonly about: About
}

/** Derives from the bytes of a delivery everything that there is to show. */
export async function describeDelivery(
  delivery: HeldDelivery,
  { examiner, store, about }: DetailSources,
): Promise<DeliveryDetail> {
  const { request, summary, answer, forwards } = delivery
  const examination: Examination = await examiner.examine(request)
  const { reading } = examination
  const diagnosis = diagnoseRefusal(delivery, store.list(), about)
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
    ...(diagnosis && { diagnosis }),
    curl: writeCurl(delivery, about.receiverUrl),
    testSnippet: writeTestSnippet(delivery),
  }
}
