// Generated from spec/calls.openapi.yaml: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { oneOf, text } from '../field-rules.ts'

/** Machine detection has a result. */
export interface CallMachineDetectionEvent {
  readonly type: 'call-machine-detection'

  /**
   * Account that the call belongs to, which is the id of the user.
   *
   * @example 'f5586561-8ff0-4291-a51b-c7dfe4139ff9'
   */
  readonly AccountSid: string

  /**
   * Who or what picked up, as far as machine detection can tell.
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
   * Id of the Telnyx connection that the call went through.
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
