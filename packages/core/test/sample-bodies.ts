import { fileURLToPath } from 'node:url'
import type { TelnyxFormEvent } from '@telnyx-call/core'
import { eventSchemas } from '@telnyx-call/core/schema'
import { sampleEvent, sampleEventTypes } from '@telnyx-call/testing'
import { type EventSpecification, readEvents } from '../../../tools/generate/event-specification.ts'

export type FormEventType = TelnyxFormEvent['type']

/** The events of the specification, in the order in which they are tried. */
export const formEvents: readonly EventSpecification[] = readEvents(
  fileURLToPath(new URL('../../../spec', import.meta.url)),
)

export const formEventTypes = formEvents.map(({ type }) => type as FormEventType)

/** What a form of this type needs beside its required fields to be recognised. */
const markers: Readonly<Partial<Record<FormEventType, string>>> = { gather: 'Digits' }

export function sampleFields(type: FormEventType): Record<string, string> {
  const known = sampleEventTypes.find((name) => name === type)
  if (known === undefined || known === 'json') throw new Error(`packages/testing has no sample of ${type}`)
  return sampleEvent(known)
}

/** The sample with required fields only. */
export function requiredFields(type: FormEventType): Record<string, string> {
  const names = [...eventSchemas[type].required, markers[type]]
  return Object.fromEntries(Object.entries(sampleFields(type)).filter(([name]) => names.includes(name)))
}

/** The sample's fields as the specification types them, without those that are not sent. */
export function typedFields(
  type: FormEventType,
  sent: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const { properties } = eventSchemas[type]
  return Object.fromEntries(
    Object.entries(sent).map(([name, text]) => {
      const kind = properties[name]?.type
      if (kind === 'boolean') return [name, text === 'true']
      return [name, kind === 'integer' || kind === 'number' ? Number(text) : text]
    }),
  )
}
