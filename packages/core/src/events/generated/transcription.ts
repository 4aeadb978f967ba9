// Generated from spec/transcriptions.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { text } from '../field-rules.ts'

/** A recording was transcribed. */
export interface TranscriptionEvent {
  readonly type: 'transcription'

  /**
   * Account that the call belongs to, which is the id of the user.
   *
   * @example '61bf923e-5e4d-4595-a110-56190ea18a1b'
   */
  readonly AccountSid: string

  /**
   * Id of the call, equal to its call control id.
   *
   * @example 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'
   */
  readonly CallSid: string

  /**
   * The value of `CallSid` again, under an older name.
   *
   * @example 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'
   */
  readonly CallSidLegacy: string

  /**
   * State of the call by now, `completed` after its end. It says nothing about what this event is.
   *
   * @example 'in-progress'
   */
  readonly CallStatus: string

  /**
   * Who called, as a phone number or a SIP address.
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
   * Where to fetch the recording.
   *
   * @example 'https://api.telnyx.com/v2/recordings/abc123.wav'
   */
  readonly RecordingUrl: string

  /**
   * Who was called, as a phone number or a SIP address.
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
   * The transcribed recording, which can be long.
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
