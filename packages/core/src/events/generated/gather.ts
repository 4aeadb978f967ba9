// Generated from spec/instructions.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { decimal, text } from '../field-rules.ts'

/** The caller pressed keys or spoke. */
export interface GatherEvent {
  readonly type: 'gather'

  /**
   * Id of the account that the call belongs to, which is also the user's id.
   *
   * @example 'cb6cfbbc-eb00-41af-a3f3-0d7b32009e4b'
   */
  readonly AccountSid: string

  /**
   * Id of the call, the same as its call control id.
   *
   * @example 'v2:DPNqxVjTNtQYaKdcKbU0QgRFrQ3YzuAQrVYC4Ggcuq7zTpDkUB7A4w'
   */
  readonly CallSid: string

  /**
   * The value of `CallSid` under an older name.
   *
   * @example 'v2:DPNqxVjTNtQYaKdcKbU0QgRFrQ3YzuAQrVYC4Ggcuq7zTpDkUB7A4w'
   */
  readonly CallSidLegacy: string

  /**
   * The caller, as a phone number or SIP address.
   *
   * @example 'Defaultj35z6@sip.telnyx.com'
   */
  readonly From: string

  /**
   * The callee, as a phone number or SIP address.
   *
   * @example '+12132045020'
   */
  readonly To: string

  /**
   * Confidence of the speech recognition, from 0 to 1.
   *
   * Only when the caller spoke.
   *
   * @example 0.95
   */
  readonly Confidence?: number

  /**
   * The keys that were pressed.
   *
   * Only when the caller pressed keys.
   *
   * @example '1'
   */
  readonly Digits?: string

  /**
   * What was said, as text.
   *
   * Only when the caller spoke.
   *
   * @example 'Please connect me to sales'
   */
  readonly SpeechResult?: string
}

export const gather: EventDefinition<'gather'> = {
  type: 'gather',
  matches: (form) =>
    (form.Digits !== undefined || form.SpeechResult !== undefined) &&
    !form.CallbackSource &&
    !form.RecordingSid &&
    !form.RecordingUrl,
  required: { AccountSid: text, CallSid: text, CallSidLegacy: text, From: text, To: text },
  optional: { Confidence: decimal, Digits: text, SpeechResult: text },
  patterns: [],
  identity: 'none',
  waitsForTexml: true,
}
