// Generated from spec/instructions.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { text } from '../field-rules.ts'

/** An AI assistant has finished gathering information. */
export interface AiGatherEvent {
  readonly type: 'ai-gather'

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
   * The caller, as a phone number or SIP address.
   *
   * @example '+35319605860'
   */
  readonly From: string

  /**
   * How the gathering ended. Its values are not documented.
   *
   * @example 'valid'
   */
  readonly Status: string

  /**
   * The callee, as a phone number or SIP address.
   *
   * @example '+13129457420'
   */
  readonly To: string

  /**
   * The conversation so far: a JSON array in base64.
   *
   * @example 'W3sicm9sZSI6InVzZXIiLCJjb250ZW50IjoiSGVsbG8ifV0='
   */
  readonly Base64MessageHistory?: string

  /**
   * What the assistant gathered: a JSON object in base64.
   *
   * @example 'eyJzdGF0dXMiOiJ2YWxpZCIsInJlc3VsdCI6eyJ0ZXh0IjoiSSB3b3VsZCBsaWtlIHRvIHNjaGVkdWxlIGFuIGFwcG9pbnRtZW50In19'
   */
  readonly Base64Result?: string
}

export const aiGather: EventDefinition<'ai-gather'> = {
  type: 'ai-gather',
  matches: (form) => Boolean(form.Status) && !form.CallStatus && !form.CallbackSource,
  required: {
    AccountSid: text,
    CallSid: text,
    CallSidLegacy: text,
    ConnectionId: text,
    From: text,
    Status: text,
    To: text,
  },
  optional: { Base64MessageHistory: text, Base64Result: text },
  patterns: [],
  identity: 'none',
  waitsForTexml: true,
}
