// Generated from spec/transcriptions.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { oneOf, text } from '../field-rules.ts'

/** A part of the live transcription of a call. */
export interface LiveTranscriptionEvent {
  readonly type: 'live-transcription'

  /**
   * Id of the account that the call belongs to, which is also the user's id.
   *
   * @example '6d547b4f-993a-4e87-b95c-2d9460b3824b'
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
   * Confidence of the speech recognition, from 0 to 1.
   *
   * @example '0.98'
   */
  readonly Confidence: string

  /**
   * The caller, as a phone number or SIP address.
   *
   * @example '+35319605860'
   */
  readonly From: string

  /**
   * Whether this part of the text is final.
   *
   * @example 'true'
   */
  readonly IsFinal: 'true' | 'false'

  /**
   * The callee, as a phone number or SIP address.
   *
   * @example '+13129457420'
   */
  readonly To: string

  /**
   * What was said.
   *
   * @example 'a sentence'
   */
  readonly Transcript: string
}

export const liveTranscription: EventDefinition<'live-transcription'> = {
  type: 'live-transcription',
  matches: (form) => Boolean(form.IsFinal) && !form.CallbackSource,
  required: {
    AccountSid: text,
    CallSid: text,
    CallSidLegacy: text,
    ConnectionId: text,
    Confidence: text,
    From: text,
    IsFinal: oneOf('true', 'false'),
    To: text,
    Transcript: text,
  },
  optional: {},
  patterns: [],
  identity: 'none',
  waitsForTexml: false,
}
