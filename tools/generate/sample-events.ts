import type { EventSpecification } from './event-specification.ts'

/** Writes sample-events.ts for packages/testing: every event with all its fields, as on the wire. */
export function writeSampleEventsModule(events: readonly EventSpecification[]): string {
  const samples = events.map((event) => [event.type, createSample(event)])
  return `
/** Every event that is sent as a form, complete, with the specification's examples. Every value is a string, as on the wire. */
export const formSamples = ${JSON.stringify(Object.fromEntries(samples))}

export type FormSampleType = keyof typeof formSamples
`
}

function createSample({ fields, patterns }: EventSpecification): Record<string, string> {
  return Object.fromEntries([
    ...fields.map(({ name, example }) => [name, String(example)]),
    ...patterns.map(({ exampleName, example }) => [exampleName, example]),
  ])
}
