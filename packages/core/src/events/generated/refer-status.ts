// Generated from spec/instructions.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { dateTime, oneOf, text } from '../field-rules.ts'

/** The status of a transfer by Refer. */
export interface ReferStatusEvent {
  readonly type: 'refer-status'

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
   * Status of the transfer.
   *
   * @example 'in-progress'
   */
  readonly ReferCallStatus: 'failed' | 'in-progress' | 'busy' | 'canceled'

  /**
   * When Telnyx created this webhook, in UTC.
   *
   * @example '2024-01-15T10:30:00Z'
   */
  readonly Timestamp: string

  /**
   * SIP status reported by the NOTIFY.
   *
   * Only when the transfer succeeded.
   *
   * @example '200'
   */
  readonly NotifySipResponseCode?: string

  /**
   * SIP status of the response to the REFER.
   *
   * Only when the transfer succeeded.
   *
   * @example '202'
   */
  readonly ReferSipResponseCode?: string
}

export const referStatus: EventDefinition<'refer-status'> = {
  type: 'refer-status',
  matches: (form) => Boolean(form.ReferCallStatus),
  required: {
    AccountSid: text,
    CallSid: text,
    CallSidLegacy: text,
    ReferCallStatus: oneOf('failed', 'in-progress', 'busy', 'canceled'),
    Timestamp: dateTime,
  },
  optional: { NotifySipResponseCode: text, ReferSipResponseCode: text },
  patterns: [],
  identity: ['AccountSid', 'CallSid', 'ReferCallStatus', 'Timestamp'],
  waitsForTexml: false,
}
