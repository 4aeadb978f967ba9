// Generated from spec/calls.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { boolean, dateTime, integer, oneOf, text } from '../field-rules.ts'

/** The ways a call ends, as `CallStatus` names them. */
export type FinalCallStatus = 'completed' | 'busy' | 'no-answer' | 'canceled' | 'failed'

/** What every call can have, however it ended. */
export interface CallBase {
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
   * How the call ended.
   *
   * @example 'completed'
   */
  readonly CallStatus: FinalCallStatus

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
   * @example 3
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
   * Length of the call, in seconds.
   *
   * Only when `StartTime` and `EndTime` are available.
   *
   * @example '45'
   */
  readonly CallDuration?: string

  /**
   * Name shown for the caller.
   *
   * @example 'John Doe'
   */
  readonly CallerId?: string

  /**
   * Length of the call that the Dial placed, in seconds.
   *
   * Only in the action callback that a Dial sends at its hangup.
   *
   * @example '120'
   */
  readonly DialCallDuration?: string

  /**
   * Id of the call that the Dial placed.
   *
   * Only in the action callback that a Dial sends at its hangup.
   *
   * @example 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'
   */
  readonly DialCallSid?: string

  /**
   * The value of `DialCallSid` again, under an older name.
   *
   * Only in the action callback that a Dial sends at its hangup.
   *
   * @example 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'
   */
  readonly DialCallSidLegacy?: string

  /**
   * How the call that the Dial placed ended.
   *
   * Only in the action callback that a Dial sends at its hangup.
   *
   * @example 'completed'
   */
  readonly DialCallStatus?: 'completed' | 'busy' | 'no-answer' | 'canceled' | 'failed'

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
   * Which side hung up.
   *
   * Only in callbacks that report a hangup.
   *
   * @example 'caller'
   */
  readonly HangupSource?: string

  /**
   * Id of the call whose Dial placed this one.
   *
   * Only on an outbound call that a Dial placed.
   *
   * @example 'v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg'
   */
  readonly ParentCallSid?: string

  /**
   * The value of `ParentCallSid` again, under an older name.
   *
   * Only on an outbound call that a Dial placed.
   *
   * @example 'v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg'
   */
  readonly ParentCallSidLegacy?: string

  /**
   * Length of the recording, in seconds.
   *
   * Only when the call was being recorded.
   *
   * @example '90'
   */
  readonly RecordingDuration?: string

  /**
   * Where to fetch the recording.
   *
   * Only when the call was being recorded.
   *
   * @example 'https://api.telnyx.com/v2/recordings/abc123.wav'
   */
  readonly RecordingUrl?: string

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

  /**
   * SIP status code that the call ended with.
   *
   * Only in callbacks that report a hangup.
   *
   * @example '200'
   */
  readonly SipHangupCause?: string
}

/** A call that ended `completed`, with the fields that only such a call has. */
export interface CompletedCall extends CallBase {
  /**
   * How the call ended.
   *
   * @example 'completed'
   */
  readonly CallStatus: 'completed'

  /**
   * When the call was picked up.
   *
   * Only when `CallStatus` is `completed`.
   *
   * @example '2024-01-15T10:30:15Z'
   */
  readonly AnsweredTime?: string

  /**
   * Id that the call has in Telnyx call control.
   *
   * Only when `CallStatus` is `completed`.
   *
   * @example 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'
   */
  readonly CallControlId?: string

  /**
   * Id of this leg of the call.
   *
   * Only when `CallStatus` is `completed`.
   *
   * @example 'abc123-leg1'
   */
  readonly CallLegId?: string

  /**
   * Measured quality of the call, as a JSON text.
   *
   * Only when `CallStatus` is `completed`.
   *
   * @example '{"mos":4.2,"jitter":10,"packet_loss":0.5}'
   */
  readonly CallQualityStats?: string

  /**
   * Id of the session that the call is part of.
   *
   * Only when `CallStatus` is `completed`.
   *
   * @example 'session-abc123'
   */
  readonly CallSessionId?: string

