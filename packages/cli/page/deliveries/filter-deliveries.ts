import type { DeliverySummary, Outcome } from '../../src/inspector/protocol.ts'

export interface DeliveryFilter {
  readonly outcomes: readonly Outcome[]
  readonly type: string
  readonly search: string
}

/** Every word of the search has to occur somewhere in what the list shows. */
export function filterDeliveries(
  deliveries: readonly DeliverySummary[],
  { outcomes, type, search }: DeliveryFilter,
): readonly DeliverySummary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (outcomes.length === 0 && type === '' && words.length === 0) return deliveries
  return deliveries.filter(
    (delivery) =>
      (outcomes.length === 0 || outcomes.includes(delivery.outcome)) &&
      (type === '' || delivery.type === type) &&
      words.every((word) => toSearchText(delivery).includes(word)),
  )
}

const searchTexts = new WeakMap<DeliverySummary, string>()

function toSearchText(delivery: DeliverySummary): string {
  const known = searchTexts.get(delivery)
  if (known !== undefined) return known
  const { outcome, code, type, callSid, callStatus, from, to, status, deliveryId } = delivery
  const text = [outcome, code, type, callSid, callStatus, from, to, status, deliveryId]
    .filter((value) => value !== undefined)
    .join(' ')
    .toLowerCase()
  searchTexts.set(delivery, text)
  return text
}

/** The types that occur, in alphabetical order, with how many there are of each. */
export function countTypes(
  deliveries: readonly DeliverySummary[],
): readonly (readonly [type: string, count: number])[] {
  const counts = new Map<string, number>()
  for (const { type } of deliveries) counts.set(type, (counts.get(type) ?? 0) + 1)
  return [...counts].sort(([one], [other]) => one.localeCompare(other))
}
