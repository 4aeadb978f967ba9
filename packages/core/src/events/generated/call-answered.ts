// Generated from spec/calls.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { boolean, dateTime, integer, oneOf, text } from '../field-rules.ts'

/** The call was picked up. */
export interface CallAnsweredEvent {
  readonly type: 'call-answered'

  /**
   * Account that the call belongs to, which is the id of the user.
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
   * Id of the call, equal to its call control id.
   *
   * @example 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'
   */
  readonly CallSid: string

  /**
   * The value of `CallSid` again, under an older name.
   *
   * @example 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'
   */
  readonly CallSidLegacy: string

  /**
   * State that the call has reached.
   *
   * @example 'in-progress'
   */
  readonly CallStatus: 'in-progress'

  /**
   * Which family of callbacks this one comes from.
   *
   * @example 'call-progress-events'
   */
  readonly CallbackSource: 'call-progress-events'

  /**
   * Id of the Telnyx connection that the call went through.
   *
   * @example '1234567890'
   */
  readonly ConnectionId: string

  /**
   * Who called, as a phone number or a SIP address.
   *
   * @example '+35319605860'
   */
  readonly From: string

  /**
   * Place of this event in the order of events.
   *
   * @example 2
   */
  readonly SequenceNumber: number

  /**
   * When Telnyx made this webhook, in UTC.
   *
   * @example '2024-01-15T10:30:00Z'
   */
  readonly Timestamp: string

  /**
   * Who was called, as a phone number or a SIP address.
   *
   * @example '+13129457420'
   */
  readonly To: string

  /**
   * Length of the call so far, in seconds.
   *
   * Only when `start_time` and `end_time` are available.
   *
   * @example '15'
   */
  readonly CallDuration?: string

  /**
   * Name shown for the caller.
   *
   * @example 'John Doe'
   */
  readonly CallerId?: string

  /**
   * Audio codec of the call.
   *
   * @example 'PCMU'
   */
  readonly Codec?: string

  /**
   * Telnyx code of what went wrong.
   *
   * Only when something went wrong.
   *
   * @example '10001'
   */
  readonly ErrorCode?: string

  /**
   * What went wrong, in words.
   *
   * Only when something went wrong.
   *
   * @example 'Call failed'
   */
  readonly ErrorMessage?: string

  /**
   * Id of the call whose Dial placed this one.
   *
   * Only on an outbound call that a Dial placed.
   *
   * @example 'v3:parent-call-id'
   */
  readonly ParentCallSid?: string

  /**
   * The value of `ParentCallSid` again, under an older name.
   *
   * Only on an outbound call that a Dial placed.
   *
   * @example 'v3:parent-call-id'
   */
  readonly ParentCallSidLegacy?: string

  /**
   * Sampling rate of the codec, in hertz.
   *
   * @example '8000'
   */
  readonly SamplingRate?: string

  /**
   * How far the originating carrier vouches for the caller's number, by SHAKEN/STIR.
   *
   * Only when `shaken_stir_data` is available.
   *
   * @example 'A'
   */
  readonly ShakenStirAttestation?: string

  /**
   * Whether the SHAKEN/STIR data stood up to validation.
   *
   * Only when `shaken_stir_data` is available.
   *
   * @example true
   */
  readonly ShakenStirValidated?: boolean
}

export const callAnswered: EventDefinition<'call-answered'> = {
  type: 'call-answered',
  matches: (form) => form.CallbackSource === 'call-progress-events' && form.CallStatus === 'in-progress',
  required: {
    AccountSid: text,
    CallInitiatedAt: dateTime,
    CallSid: text,
    CallSidLegacy: text,
    CallStatus: oneOf('in-progress'),
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
    Codec: text,
    ErrorCode: text,
    ErrorMessage: text,
    ParentCallSid: text,
    ParentCallSidLegacy: text,
    SamplingRate: text,
    ShakenStirAttestation: text,
    ShakenStirValidated: boolean,
  },
  patterns: [],
  identity: ['AccountSid', 'CallSid', 'CallbackSource', 'CallStatus', 'SequenceNumber'],
  waitsForTexml: false,
}
