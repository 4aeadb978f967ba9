import { type SampleEventType, sampleCall, sampleEvent, sampleEventTypes } from '@telnyx-call/testing'
import type { FormFields } from './form-text.ts'

const isFormType = (type: SampleEventType): type is Exclude<SampleEventType, 'json'> => type !== 'json'

/** The names of each event's fields, in the order of the specification. */
let knownOrders: readonly (readonly string[])[] | undefined

function readKnownOrders(): readonly (readonly string[])[] {
  knownOrders ??= [
    Object.keys(sampleCall()),
    ...sampleEventTypes.filter(isFormType).map((type) => Object.keys(sampleEvent(type))),
  ]
  return knownOrders
}

/**
 * Orders in which a form may have been sent: by name, as the specification lists its fields, and as other deliveries had them.
 *
 * @param names - of the form's fields; an order that lacks one of them is left out
 */
export function* listFieldOrders(
  names: readonly string[],
  otherOrders: readonly (readonly string[])[],
): Generator<readonly string[]> {
  const sorted = [...new Set(names)].sort()
  const seen = new Set([names.join('&')])
  for (const order of [sorted, ...otherOrders, ...readKnownOrders()]) {
    const known = new Set(order)
    const own = order.filter((name) => names.includes(name))
    const key = own.join('&')
    if (seen.has(key) || !names.every((name) => known.has(name))) continue
    seen.add(key)
    yield own
  }
}

/** The names of the event that a form most likely is of, in their order. */
export function findKnownNames(names: readonly string[]): readonly string[] | undefined {
  return readKnownOrders().find((order) => names.length > 2 && isSubsequence(names, order))
}

function isSubsequence(names: readonly string[], order: readonly string[]): boolean {
  let position = -1
  return names.every((name) => {
    position = order.indexOf(name, position + 1)
    return position !== -1
  })
}

/** Puts fields in an order, those of one name as they were. */
export function sortFields(fields: FormFields, order: readonly string[]): FormFields {
  const positions = new Map(order.map((name, index) => [name, index]))
  const positionOf = (name: string) => positions.get(name) ?? order.length
  return [...fields].sort(([name], [other]) => positionOf(name) - positionOf(other))
}
