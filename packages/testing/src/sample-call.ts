type Fields = Readonly<Record<string, string>>

// The specification's example, with its exact values, grouped by when each field is present.

const required: Fields = {
  AccountSid: 'f5586561-8ff0-4291-a51b-c7dfe4139ff9',
  CallInitiatedAt: '2024-01-15T10:30:26.028Z',
  CallSid: 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ',
  CallSidLegacy: 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ',
  CallStatus: 'completed',
  CallbackSource: 'call-progress-events',
  ConnectionId: '1234567890',
  From: '+35319605860',
  SequenceNumber: '3',
  Timestamp: '2024-01-15T10:30:00Z',
  To: '+13129457420',
}

const caller: Fields = {
  CallerId: 'John Doe',
  ShakenStirAttestation: 'A',
  ShakenStirValidated: 'true',
}

const completedOnly: Fields = {
  AnsweredTime: '2024-01-15T10:30:15Z',
  CallControlId: 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ',
  CallLegId: 'abc123-leg1',
  CallQualityStats: '{"mos":4.2,"jitter":10,"packet_loss":0.5}',
  CallSessionId: 'session-abc123',
  EndTime: '2024-01-15T10:31:00Z',
  HangupCause: 'normal_clearing',
  OccurredAt: '2024-01-15T10:31:00Z',
  OrganizationId: 'org-abc123',
  StartTime: '2024-01-15T10:30:00Z',
  UserId: 'f5586561-8ff0-4291-a51b-c7dfe4139ff9',
}

const duration: Fields = { CallDuration: '45' }

const hangup: Fields = { HangupSource: 'caller', SipHangupCause: '200' }

const dial: Fields = {
  DialCallDuration: '120',
  DialCallSid: 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ',
  DialCallSidLegacy: 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ',
  DialCallStatus: 'completed',
}

const parent: Fields = {
  ParentCallSid: 'v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg',
  ParentCallSidLegacy: 'v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg',
}

const recording: Fields = {
  RecordingDuration: '90',
  RecordingUrl: 'https://api.telnyx.com/v2/recordings/abc123.wav',
}

const failure: Fields = { ErrorCode: '10001', ErrorMessage: 'Call failed' }

// The example shows every field at once, so parts of it contradict each other: the reported end is in the future, and the recording is
// longer than the call. The other variants keep its identifiers but have consistent times.

const orderly: Fields = {
  ...required,
  CallInitiatedAt: '2024-01-15T10:29:59.928Z',
  Timestamp: '2024-01-15T10:31:00Z',
}

const answeredAndEnded: Fields = { ...orderly, ...caller, ...completedOnly, ...duration, ...hangup }

/** The variants of `sampleCall`: first the ways a call can end, then special bodies, then earlier events. */
export const sampleVariants = [
  'completed',
  'busy',
  'no-answer',
  'canceled',
  'failed',
  'dial-child',
  'recorded',
  'minimal',
  'non-ascii',
  'initiated',
  'ringing',
  'answered',
] as const

/** One of the names in `sampleVariants`. */
export type SampleVariant = (typeof sampleVariants)[number]

/** Fields to set in a sample; `undefined` removes a field. Names outside the specification are allowed. */
export type SampleOverrides = Readonly<Record<string, string | undefined>>

