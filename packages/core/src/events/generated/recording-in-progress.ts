// Generated from spec/recordings.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { oneOf, text } from '../field-rules.ts'

/** A recording has started. */
export interface RecordingInProgressEvent {
  readonly type: 'recording-in-progress'

  /**
   * Id of the account that the call belongs to, which is also the user's id.
   *
   * @example 'cb6cfbbc-eb00-41af-a3f3-0d7b32009e4b'
   */
  readonly AccountSid: string

  /**
   * Id of the call, the same as its call control id.
   *
   * @example 'v2:qiaymU9Ij90xJRRkYGWHOIx_41EVJPrzlny2zC67hwL1wVIUnnMrqQ'
   */
  readonly CallSid: string

  /**
   * The value of `CallSid` under an older name.
   *
   * @example 'v2:qiaymU9Ij90xJRRkYGWHOIx_41EVJPrzlny2zC67hwL1wVIUnnMrqQ'
   */
  readonly CallSidLegacy: string

  /**
   * Id of the Telnyx connection that the call used.
   *
   * @example '1234567890'
   */
  readonly ConnectionId: string

  /**
   * Number of channels of the recording: 1 for mono, 2 for dual.
   *
   * @example 1
   */
  readonly RecordingChannels: 1 | 2

  /**
   * What started the recording.
   *
   * @example 'DialVerb'
   */
  readonly RecordingSource: string

  /**
   * State of the recording.
   *
   * @example 'in-progress'
   */
  readonly RecordingStatus: 'in-progress'

  /**
   * Id of the recording.
   *
   * @example '35094891-3290-4142-b2c2-b2eda57534cf'
   */
  readonly RecordingSid?: string
}

export const recordingInProgress: EventDefinition<'recording-in-progress'> = {
  type: 'recording-in-progress',
  matches: (form) => form.RecordingStatus === 'in-progress',
  required: {
    AccountSid: text,
    CallSid: text,
    CallSidLegacy: text,
    ConnectionId: text,
    RecordingChannels: oneOf(1, 2),
    RecordingSource: text,
    RecordingStatus: oneOf('in-progress'),
  },
  optional: { RecordingSid: text },
  patterns: [],
  identity: ['AccountSid', 'CallSid', 'RecordingSid', 'RecordingStatus'],
  waitsForTexml: false,
}
