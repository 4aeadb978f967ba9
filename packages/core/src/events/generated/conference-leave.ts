// Generated from spec/conferences.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { dateTime, integer, oneOf, text } from '../field-rules.ts'

/** A participant has left. */
export interface ConferenceLeaveEvent {
  readonly type: 'conference-leave'

  /**
   * Id of the account that the call belongs to, which is also the user's id.
   *
   * @example 'f5586561-8ff0-4291-a51b-c7dfe4139ff9'
   */
  readonly AccountSid: string

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
   * Id of the Telnyx connection that the call used.
   *
   * @example '1234567890'
   */
  readonly ConnectionId: string

  /**
   * Id of the conference.
   *
   * @example 'conf_abc123def456'
   */
  readonly ConferenceSid: string

  /**
   * Name given to the conference.
   *
   * @example 'MyConference'
   */
  readonly FriendlyName: string

  /**
   * Position of this event in the order of events.
   *
   * @example 4
   */
  readonly SequenceNumber: number

  /**
   * The conference event that is reported.
   *
   * @example 'participant-leave'
   */
  readonly StatusCallbackEvent: 'participant-leave'

  /**
   * When Telnyx created this webhook, in UTC.
   *
   * @example '2024-01-15T11:00:00Z'
   */
  readonly Timestamp: string

  /**
   * Type of party that placed the call.
   *
   * @example 'customer'
   */
  readonly CallingPartyType?: string

  /**
   * The caller, as a phone number or SIP address.
   *
   * @example '+35319605860'
   */
  readonly From?: string

  /**
   * SIP URI of the caller.
   *
   * @example 'sip:user@example.com'
   */
  readonly FromSipUri?: string

  /**
   * Label given to the participant.
   *
   * @example 'participant-1'
   */
  readonly ParticipantLabel?: string

  /**
   * The callee, as a phone number or SIP address.
   *
   * @example '+13129457420'
   */
  readonly To?: string

  /**
   * SIP URI of the callee.
   *
   * @example 'sip:conference@example.com'
   */
  readonly ToSipUri?: string
}

export const conferenceLeave: EventDefinition<'conference-leave'> = {
  type: 'conference-leave',
  matches: (form) => form.StatusCallbackEvent === 'participant-leave' && Boolean(form.ConferenceSid),
  required: {
    AccountSid: text,
    CallSid: text,
    CallSidLegacy: text,
    ConnectionId: text,
    ConferenceSid: text,
    FriendlyName: text,
    SequenceNumber: integer,
    StatusCallbackEvent: oneOf('participant-leave'),
    Timestamp: dateTime,
  },
  optional: {
    CallingPartyType: text,
    From: text,
    FromSipUri: text,
    ParticipantLabel: text,
    To: text,
    ToSipUri: text,
  },
  patterns: [],
  identity: ['AccountSid', 'CallSid', 'ConferenceSid', 'StatusCallbackEvent', 'SequenceNumber', 'Timestamp'],
  waitsForTexml: false,
}
