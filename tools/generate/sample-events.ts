import type { EventSpecification } from './event-specification.ts'

/** Source of sample-events.ts in packages/testing: every event with all of its fields, as on the wire. */
export function writeSampleEventsModule(events: readonly EventSpecification[]): string {
  const samples = events.map((event) => [event.type, createSample(event)])
  return `
/** Every event that comes as a form, in full: the specification's examples, every value a text as on the wire. */
export const formSamples = ${JSON.stringify(Object.fromEntries(samples))}

export type FormSampleType = keyof typeof formSamples
`
}

export function createSample({ fields, patterns }: EventSpecification): Record<string, string> {
  return Object.fromEntries([
    ...fields.map(({ name, example }) => [name, String(example)]),
    ...patterns.map(({ exampleName, example }) => [exampleName, example]),
  ])
}
