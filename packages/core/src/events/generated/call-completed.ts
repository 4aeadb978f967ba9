// Generated from spec/calls.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { boolean, dateTime, integer, oneOf, text } from '../field-rules.ts'

/** The final values of `CallStatus`. */
export type FinalCallStatus = 'completed' | 'busy' | 'no-answer' | 'canceled' | 'failed'

/** Fields that every call can have, however it ended. */
export interface CallBase {
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
   * How the call ended.
   *
   * @example 'completed'
   */
  readonly CallStatus: FinalCallStatus

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
   * @example 3
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
   * Duration of the call, in seconds.
   *
   * Only when `StartTime` and `EndTime` are available.
   *
   * @example '45'
   */
  readonly CallDuration?: string

  /**
   * Display name of the caller.
   *
   * @example 'John Doe'
   */
  readonly CallerId?: string

  /**
   * Duration of the call started by the Dial, in seconds.
   *
   * Only in the action callback of a Dial, sent at its hangup.
   *
   * @example '120'
   */
  readonly DialCallDuration?: string

  /**
   * Id of the call started by the Dial.
   *
   * Only in the action callback of a Dial, sent at its hangup.
   *
   * @example 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'
   */
  readonly DialCallSid?: string

  /**
   * The value of `DialCallSid` under an older name.
   *
   * Only in the action callback of a Dial, sent at its hangup.
   *
   * @example 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'
   */
  readonly DialCallSidLegacy?: string

  /**
   * How the call started by the Dial ended.
   *
   * Only in the action callback of a Dial, sent at its hangup.
   *
   * @example 'completed'
   */
  readonly DialCallStatus?: 'completed' | 'busy' | 'no-answer' | 'canceled' | 'failed'

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
   * Which side hung up.
   *
   * Only in callbacks that report a hangup.
   *
   * @example 'caller'
   */
  readonly HangupSource?: string

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
   * Duration of the recording, in seconds.
   *
   * Only when the call was being recorded.
   *
   * @example '90'
   */
  readonly RecordingDuration?: string

  /**
   * URL of the recording.
   *
   * Only when the call was being recorded.
   *
   * @example 'https://api.telnyx.com/v2/recordings/abc123.wav'
   */
  readonly RecordingUrl?: string

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

  /**
   * SIP status code that the call ended with.
   *
   * Only in callbacks that report a hangup.
   *
   * @example '200'
   */
  readonly SipHangupCause?: string
}

/** A call that ended `completed`, with the fields that only such calls have. */
export interface CompletedCall extends CallBase {
  /**
   * How the call ended.
   *
   * @example 'completed'
   */
  readonly CallStatus: 'completed'

  /**
   * When the call was answered.
   *
   * Only when `CallStatus` is `completed`.
   *
   * @example '2024-01-15T10:30:15Z'
   */
  readonly AnsweredTime?: string

  /**
   * Id of the call in Telnyx Call Control.
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
   * Measured call quality, as JSON text.
   *
   * Only when `CallStatus` is `completed`.
   *
   * @example '{"mos":4.2,"jitter":10,"packet_loss":0.5}'
   */
  readonly CallQualityStats?: string

  /**
   * Id of the session that the call belongs to.
   *
   * Only when `CallStatus` is `completed`.
   *
   * @example 'session-abc123'
   */
  readonly CallSessionId?: string

  /**
   * When the call ended.
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
 * The validated body of the webhook, under the specification's own names. Check `CallStatus` to access the fields
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
