// Generated from spec/calls.openapi.yaml: change that and run `pnpm generate`.

/**
 * The body of the webhook as JSON Schema 2020-12, for a validator, a form builder or a documentation tool of your own.
 * It describes the decoded form: `SequenceNumber` as an integer, `ShakenStirValidated` as a boolean, all else
 * as text. Unknown fields are allowed. Ajv's strict mode compiles it, given ajv-formats.
 *
 * The format `date-time` is RFC 3339 to most validators. The receiver also takes the other two forms that Telnyx
 * documents: a space for the `T`, and RFC 2822.
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
  description: 'What Telnyx tells about a TeXML call that has ended.',
  type: 'object',
  properties: {
    AccountSid: {
      description: 'Account that the call belongs to, which is the id of the user.',
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
      description: 'Id of the call, equal to its call control id.',
      type: 'string',
      examples: ['v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'],
    },
    CallSidLegacy: {
      description: 'The value of `CallSid` again, under an older name.',
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
      description: 'Which family of callbacks this one comes from.',
      type: 'string',
      enum: ['call-progress-events'],
      examples: ['call-progress-events'],
    },
    ConnectionId: {
      description: 'Id of the Telnyx connection that the call went through.',
      type: 'string',
      examples: ['1234567890'],
    },
    From: {
      description: 'Who called, as a phone number or a SIP address.',
      type: 'string',
      examples: ['+35319605860'],
    },
    SequenceNumber: {
      description: 'Place of this event in the order of events.',
      type: 'integer',
      examples: [3],
    },
    Timestamp: {
      description: 'When Telnyx made this webhook, in UTC.',
      type: 'string',
      format: 'date-time',
      examples: ['2024-01-15T10:30:00Z'],
    },
    To: {
      description: 'Who was called, as a phone number or a SIP address.',
      type: 'string',
      examples: ['+13129457420'],
    },
    AnsweredTime: {
      description: 'When the call was picked up.',
      type: 'string',
      format: 'date-time',
      examples: ['2024-01-15T10:30:15Z'],
    },
    CallControlId: {
      description: 'Id that the call has in Telnyx call control.',
      type: 'string',
      examples: ['v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'],
    },
    CallDuration: { description: 'Length of the call, in seconds.', type: 'string', examples: ['45'] },
    CallLegId: { description: 'Id of this leg of the call.', type: 'string', examples: ['abc123-leg1'] },
    CallQualityStats: {
      description: 'Measured quality of the call, as a JSON text.',
      type: 'string',
      examples: ['{"mos":4.2,"jitter":10,"packet_loss":0.5}'],
    },
    CallSessionId: {
      description: 'Id of the session that the call is part of.',
      type: 'string',
      examples: ['session-abc123'],
    },
    CallerId: { description: 'Name shown for the caller.', type: 'string', examples: ['John Doe'] },
    DialCallDuration: {
      description: 'Length of the call that the Dial placed, in seconds.',
      type: 'string',
      examples: ['120'],
    },
    DialCallSid: {
      description: 'Id of the call that the Dial placed.',
      type: 'string',
      examples: ['v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'],
    },
    DialCallSidLegacy: {
      description: 'The value of `DialCallSid` again, under an older name.',
      type: 'string',
      examples: ['v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'],
    },
    DialCallStatus: {
      description: 'How the call that the Dial placed ended.',
      type: 'string',
      enum: ['completed', 'busy', 'no-answer', 'canceled', 'failed'],
      examples: ['completed'],
    },
    EndTime: {
      description: 'When the call was over.',
      type: 'string',
      format: 'date-time',
      examples: ['2024-01-15T10:31:00Z'],
    },
    ErrorCode: { description: 'Telnyx code of what went wrong.', type: 'string', examples: ['10001'] },
    ErrorMessage: { description: 'What went wrong, in words.', type: 'string', examples: ['Call failed'] },
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
      description: 'Id of the call whose Dial placed this one.',
      type: 'string',
      examples: ['v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg'],
    },
    ParentCallSidLegacy: {
      description: 'The value of `ParentCallSid` again, under an older name.',
      type: 'string',
      examples: ['v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg'],
    },
    RecordingDuration: {
      description: 'Length of the recording, in seconds.',
      type: 'string',
      examples: ['90'],
    },
    RecordingUrl: {
      description: 'Where to fetch the recording.',
      type: 'string',
      examples: ['https://api.telnyx.com/v2/recordings/abc123.wav'],
    },
    ShakenStirAttestation: {
      description: "How far the originating carrier vouches for the caller's number, by SHAKEN/STIR.",
      type: 'string',
      examples: ['A'],
    },
    ShakenStirValidated: {
      description: 'Whether the SHAKEN/STIR data stood up to validation.',
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