const samples: Readonly<Record<SampleVariant, Fields>> = {
  completed: {
    ...required,
    ...caller,
    ...completedOnly,
    ...duration,
    ...hangup,
    ...dial,
    ...parent,
    ...recording,
    ...failure,
  },
  busy: {
    ...orderly,
    ...caller,
    CallStatus: 'busy',
    SequenceNumber: '2',
    Timestamp: '2024-01-15T10:30:08Z',
    HangupSource: 'callee',
    SipHangupCause: '486',
  },
  'no-answer': {
    ...orderly,
    ...caller,
    CallStatus: 'no-answer',
    SequenceNumber: '2',
    Timestamp: '2024-01-15T10:30:30Z',
    HangupSource: 'callee',
    SipHangupCause: '480',
  },
  canceled: {
    ...orderly,
    ...caller,
    CallStatus: 'canceled',
    SequenceNumber: '2',
    Timestamp: '2024-01-15T10:30:12Z',
    HangupSource: 'caller',
    SipHangupCause: '487',
  },
  failed: {
    ...orderly,
    ...caller,
    ...failure,
    CallStatus: 'failed',
    SequenceNumber: '1',
    Timestamp: '2024-01-15T10:30:02Z',
    HangupSource: 'unknown',
    SipHangupCause: '503',
  },
  'dial-child': { ...answeredAndEnded, ...parent, ...dial, DialCallDuration: '45' },
  recorded: { ...answeredAndEnded, ...recording, RecordingDuration: '45' },
  minimal: orderly,
  'non-ascii': { ...answeredAndEnded, CallerId: 'Zoë Müller 東京' },
  initiated: {
    ...orderly,
    ...caller,
    CallStatus: 'initiated',
    SequenceNumber: '0',
    Timestamp: '2024-01-15T10:30:00Z',
  },
  ringing: {
    ...orderly,
    ...caller,
    CallStatus: 'ringing',
    SequenceNumber: '1',
    Timestamp: '2024-01-15T10:30:05Z',
    CallDuration: '0',
  },
  answered: {
    ...orderly,
    ...caller,
    CallStatus: 'in-progress',
    SequenceNumber: '2',
    Timestamp: '2024-01-15T10:30:15Z',
    CallDuration: '0',
    Codec: 'PCMU',
    SamplingRate: '8000',
  },
}

/**
 * The form fields of one TeXML call webhook as Telnyx sends them, under the specification's names. Every value is a string, as on the wire:
 * `SequenceNumber` is `'3'`, `ShakenStirValidated` is `'true'`, durations are seconds. Each call returns a new object, which the test may
 * modify.
 *
 * | variant | the call |
 * |---|---|
 * | `completed` (default) | the specification's own example, all 38 fields |
 * | `busy`, `no-answer`, `canceled` | never answered: none of the fields that only a completed call has |
 * | `failed` | the same, with `ErrorCode` and `ErrorMessage` |
 * | `dial-child` | the leg started by a Dial: `ParentCallSid` and the `DialCall...` fields |
 * | `recorded` | completed, with `RecordingUrl` and `RecordingDuration` |
 * | `minimal` | completed, only the 11 required fields |
 * | `non-ascii` | completed, with a non-ASCII caller name |
 * | `initiated`, `ringing`, `answered` | an earlier event; `answered` has the status `in-progress` |
 *
 * All variants have the same `CallSid`, and the completed ones also the same `SequenceNumber`. A test that sends several of them to a route
 * that ignores duplicates should override `CallSid`.
 *
 * @param overrides - fields to set in the default variant, or to remove with `undefined`
 *
 * @example
 * sampleCall()
 * sampleCall({ From: '+15550100', CallerId: undefined })
 * sampleCall('busy', { SequenceNumber: '7' })
 */
export function sampleCall(overrides?: SampleOverrides): Record<string, string>
/**
 * The form fields of one variant of a call.
 *
 * @param variant - which call, see `sampleVariants`
 * @param overrides - fields to set in it, or to remove with `undefined`
 * @throws TypeError if there is no such variant; the message lists the variants
 */
export function sampleCall(variant: SampleVariant, overrides?: SampleOverrides): Record<string, string>
export function sampleCall(
  variantOrOverrides: SampleVariant | SampleOverrides = 'completed',
  overrides: SampleOverrides = {},
): Record<string, string> {
  if (typeof variantOrOverrides === 'object') return sampleCall('completed', variantOrOverrides)
  const variant = variantOrOverrides
  if (!Object.hasOwn(samples, variant)) {
    throw new TypeError(
      `There is no sample call "${variant}". The variants are: ${sampleVariants.join(', ')}.`,
    )
  }

  return overrideFields(samples[variant], overrides)
}

/** Copies the fields, with some of them set or, with `undefined`, removed. */
export function overrideFields(sample: Fields, overrides: SampleOverrides): Record<string, string> {
  const fields: Record<string, string> = { ...sample }
  for (const [name, value] of Object.entries(overrides)) {
    if (value === undefined) delete fields[name]
    else fields[name] = value
  }
  return fields
}
