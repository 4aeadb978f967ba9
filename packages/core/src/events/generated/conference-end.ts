// Generated from spec/conferences.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { dateTime, integer, oneOf, text } from '../field-rules.ts'

/** A conference is over. Only name and purpose are documented. The fields are those of the other conference events. */
export interface ConferenceEndEvent {
  readonly type: 'conference-end'

  /**
   * Account that the call belongs to, which is the id of the user.
   *
   * @example 'f5586561-8ff0-4291-a51b-c7dfe4139ff9'
   */
  readonly AccountSid: string

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
   * Id of the Telnyx connection that the call went through.
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
   * Name that the conference was given.
   *
   * @example 'MyConference'
   */
  readonly FriendlyName: string

  /**
   * Place of this event in the order of events.
   *
   * @example 0
   */
  readonly SequenceNumber: number

  /**
   * Which event of the conference this is.
   *
   * @example 'conference-end'
   */
  readonly StatusCallbackEvent: 'conference-end' | 'conference-ended'

  /**
   * When Telnyx made this webhook, in UTC.
   *
   * @example '2024-01-15T10:30:00Z'
   */
  readonly Timestamp: string

  /**
   * What kind of party placed the call.
   *
   * @example 'customer'
   */
  readonly CallingPartyType?: string

  /**
   * Who called, as a phone number or a SIP address.
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
   * Label that the participant was given.
   *
   * @example 'participant-1'
   */
  readonly ParticipantLabel?: string

  /**
   * Who was called, as a phone number or a SIP address.
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

export const conferenceEnd: EventDefinition<'conference-end'> = {
  type: 'conference-end',
  matches: (form) =>
    (form.StatusCallbackEvent === 'conference-end' || form.StatusCallbackEvent === 'conference-ended') &&
    Boolean(form.ConferenceSid),
  required: {
    AccountSid: text,
    CallSid: text,
    CallSidLegacy: text,
    ConnectionId: text,
    ConferenceSid: text,
    FriendlyName: text,
    SequenceNumber: integer,
    StatusCallbackEvent: oneOf('conference-end', 'conference-ended'),
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
