// Generated from spec/queues.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { text } from '../field-rules.ts'

/** A call is waiting in a queue, and Telnyx asks what to play to the caller. */
export interface QueueEvent {
  readonly type: 'queue'

  /**
   * Id of the account that the call belongs to, which is also the user's id.
   *
   * @example '4e71926f-8f13-450e-b91c-23c2ef786aa6'
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
   * Average waiting time in this queue, in seconds.
   *
   * @example '45'
   */
  readonly AvgQueueTime: string

  /**
   * Number of waiting calls.
   *
   * @example '3'
   */
  readonly CurrentQueueSize: string

  /**
   * The caller, as a phone number or SIP address.
   *
   * @example '+35319605860'
   */
  readonly From: string

  /**
   * Position of this call in the queue.
   *
   * @example '2'
   */
  readonly QueuePosition: string

  /**
   * Id or name of the queue.
   *
   * @example 'my-queue'
   */
  readonly QueueSid: string

  /**
   * How long this call has waited, in seconds.
   *
   * @example '30'
   */
  readonly QueueTime: string

  /**
   * The callee, as a phone number or SIP address.
   *
   * @example '+13129457420'
   */
  readonly To: string
}

export const queue: EventDefinition<'queue'> = {
  type: 'queue',
  matches: (form) => Boolean(form.QueueSid) && !form.CallbackSource,
  required: {
    AccountSid: text,
    CallSid: text,
    CallSidLegacy: text,
    ConnectionId: text,
    AvgQueueTime: text,
    CurrentQueueSize: text,
    From: text,
    QueuePosition: text,
    QueueSid: text,
    QueueTime: text,
    To: text,
  },
  optional: {},
  patterns: [],
  identity: ['AccountSid', 'CallSid', 'QueueSid', 'QueueTime'],
  waitsForTexml: true,
}
