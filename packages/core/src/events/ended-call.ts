import type { FormFields } from './event-definition.ts'
import { type EventIdentity, identifyForm } from './event-reading.ts'
import { readFields } from './field-reading.ts'
import { collectFields, decodeForm, type PickedFields } from './form.ts'
import { type CallCompletedEvent, callCompleted, type TelnyxCall } from './generated/call-completed.ts'
import { assembleCall, fieldNames, type SentCall } from './generated/sent-call.ts'
import { validateCallSchema } from './generated/validate.ts'
import { NO_ERRORS, type SchemaError } from './schema-error.ts'

/** What a form says of an ended call. Like an `EventReading`, but quicker: most that comes is this. */
export interface EndedCallReading {
  /** The specification's fields, frozen. What could not be read is left out. */
  readonly call: TelnyxCall
  readonly schemaErrors: readonly SchemaError[]
  readonly waitsForTexml: boolean
  readonly identity: EventIdentity
}

const SOURCE_PLACE = fieldNames.indexOf('CallbackSource')
const STATUS_PLACE = fieldNames.indexOf('CallStatus')

/** Whether fields that were picked by `fieldNames` are those of an ended call. It comes before all other events, so nothing else decides. */
export function isEndedCall({ values }: PickedFields): boolean {
  return callCompleted.matches({ CallbackSource: values[SOURCE_PLACE], CallStatus: values[STATUS_PLACE] })
}

/** @param body - to look up all fields, where the call lacks one that identifies it. */
export function readEndedCall(picked: PickedFields, body: Uint8Array): EndedCallReading {
  const sent = assembleCall(picked.values)
  const identity = identifyEndedCall(sent, body)
  const waitsForTexml = carriesDialFields(sent)
  if (picked.repeated.size === 0 && validateCallSchema(sent)) {
    return { call: Object.freeze(sent) as TelnyxCall, schemaErrors: NO_ERRORS, waitsForTexml, identity }
  }
  const { values, schemaErrors } = readFields(callCompleted, nameFields(picked), picked.repeated)
  return { call: Object.freeze(values) as unknown as TelnyxCall, schemaErrors, waitsForTexml, identity }
}

/** The call as a member of the union of all events. */
export function createCallCompletedEvent(call: TelnyxCall): CallCompletedEvent {
  return Object.freeze({ type: 'call-completed', ...call })
}

/** What `identifyForm` finds, without the names. */
function identifyEndedCall(sent: SentCall, body: Uint8Array): EventIdentity {
  const { AccountSid, CallSid, CallbackSource, CallStatus, SequenceNumber, DialCallSid } = sent
  if (AccountSid === undefined || CallSid === undefined || SequenceNumber === undefined) {
    return identifyForm(callCompleted, collectFields(decodeForm(body)))
  }
  return {
    values: [AccountSid, CallSid, CallbackSource, CallStatus, SequenceNumber, DialCallSid],
    isUnique: true,
  }
}

/** What `waitsForTexml` finds, without the names. */
function carriesDialFields({
  DialCallStatus,
  DialCallSid,
  DialCallSidLegacy,
  DialCallDuration,
}: SentCall): boolean {
  return (DialCallStatus ?? DialCallSid ?? DialCallSidLegacy ?? DialCallDuration) !== undefined
}

function nameFields({ values }: PickedFields): FormFields {
  return Object.fromEntries(fieldNames.map((name, place) => [name, values[place]]))
}
