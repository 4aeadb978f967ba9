/**
 * The subpath `@telnyx-call/core/schema`: the JSON Schema of the webhook's body, apart from the receiver, which does
 * not need it at run time.
 *
 * @packageDocumentation
 */

export { texmlCallCompletedSchema } from './generated/schema.ts'
