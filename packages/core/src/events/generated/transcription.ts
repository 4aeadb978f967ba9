// Generated from spec/transcriptions.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { text } from '../field-rules.ts'

/** A recording was transcribed. */
export interface TranscriptionEvent {
  readonly type: 'transcription'

  /**
   * Id of the account that the call belongs to, which is also the user's id.
   *
   * @example '61bf923e-5e4d-4595-a110-56190ea18a1b'
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
   * Current state of the call, `completed` after its end. It does not identify the event.
   *
   * @example 'in-progress'
   */
  readonly CallStatus: string

  /**
   * The caller, as a phone number or SIP address.
   *
   * @example '+35319605860'
   */
  readonly From: string

  /**
   * Id of the recording.
   *
   * @example '35094891-3290-4142-b2c2-b2eda57534cf'
   */
  readonly RecordingSid: string

  /**
   * URL of the recording.
   *
   * @example 'https://api.telnyx.com/v2/recordings/abc123.wav'
   */
  readonly RecordingUrl: string

  /**
   * The callee, as a phone number or SIP address.
   *
   * @example '+13129457420'
   */
  readonly To: string

  /**
   * Id of the transcription.
   *
   * @example 'b08f0fa1-a32c-4218-b3b5-9cf78941ccac'
   */
  readonly TranscriptionSid: string

  /**
   * State of the transcription.
   *
   * @example 'completed'
   */
  readonly TranscriptionStatus: string

  /**
   * The transcribed text, which can be long.
   *
   * @example 'Good morning, how may I help you?'
   */
  readonly TranscriptionText: string
}

export const transcription: EventDefinition<'transcription'> = {
  type: 'transcription',
  matches: (form) => Boolean(form.TranscriptionSid),
  required: {
    AccountSid: text,
    CallSid: text,
    CallSidLegacy: text,
    CallStatus: text,
    From: text,
    RecordingSid: text,
    RecordingUrl: text,
    To: text,
    TranscriptionSid: text,
    TranscriptionStatus: text,
    TranscriptionText: text,
  },
  optional: {},
  patterns: [],
  identity: ['AccountSid', 'TranscriptionSid', 'TranscriptionStatus'],
  waitsForTexml: false,
}
