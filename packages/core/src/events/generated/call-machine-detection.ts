// Generated from spec/calls.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { oneOf, text } from '../field-rules.ts'

/** Machine detection finished. */
export interface CallMachineDetectionEvent {
  readonly type: 'call-machine-detection'

  /**
   * Id of the account that the call belongs to, which is also the user's id.
   *
   * @example 'f5586561-8ff0-4291-a51b-c7dfe4139ff9'
   */
  readonly AccountSid: string

  /**
   * Who or what answered, according to machine detection.
   *
   * @example 'human'
   */
  readonly AnsweredBy:
    | 'human'
    | 'machine'
    | 'machine_start'
    | 'machine_end_beep'
    | 'machine_end_silence'
    | 'machine_end_other'
    | 'fax'
    | 'unknown'

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
   * How long the detection took, in milliseconds.
   *
   * @example '2500'
   */
  readonly MachineDetectionDuration: string
}

export const callMachineDetection: EventDefinition<'call-machine-detection'> = {
  type: 'call-machine-detection',
  matches: (form) => Boolean(form.MachineDetectionDuration) && !form.CallStatus && !form.CallbackSource,
  required: {
    AccountSid: text,
    AnsweredBy: oneOf(
      'human',
      'machine',
      'machine_start',
      'machine_end_beep',
      'machine_end_silence',
      'machine_end_other',
      'fax',
      'unknown',
    ),
    CallSid: text,
    CallSidLegacy: text,
    ConnectionId: text,
    MachineDetectionDuration: text,
  },
  optional: {},
  patterns: [],
  identity: ['AccountSid', 'CallSid', 'AnsweredBy', 'MachineDetectionDuration'],
  waitsForTexml: false,
}
