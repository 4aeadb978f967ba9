import { createCallCompletedEvent, isEndedCall, readEndedCall } from './ended-call.ts'
import type { EventIdentity, EventReading } from './event-reading.ts'
import { FieldPicker } from './form.ts'
import { readFormEvent } from './form-event.ts'
import type { TelnyxCall } from './generated/call-completed.ts'
import { fieldNames } from './generated/sent-call.ts'
import { readJsonEvent } from './json-event.ts'
import type { SchemaError } from './schema-error.ts'
import type { TelnyxEvent, TelnyxEventType } from './telnyx-event.ts'

/** The content of an authentic body. */
export interface BodyReading {
  readonly type: TelnyxEventType
  /** The ended call; `undefined` for any other event. */
  readonly call: TelnyxCall | undefined
  readonly schemaErrors: readonly SchemaError[]
  readonly waitsForTexml: boolean
  readonly identity: EventIdentity
  readonly isForm: boolean
  /** Creates the event. For an ended call, this copies it. */
  createEvent(): TelnyxEvent
}

/** Reads the bodies of one receiver. Never fails: what it does not recognize is `unknown`. */
export class BodyReader {
  readonly #picker = new FieldPicker(fieldNames)

  read(body: Uint8Array): BodyReading {
    const json = readJsonEvent(body)
    if (json) return describeReading(json, false)
    const picked = this.#picker.pick(body)
    if (isEndedCall(picked)) {
      const { call, schemaErrors, waitsForTexml, identity } = readEndedCall(picked, body)
      const createEvent = () => createCallCompletedEvent(call)
      return {
        type: 'call-completed',
        call,
        schemaErrors,
        waitsForTexml,
        identity,
        isForm: true,
        createEvent,
      }
    }
    return describeReading(readFormEvent(body), true)
  }
}

function describeReading({ event, ...reading }: EventReading, isForm: boolean): BodyReading {
  return { ...reading, type: event.type, call: undefined, isForm, createEvent: () => event }
}
