/**
 * The subpath `@telnyx-call/core/schema`: the JSON Schemas of the webhooks' bodies, apart from the receiver, which does
 * not need them at run time.
 *
 * @packageDocumentation
 */

export { type EventSchema, eventSchemas, type FieldSchema } from './events/generated/event-schemas.ts'
export { texmlCallCompletedSchema } from './events/generated/schema.ts'
