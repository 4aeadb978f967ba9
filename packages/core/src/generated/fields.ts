// Generated from spec/texml-call-completed.openapi.yaml: change that and run `pnpm generate`.

/** One field of the form: its name, and the type its text stands for. */
export interface CallField {
  readonly name: string
  readonly kind: 'string' | 'integer' | 'boolean'
}

/** Every field that the specification names, in its order. */
export const callFields: readonly CallField[] = [
  { name: 'AccountSid', kind: 'string' },
  { name: 'CallInitiatedAt', kind: 'string' },
  { name: 'CallSid', kind: 'string' },
  { name: 'CallSidLegacy', kind: 'string' },
  { name: 'CallStatus', kind: 'string' },
  { name: 'CallbackSource', kind: 'string' },
  { name: 'ConnectionId', kind: 'string' },
  { name: 'From', kind: 'string' },
  { name: 'SequenceNumber', kind: 'integer' },
  { name: 'Timestamp', kind: 'string' },
  { name: 'To', kind: 'string' },
  { name: 'AnsweredTime', kind: 'string' },
  { name: 'CallControlId', kind: 'string' },
  { name: 'CallDuration', kind: 'string' },
  { name: 'CallLegId', kind: 'string' },
  { name: 'CallQualityStats', kind: 'string' },
  { name: 'CallSessionId', kind: 'string' },
  { name: 'CallerId', kind: 'string' },
  { name: 'DialCallDuration', kind: 'string' },
  { name: 'DialCallSid', kind: 'string' },
  { name: 'DialCallSidLegacy', kind: 'string' },
  { name: 'DialCallStatus', kind: 'string' },
  { name: 'EndTime', kind: 'string' },
  { name: 'ErrorCode', kind: 'string' },
  { name: 'ErrorMessage', kind: 'string' },
  { name: 'HangupCause', kind: 'string' },
  { name: 'HangupSource', kind: 'string' },
  { name: 'OccurredAt', kind: 'string' },
  { name: 'OrganizationId', kind: 'string' },
  { name: 'ParentCallSid', kind: 'string' },
  { name: 'ParentCallSidLegacy', kind: 'string' },
  { name: 'RecordingDuration', kind: 'string' },
  { name: 'RecordingUrl', kind: 'string' },
  { name: 'ShakenStirAttestation', kind: 'string' },
  { name: 'ShakenStirValidated', kind: 'boolean' },
  { name: 'SipHangupCause', kind: 'string' },
  { name: 'StartTime', kind: 'string' },
  { name: 'UserId', kind: 'string' },
]
