import { Ajv } from 'ajv'
import { isDateTime } from '../../packages/core/src/events/date-time.ts'
import type { EventSpecification } from './event-specification.ts'
import { createBareSchema } from './json-schema.ts'
import { SpecificationError } from './specification-error.ts'

/** The examples of an event's fields form a sample, so they must satisfy its schema. */
export function expectValidExamples(events: readonly EventSpecification[]): void {
  const ajv = new Ajv({ allErrors: true, formats: { 'date-time': isDateTime, int32: true, int64: true } })
  for (const event of events) {
    const example = Object.fromEntries(event.fields.map((field) => [field.name, field.example]))
    if (!ajv.validate(createBareSchema(event), example)) {
      const problem = ajv.errorsText(ajv.errors, { dataVar: 'example' })
      throw new SpecificationError(`${event.file}: the examples of ${event.type}`, problem)
    }
  }
}