  /**
   * When the call was over.
   *
   * Only when `CallStatus` is `completed`.
   *
   * @example '2024-01-15T10:31:00Z'
   */
  readonly EndTime?: string

  /**
   * Why the call was hung up.
   *
   * Only when `CallStatus` is `completed`.
   *
   * @example 'normal_clearing'
   */
  readonly HangupCause?: string

  /**
   * When the reported event took place.
   *
   * Only when `CallStatus` is `completed`.
   *
   * @example '2024-01-15T10:31:00Z'
   */
  readonly OccurredAt?: string

  /**
   * Id of the organization that the call belongs to.
   *
   * Only when `CallStatus` is `completed`.
   *
   * @example 'org-abc123'
   */
  readonly OrganizationId?: string

  /**
   * When the call began.
   *
   * Only when `CallStatus` is `completed`.
   *
   * @example '2024-01-15T10:30:00Z'
   */
  readonly StartTime?: string

  /**
   * Id of the user that the call belongs to.
   *
   * Only when `CallStatus` is `completed`.
   *
   * @example 'f5586561-8ff0-4291-a51b-c7dfe4139ff9'
   */
  readonly UserId?: string
}

/** A call that ended `busy`, `no-answer`, `canceled` or `failed`. */
export interface UnsuccessfulCall extends CallBase {
  /**
   * How the call ended.
   *
   * @example 'busy'
   */
  readonly CallStatus: 'busy' | 'no-answer' | 'canceled' | 'failed'
}

/**
 * The validated body of the webhook, under the specification's own names. Test `CallStatus` to reach the fields
 * that depend on it.
 */
export type TelnyxCall = CompletedCall | UnsuccessfulCall

/** A TeXML call has ended, answered or not. */
export type CallCompletedEvent = TelnyxCall & { readonly type: 'call-completed' }

export const callCompleted: EventDefinition<'call-completed'> = {
  type: 'call-completed',
  matches: (form) =>
    form.CallbackSource === 'call-progress-events' &&
    (form.CallStatus === 'completed' ||
      form.CallStatus === 'busy' ||
      form.CallStatus === 'no-answer' ||
      form.CallStatus === 'canceled' ||
      form.CallStatus === 'failed'),
  required: {
    AccountSid: text,
    CallInitiatedAt: dateTime,
    CallSid: text,
    CallSidLegacy: text,
    CallStatus: oneOf('completed', 'busy', 'no-answer', 'canceled', 'failed'),
    CallbackSource: oneOf('call-progress-events'),
    ConnectionId: text,
    From: text,
    SequenceNumber: integer,
    Timestamp: dateTime,
    To: text,
  },
  optional: {
    AnsweredTime: dateTime,
    CallControlId: text,
    CallDuration: text,
    CallLegId: text,
    CallQualityStats: text,
    CallSessionId: text,
    CallerId: text,
    DialCallDuration: text,
    DialCallSid: text,
    DialCallSidLegacy: text,
    DialCallStatus: oneOf('completed', 'busy', 'no-answer', 'canceled', 'failed'),
    EndTime: dateTime,
    ErrorCode: text,
    ErrorMessage: text,
    HangupCause: text,
    HangupSource: text,
    OccurredAt: dateTime,
    OrganizationId: text,
    ParentCallSid: text,
    ParentCallSidLegacy: text,
    RecordingDuration: text,
    RecordingUrl: text,
    ShakenStirAttestation: text,
    ShakenStirValidated: boolean,
    SipHangupCause: text,
    StartTime: dateTime,
    UserId: text,
  },
  patterns: [],
  identity: ['AccountSid', 'CallSid', 'CallbackSource', 'CallStatus', 'SequenceNumber', 'DialCallSid?'],
  waitsForTexml: ['DialCallStatus', 'DialCallSid', 'DialCallSidLegacy', 'DialCallDuration'],
}
