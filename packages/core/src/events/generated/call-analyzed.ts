// Generated from spec/calls.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { dateTime, integer, oneOf, text } from '../field-rules.ts'

/** An AI call was analyzed after it ended. Only the event itself is documented. The fields are assumed to be those of the other call callbacks. */
export interface CallAnalyzedEvent {
  readonly type: 'call-analyzed'

  /**
   * Id of the account that the call belongs to, which is also the user's id.
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
   * Id of the call, the same as its call control id.
   *
   * @example 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'
   */
  readonly CallSid?: string

  /**
   * The value of `CallSid` under an older name.
   *
   * @example 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'
   */
  readonly CallSidLegacy?: string

  /**
   * State of the call.
   *
   * @example 'analyzed'
   */
  readonly CallStatus: 'analyzed'

  /**
   * Family of callbacks that this one belongs to.
   *
   * @example 'call-progress-events'
   */
  readonly CallbackSource?: 'call-progress-events'

  /**
   * Id of the Telnyx connection that the call used.
   *
   * @example '1234567890'
   */
  readonly ConnectionId?: string

  /**
   * The caller, as a phone number or SIP address.
   *
   * @example '+35319605860'
   */
  readonly From?: string

  /**
   * Position of this event in the order of events.
   *
   * @example 4
   */
  readonly SequenceNumber?: number

  /**
   * When Telnyx created this webhook, in UTC.
   *
   * @example '2024-01-15T10:31:05Z'
   */
  readonly Timestamp?: string

  /**
   * The callee, as a phone number or SIP address.
   *
   * @example '+13129457420'
   */
  readonly To?: string

  /**
   * Display name of the caller.
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
