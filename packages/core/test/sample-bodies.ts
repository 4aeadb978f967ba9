import { sampleEvent, sampleEventTypes } from '@telnyx-call/testing'
import { formEvents } from '../src/events/generated/registry.ts'
import { eventSchemas } from '../src/schema.ts'

export type FormEventType = (typeof formEvents)[number]['type']

export const formEventTypes: readonly FormEventType[] = formEvents.map(({ type }) => type)

/** What a form of this type needs beside its required fields to be recognised. */
const markers: Readonly<Partial<Record<FormEventType, string>>> = { gather: 'Digits' }

export function encodeForm(fields: Readonly<Record<string, string>>): Uint8Array {
  return new TextEncoder().encode(new URLSearchParams(fields).toString())
}

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
