/**
 * The subpath `@telnyx-call/core/schema`: JSON Schemas of the webhook bodies. They are separate because the receiver does not need them at
 * run time.
 *
 * @packageDocumentation
 */

export { type EventSchema, eventSchemas, type FieldSchema } from './events/generated/event-schemas.ts'
export { texmlCallCompletedSchema } from './events/generated/schema.ts'
