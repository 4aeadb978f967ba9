// Generated from spec/calls.openapi.yaml: change that and run `pnpm generate`.

/**
 * The body of the webhook as JSON Schema 2020-12, for your own validator, form builder or documentation tool.
 * It describes the decoded form: `SequenceNumber` as an integer, `ShakenStirValidated` as a boolean, everything else
 * as text. Unknown fields are allowed. It compiles in Ajv's strict mode, with ajv-formats.
 *
 * To most validators, the format `date-time` means RFC 3339. The receiver also accepts the other two formats that Telnyx
 * documents: a space instead of the `T`, and RFC 2822.
 *
 * @example
 * ```ts
 * import { texmlCallCompletedSchema } from '@telnyx-call/core/schema'
 * import { Ajv2020 } from 'ajv/dist/2020.js'
 * import addFormats from 'ajv-formats'
 *
 * const ajv = new Ajv2020()
 * addFormats.default(ajv)
 * const validate = ajv.compile(texmlCallCompletedSchema)
 * ```
 */
export const texmlCallCompletedSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:telnyx-call:texml-call-completed',
  title: 'TexmlCallCompleted',
  description: 'A TeXML call has ended, answered or not.',
  type: 'object',
  properties: {
    AccountSid: {
      description: "Id of the account that the call belongs to, which is also the user's id.",
      type: 'string',
      examples: ['f5586561-8ff0-4291-a51b-c7dfe4139ff9'],
    },
    CallInitiatedAt: {
      description: 'When the call was first placed.',
      type: 'string',
      format: 'date-time',
      examples: ['2024-01-15T10:30:26.028Z'],
    },
    CallSid: {
      description: 'Id of the call, the same as its call control id.',
      type: 'string',
      examples: ['v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'],
    },
    CallSidLegacy: {
      description: 'The value of `CallSid` under an older name.',
      type: 'string',
      examples: ['v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'],
    },
    CallStatus: {
      description: 'How the call ended.',
      type: 'string',
      enum: ['completed', 'busy', 'no-answer', 'canceled', 'failed'],
      examples: ['completed'],
    },
    CallbackSource: {
      description: 'Family of callbacks that this one belongs to.',
      type: 'string',
      enum: ['call-progress-events'],
      examples: ['call-progress-events'],
    },
    ConnectionId: {
      description: 'Id of the Telnyx connection that the call used.',
      type: 'string',
      examples: ['1234567890'],
    },
    From: {
      description: 'The caller, as a phone number or SIP address.',
      type: 'string',
      examples: ['+35319605860'],
    },
    SequenceNumber: {
      description: 'Position of this event in the order of events.',
      type: 'integer',
      examples: [3],
    },
    Timestamp: {
      description: 'When Telnyx created this webhook, in UTC.',
      type: 'string',
      format: 'date-time',
      examples: ['2024-01-15T10:30:00Z'],
    },
    To: {
      description: 'The callee, as a phone number or SIP address.',
      type: 'string',
      examples: ['+13129457420'],
    },
    AnsweredTime: {
      description: 'When the call was answered.',
      type: 'string',
      format: 'date-time',
      examples: ['2024-01-15T10:30:15Z'],
    },
    CallControlId: {
      description: 'Id of the call in Telnyx Call Control.',
      type: 'string',
      examples: ['v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'],
    },
    CallDuration: { description: 'Duration of the call, in seconds.', type: 'string', examples: ['45'] },
    CallLegId: { description: 'Id of this leg of the call.', type: 'string', examples: ['abc123-leg1'] },
    CallQualityStats: {
      description: 'Measured call quality, as JSON text.',
      type: 'string',
      examples: ['{"mos":4.2,"jitter":10,"packet_loss":0.5}'],
    },
    CallSessionId: {
      description: 'Id of the session that the call belongs to.',
      type: 'string',
      examples: ['session-abc123'],
    },
    CallerId: { description: 'Display name of the caller.', type: 'string', examples: ['John Doe'] },
    DialCallDuration: {
      description: 'Duration of the call started by the Dial, in seconds.',
      type: 'string',
      examples: ['120'],
    },
    DialCallSid: {
      description: 'Id of the call started by the Dial.',
      type: 'string',
      examples: ['v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'],
    },
    DialCallSidLegacy: {
      description: 'The value of `DialCallSid` under an older name.',
      type: 'string',
      examples: ['v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'],
    },
    DialCallStatus: {
      description: 'How the call started by the Dial ended.',
      type: 'string',
      enum: ['completed', 'busy', 'no-answer', 'canceled', 'failed'],
      examples: ['completed'],
    },
    EndTime: {
      description: 'When the call ended.',
      type: 'string',
      format: 'date-time',
      examples: ['2024-01-15T10:31:00Z'],
    },
    ErrorCode: { description: 'Telnyx error code.', type: 'string', examples: ['10001'] },
    ErrorMessage: { description: 'Error message.', type: 'string', examples: ['Call failed'] },
    HangupCause: { description: 'Why the call was hung up.', type: 'string', examples: ['normal_clearing'] },
    HangupSource: { description: 'Which side hung up.', type: 'string', examples: ['caller'] },
    OccurredAt: {
      description: 'When the reported event took place.',
      type: 'string',
      format: 'date-time',
      examples: ['2024-01-15T10:31:00Z'],
    },
    OrganizationId: {
      description: 'Id of the organization that the call belongs to.',
      type: 'string',
      examples: ['org-abc123'],
    },
    ParentCallSid: {
      description: 'Id of the call whose Dial started this one.',
      type: 'string',
      examples: ['v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg'],
    },
    ParentCallSidLegacy: {
      description: 'The value of `ParentCallSid` under an older name.',
      type: 'string',
      examples: ['v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg'],
    },
    RecordingDuration: {
      description: 'Duration of the recording, in seconds.',
      type: 'string',
      examples: ['90'],
    },
    RecordingUrl: {
      description: 'URL of the recording.',
      type: 'string',
      examples: ['https://api.telnyx.com/v2/recordings/abc123.wav'],
    },
    ShakenStirAttestation: {
      description:
        "How far the originating carrier vouches for the caller's number (SHAKEN/STIR attestation).",
      type: 'string',
      examples: ['A'],
    },
    ShakenStirValidated: {
      description: 'Whether the SHAKEN/STIR data passed validation.',
      type: 'boolean',
      examples: [true],
    },
    SipHangupCause: {
      description: 'SIP status code that the call ended with.',
      type: 'string',
      examples: ['200'],
    },
    StartTime: {
      description: 'When the call began.',
      type: 'string',
      format: 'date-time',
      examples: ['2024-01-15T10:30:00Z'],
    },
    UserId: {
      description: 'Id of the user that the call belongs to.',
      type: 'string',
      examples: ['f5586561-8ff0-4291-a51b-c7dfe4139ff9'],
    },
  },
  required: [
    'AccountSid',
    'CallInitiatedAt',
    'CallSid',
    'CallSidLegacy',
    'CallStatus',
    'CallbackSource',
    'ConnectionId',
    'From',
    'SequenceNumber',
    'Timestamp',
    'To',
  ],
  additionalProperties: true,
} as const
