// Generated from spec/calls.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { oneOf, text } from '../field-rules.ts'

/** The cost of a call. Only known from customers' code: Telnyx documents the setting, but not the body. The name of the field with the amount contains the call's id. */
export interface CallCostEvent {
  readonly type: 'call-cost'

  /**
   * Id of the call, the same as its call control id.
   *
   * @example 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'
   */
  readonly CallSid: string

  /**
   * Family of callbacks that this one belongs to.
   *
   * @example 'call-cost-events'
   */
  readonly CallbackSource: 'call-cost-events'

  /**
   * Id of the account that the call belongs to, which is also the user's id.
   *
   * @example 'f5586561-8ff0-4291-a51b-c7dfe4139ff9'
   */
  readonly AccountSid?: string

  /**
   * State of the call, if sent.
   *
   * @example 'completed'
   */
  readonly CallStatus?: string

  /**
   * The amount, as a decimal number in text form.
   *
   * @example { 'CallCost[v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ]': '0.0042' }
   */
  readonly [name: `CallCost[${string}]`]: string | undefined
}

export const callCost: EventDefinition<'call-cost'> = {
  type: 'call-cost',
  matches: (form) => form.CallbackSource === 'call-cost-events',
  required: { CallSid: text, CallbackSource: oneOf('call-cost-events') },
  optional: { AccountSid: text, CallStatus: text },
  patterns: [/^CallCost\[.+\]$/],
  identity: 'all',
  waitsForTexml: false,
}
