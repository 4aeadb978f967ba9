import {
  type SampleEventType,
  sampleCall,
  sampleEvent,
  sampleEventTypes,
  sampleVariants,
} from '@telnyx-call/testing'
import { type FormFields, readName } from './form-text.ts'

const isFormType = (type: SampleEventType): type is Exclude<SampleEventType, 'json'> => type !== 'json'

/** The names of each event's fields, in the order of the specification, and in that of the events that this project sends. */
let knownOrders: readonly (readonly string[])[] | undefined

function readKnownOrders(): readonly (readonly string[])[] {
  knownOrders ??= [
    ...sampleVariants.map((variant) => Object.keys(sampleCall(variant))),
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

/** The fields of each event that a form can be of, in their order, those that it lacks among them. */
export function listKnownNames(names: readonly string[]): readonly (readonly string[])[] {
  return names.length < 2 ? [] : readKnownOrders().filter((order) => isSubsequence(names, order))
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
  return [...fields].sort((field, other) => positionOf(readName(field)) - positionOf(readName(other)))
}
