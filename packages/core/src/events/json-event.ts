import type { EventReading } from './event-reading.ts'
import { NO_ERRORS } from './schema-error.ts'
import type { JsonEvent, UnknownEvent } from './telnyx-event.ts'

const decoder = new TextDecoder()
const OPENING_BRACE = 123
/** Whitespace, and the three bytes of a byte order mark. */
const PASSED_OVER: ReadonlySet<number> = new Set([9, 10, 13, 32, 0xef, 0xbb, 0xbf])

/**
 * Reads a JSON webhook, which must be an object. Without `data.id` and `data.event_type`, it is `unknown`. The Content-Type is ignored,
 * since the signature does not cover it: a form replayed as JSON is still read as a form.
 *
 * @returns `undefined` if the body is not a JSON object.
 */
export function readJsonEvent(body: Uint8Array): EventReading | undefined {
  if (body.find((byte) => !PASSED_OVER.has(byte)) !== OPENING_BRACE) return undefined
  const text = decoder.decode(body)
  const json = parseJson(text)
  if (json === undefined) return undefined
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
    return undefined
  }
}

/** @returns an empty object for anything but an object. */
function readObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
