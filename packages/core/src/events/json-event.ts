import { NO_ERRORS } from '../call.ts'
import type { EventReading } from './event-reading.ts'
import type { JsonEvent, UnknownEvent } from './telnyx-event.ts'

const decoder = new TextDecoder()

/**
 * Reads a JSON webhook. Without `data.id` and `data.event_type` it is `unknown`.
 *
 * @throws SyntaxError (code `malformed_json`) where the body is no JSON.
 */
export function readJsonEvent(body: Uint8Array): EventReading {
  const text = decoder.decode(body)
  const json = parseJson(text)
  const event = createJsonEvent(json)
  return {
    event: event ?? Object.freeze<UnknownEvent>({ type: 'unknown', fields: Object.freeze({}), json }),
    schemaErrors: NO_ERRORS,
    waitsForTexml: false,
    identity: { values: event ? ['json', event.id] : ['unknown', text], isUnique: true },
  }
}

function createJsonEvent(json: unknown): JsonEvent | undefined {
  const { id, event_type: eventType, occurred_at: occurredAt, payload } = readObject(readObject(json).data)
  if (typeof id !== 'string' || id === '' || typeof eventType !== 'string' || eventType === '')
    return undefined
  const { attempt } = readObject(readObject(json).meta)
  return Object.freeze<JsonEvent>({
    type: 'json',
    id,
    eventType,
    ...(typeof occurredAt === 'string' && { occurredAt }),
    payload,
    ...(typeof attempt === 'number' && { attempt }),
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // JSON.parse quotes the text, and so would its message.
    throw Object.assign(new SyntaxError('telnyx-call: the body is no JSON.'), { code: 'malformed_json' })
  }
}

/** @returns no fields for what is no object. */
function readObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
