// Generated from spec/calls.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { boolean, dateTime, integer, oneOf, text } from '../field-rules.ts'

/** The other side is ringing. */
export interface CallRingingEvent {
  readonly type: 'call-ringing'

  /**
   * Id of the account that the call belongs to, which is also the user's id.
   *
   * @example 'f5586561-8ff0-4291-a51b-c7dfe4139ff9'
   */
  readonly AccountSid: string

  /**
   * When the call was first placed.
   *
   * @example '2024-01-15T10:30:26.028Z'
   */
  readonly CallInitiatedAt: string

  /**
   * Id of the call, the same as its call control id.
   *
   * @example 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'
   */
  readonly CallSid: string

  /**
   * The value of `CallSid` under an older name.
   *
   * @example 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'
   */
  readonly CallSidLegacy: string

  /**
   * State of the call.
   *
   * @example 'ringing'
   */
  readonly CallStatus: 'ringing'

  /**
   * Family of callbacks that this one belongs to.
   *
   * @example 'call-progress-events'
   */
  readonly CallbackSource: 'call-progress-events'

  /**
   * Id of the Telnyx connection that the call used.
   *
   * @example '1234567890'
   */
  readonly ConnectionId: string

  /**
   * The caller, as a phone number or SIP address.
   *
   * @example '+35319605860'
   */
  readonly From: string

  /**
   * Position of this event in the order of events.
   *
   * @example 1
   */
  readonly SequenceNumber: number

  /**
   * When Telnyx created this webhook, in UTC.
   *
   * @example '2024-01-15T10:30:00Z'
   */
  readonly Timestamp: string

  /**
   * The callee, as a phone number or SIP address.
   *
   * @example '+13129457420'
   */
  readonly To: string

  /**
   * Duration of the call so far, in seconds.
   *
   * Only when `start_time` and `end_time` are available.
   *
   * @example '10'
   */
  readonly CallDuration?: string

  /**
   * Display name of the caller.
   *
   * @example 'John Doe'
   */
  readonly CallerId?: string

  /**
   * Telnyx error code.
   *
   * Only after an error.
   *
   * @example '10001'
   */
  readonly ErrorCode?: string

  /**
   * Error message.
   *
   * Only after an error.
   *
   * @example 'Call failed'
   */
  readonly ErrorMessage?: string

  /**
   * Id of the call whose Dial started this one.
   *
   * Only on an outbound call started by a Dial.
   *
   * @example 'v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg'
   */
  readonly ParentCallSid?: string

  /**
   * The value of `ParentCallSid` under an older name.
   *
   * Only on an outbound call started by a Dial.
   *
   * @example 'v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg'
   */
  readonly ParentCallSidLegacy?: string

  /**
   * How far the originating carrier vouches for the caller's number (SHAKEN/STIR attestation).
   *
   * Only when `shaken_stir_data` is available.
   *
   * @example 'A'
   */
  readonly ShakenStirAttestation?: string

  /**
   * Whether the SHAKEN/STIR data passed validation.
   *
   * Only when `shaken_stir_data` is available.
   *
   * @example true
   */
  readonly ShakenStirValidated?: boolean
}

export const callRinging: EventDefinition<'call-ringing'> = {
  type: 'call-ringing',
  matches: (form) => form.CallbackSource === 'call-progress-events' && form.CallStatus === 'ringing',
  required: {
    AccountSid: text,
    CallInitiatedAt: dateTime,
    CallSid: text,
    CallSidLegacy: text,
    CallStatus: oneOf('ringing'),
    CallbackSource: oneOf('call-progress-events'),
    ConnectionId: text,
    From: text,
    SequenceNumber: integer,
    Timestamp: dateTime,
    To: text,
  },
  optional: {
    CallDuration: text,
    CallerId: text,
    ErrorCode: text,
    ErrorMessage: text,
    ParentCallSid: text,
    ParentCallSidLegacy: text,
    ShakenStirAttestation: text,
    ShakenStirValidated: boolean,
  },
  patterns: [],
  identity: ['AccountSid', 'CallSid', 'CallbackSource', 'CallStatus', 'SequenceNumber'],
  waitsForTexml: false,
}
