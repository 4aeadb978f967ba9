// Generated from spec/instructions.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { oneOf, text } from '../field-rules.ts'

/** Telnyx asks what to do next. Sent by the voice URL, a Redirect, an HttpRequest, or a Gather that timed out; their bodies cannot be told apart. Fields that an HttpRequest maps have names of your own. */
export interface InstructionsEvent {
  readonly type: 'instructions'

  /**
   * Id of the account that the call belongs to, which is also the user's id.
   *
   * @example '6a9a7976-012e-45d2-9258-6f5dc68d861e'
   */
  readonly AccountSid: string

  /**
   * Id of the call, the same as its call control id.
   *
   * @example 'fcc47bc6-e428-11ed-ad79-02420aef00b4'
   */
  readonly CallSid: string

  /**
   * The value of `CallSid` under an older name.
   *
   * @example 'fcc47bc6-e428-11ed-ad79-02420aef00b4'
   */
  readonly CallSidLegacy: string

  /**
   * The caller, as a phone number or SIP address.
   *
   * @example '+13122010091'
   */
  readonly From: string

  /**
   * The callee, as a phone number or SIP address.
   *
   * @example '+13122010090'
   */
  readonly To: string

  /**
   * Id of the Telnyx connection that the call used.
   *
   * @example '1568109700606592442'
   */
  readonly ConnectionId?: string

  /**
   * Display name of the caller.
   *
   * @example '+13122010091'
   */
  readonly CallerId?: string

  /**
   * State of the call.
   *
   * @example 'in-progress'
   */
  readonly CallStatus?: string

  /**
   * Whether the caller uses a SIP connection or a phone line.
   *
   * @example 'sip'
   */
  readonly CallingPartyType?: 'sip' | 'pstn'

  /**
   * SIP URI of the caller.
   *
   * @example '+13122010091@10.239.182.10'
   */
  readonly FromSipUri?: string

  /**
   * SIP URI of the callee.
   *
   * @example '+13122010090@sip.telnyx.com'
   */
  readonly ToSipUri?: string

  /**
   * A custom SIP header of the call, known from customers' code.
   *
   * @example { 'SipHeader_X-Account': 'abc123' }
   */
  readonly [name: `SipHeader_${string}`]: string | undefined
}

export const instructions: EventDefinition<'instructions'> = {
  type: 'instructions',
  matches: (form) =>
    form.CallStatus !== 'completed' &&
    form.CallStatus !== 'busy' &&
    form.CallStatus !== 'no-answer' &&
    form.CallStatus !== 'canceled' &&
    form.CallStatus !== 'failed' &&
    form.AccountSid !== undefined &&
    form.CallSid !== undefined &&
    form.From !== undefined &&
    form.To !== undefined &&
    !form.CallbackSource &&
    !form.StatusCallbackEvent &&
    !form.RecordingStatus &&
    !form.TranscriptionStatus,
  required: { AccountSid: text, CallSid: text, CallSidLegacy: text, From: text, To: text },
  optional: {
    ConnectionId: text,
    CallerId: text,
    CallStatus: text,
    CallingPartyType: oneOf('sip', 'pstn'),
    FromSipUri: text,
    ToSipUri: text,
  },
  patterns: [/^SipHeader_.+$/],
  identity: 'none',
  waitsForTexml: true,
}
