// Generated from spec/calls.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { dateTime, integer, oneOf, text } from '../field-rules.ts'

/** An AI call was analyzed, after it had ended. Only the event is documented. Its fields are those of the other callbacks of a call. */
export interface CallAnalyzedEvent {
  readonly type: 'call-analyzed'

  /**
   * Account that the call belongs to, which is the id of the user.
   *
   * @example 'f5586561-8ff0-4291-a51b-c7dfe4139ff9'
   */
  readonly AccountSid?: string

  /**
   * When the call was first placed.
   *
   * @example '2024-01-15T10:30:26.028Z'
   */
  readonly CallInitiatedAt?: string

  /**
   * Id of the call, equal to its call control id.
   *
   * @example 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'
   */
  readonly CallSid?: string

  /**
   * The value of `CallSid` again, under an older name.
   *
   * @example 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'
   */
  readonly CallSidLegacy?: string

  /**
   * State that the call has reached.
   *
   * @example 'analyzed'
   */
  readonly CallStatus: 'analyzed'

  /**
   * Which family of callbacks this one comes from.
   *
   * @example 'call-progress-events'
   */
  readonly CallbackSource?: 'call-progress-events'

  /**
   * Id of the Telnyx connection that the call went through.
   *
   * @example '1234567890'
   */
  readonly ConnectionId?: string

  /**
   * Who called, as a phone number or a SIP address.
   *
   * @example '+35319605860'
   */
  readonly From?: string

  /**
   * Place of this event in the order of events.
   *
   * @example 4
   */
  readonly SequenceNumber?: number

  /**
   * When Telnyx made this webhook, in UTC.
   *
   * @example '2024-01-15T10:31:05Z'
   */
  readonly Timestamp?: string

  /**
   * Who was called, as a phone number or a SIP address.
   *
   * @example '+13129457420'
   */
  readonly To?: string

  /**
   * Name shown for the caller.
   *
   * @example 'John Doe'
   */
  readonly CallerId?: string
}

export const callAnalyzed: EventDefinition<'call-analyzed'> = {
  type: 'call-analyzed',
  matches: (form) => form.CallStatus === 'analyzed',
  required: { CallStatus: oneOf('analyzed') },
  optional: {
    AccountSid: text,
    CallInitiatedAt: dateTime,
    CallSid: text,
    CallSidLegacy: text,
    CallbackSource: oneOf('call-progress-events'),
    ConnectionId: text,
    From: text,
    SequenceNumber: integer,
    Timestamp: dateTime,
    To: text,
    CallerId: text,
  },
  patterns: [],
  identity: ['AccountSid', 'CallSid', 'CallStatus', 'SequenceNumber'],
  waitsForTexml: false,
}
