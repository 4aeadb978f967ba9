// Generated from spec/streams.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { dateTime, oneOf, text } from '../field-rules.ts'

/** A SIPREC session has started, ended or failed. */
export interface SiprecEvent {
  readonly type: 'siprec'

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
   * What happened to the SIPREC session.
   *
   * @example 'siprec-started'
   */
  readonly SiprecEvent: 'siprec-started' | 'siprec-stopped' | 'siprec-failed'

  /**
   * Id of the SIPREC session.
   *
   * @example 'siprec-abc123'
   */
  readonly SiprecSid: string

  /**
   * When Telnyx created this webhook, in UTC.
   *
   * @example '2024-01-15T10:30:00Z'
   */
  readonly Timestamp: string

  /**
   * Why the session failed.
   *
   * Only after an error.
   *
   * @example 'SIPREC connection failed'
   */
  readonly SiprecError?: string
}

export const siprec: EventDefinition<'siprec'> = {
  type: 'siprec',
  matches: (form) => Boolean(form.SiprecEvent),
  required: {
    AccountSid: text,
    CallSid: text,
    SiprecEvent: oneOf('siprec-started', 'siprec-stopped', 'siprec-failed'),
    SiprecSid: text,
    Timestamp: dateTime,
  },
  optional: { SiprecError: text },
  patterns: [],
  identity: ['AccountSid', 'CallSid', 'SiprecSid', 'SiprecEvent', 'Timestamp'],
  waitsForTexml: false,
}
