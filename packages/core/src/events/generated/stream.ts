// Generated from spec/streams.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { dateTime, oneOf, text } from '../field-rules.ts'

/** A media stream has started, ended or failed. */
export interface StreamEvent {
  readonly type: 'stream'

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
   * What happened to the media stream. Two names for a failure are documented.
   *
   * @example 'stream-started'
   */
  readonly StreamEvent: 'stream-started' | 'stream-stopped' | 'stream-error' | 'stream-failed'

  /**
   * Name given to the stream.
   *
   * @example 'my_stream'
   */
  readonly StreamName: string

  /**
   * Id of the media stream.
   *
   * @example 'stream-abc123'
   */
  readonly StreamSid: string

  /**
   * When Telnyx created this webhook, in UTC.
   *
   * @example '2024-01-15T10:30:00Z'
   */
  readonly Timestamp: string

  /**
   * Why the stream failed.
   *
   * Only after an error.
   *
   * @example 'Connection timeout'
   */
  readonly StreamError?: string
}

export const stream: EventDefinition<'stream'> = {
  type: 'stream',
  matches: (form) => Boolean(form.StreamEvent),
  required: {
    AccountSid: text,
    CallSid: text,
    CallSidLegacy: text,
    StreamEvent: oneOf('stream-started', 'stream-stopped', 'stream-error', 'stream-failed'),
    StreamName: text,
    StreamSid: text,
    Timestamp: dateTime,
  },
  optional: { StreamError: text },
  patterns: [],
  identity: ['AccountSid', 'CallSid', 'StreamSid', 'StreamEvent', 'Timestamp'],
  waitsForTexml: false,
}
