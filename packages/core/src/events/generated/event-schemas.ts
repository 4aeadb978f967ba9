// Generated from spec/calls.openapi.yaml: change that and run `pnpm generate`.

import type { TelnyxFormEvent } from './registry.ts'
import { texmlCallCompletedSchema } from './schema.ts'

/** One field of an {@link EventSchema}. */
export interface FieldSchema {
  readonly description: string
  readonly type: 'string' | 'integer' | 'number' | 'boolean'
  readonly format?: string
  readonly enum?: readonly (string | number)[]
  readonly examples: readonly (string | number | boolean)[]
}

/** The body of an event as JSON Schema 2020-12. */
export interface EventSchema {
  readonly $schema: string
  readonly $id: string
  readonly title: string
  readonly description: string
  readonly type: 'object'
  readonly properties: Readonly<Record<string, FieldSchema>>
  readonly patternProperties?: Readonly<Record<string, FieldSchema>>
  readonly required: readonly string[]
  readonly additionalProperties: true
}

/**
 * The body of every event that is sent as a form, by event type. See {@link texmlCallCompletedSchema}.
 *
 * @example
 * ```ts
 * import { eventSchemas } from '@telnyx-call/core/schema'
 *
 * console.log(eventSchemas['call-answered'].required)
 * ```
 */
export const eventSchemas: Readonly<Record<TelnyxFormEvent['type'], EventSchema>> = {
  'call-completed': texmlCallCompletedSchema,
  'call-initiated': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-call-initiated',
    title: 'TexmlCallInitiated',
    description: 'An outbound or inbound call was initiated.',
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
        description: 'State of the call.',
        type: 'string',
        enum: ['initiated'],
        examples: ['initiated'],
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
        examples: [0],
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
      CallerId: { description: 'Display name of the caller.', type: 'string', examples: ['John Doe'] },
      ErrorCode: { description: 'Telnyx error code.', type: 'string', examples: ['10001'] },
      ErrorMessage: { description: 'Error message.', type: 'string', examples: ['Call failed'] },
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
  },
  'call-ringing': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-call-ringing',
    title: 'TexmlCallRinging',
    description: 'The other side is ringing.',
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
        description: 'State of the call.',
        type: 'string',
        enum: ['ringing'],
        examples: ['ringing'],
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
        examples: [1],
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
      CallDuration: {
        description: 'Duration of the call so far, in seconds.',
        type: 'string',
        examples: ['10'],
      },
      CallerId: { description: 'Display name of the caller.', type: 'string', examples: ['John Doe'] },
      ErrorCode: { description: 'Telnyx error code.', type: 'string', examples: ['10001'] },
      ErrorMessage: { description: 'Error message.', type: 'string', examples: ['Call failed'] },
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
  },
  'call-answered': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-call-answered',
    title: 'TexmlCallAnswered',
    description: 'The call was answered.',
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
        description: 'State of the call.',
        type: 'string',
        enum: ['in-progress'],
        examples: ['in-progress'],
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
        examples: [2],
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
      CallDuration: {
        description: 'Duration of the call so far, in seconds.',
        type: 'string',
        examples: ['15'],
      },
      CallerId: { description: 'Display name of the caller.', type: 'string', examples: ['John Doe'] },
      Codec: { description: 'Audio codec of the call.', type: 'string', examples: ['PCMU'] },
      ErrorCode: { description: 'Telnyx error code.', type: 'string', examples: ['10001'] },
      ErrorMessage: { description: 'Error message.', type: 'string', examples: ['Call failed'] },
      ParentCallSid: {
        description: 'Id of the call whose Dial started this one.',
        type: 'string',
        examples: ['v3:parent-call-id'],
      },
      ParentCallSidLegacy: {
        description: 'The value of `ParentCallSid` under an older name.',
        type: 'string',
        examples: ['v3:parent-call-id'],
      },
      SamplingRate: {
        description: 'Sampling rate of the codec, in hertz.',
        type: 'string',
        examples: ['8000'],
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
  },
  'call-dtmf': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-call-dtmf',
    title: 'TexmlCallDtmf',
    description: 'A key was pressed during the call.',
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
        description: 'Always dtmf: the call itself continues.',
        type: 'string',
        enum: ['dtmf'],
        examples: ['dtmf'],
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
      Digit: { description: 'The key that was pressed: 0 to 9, * or #.', type: 'string', examples: ['5'] },
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
      CallerId: { description: 'Display name of the caller.', type: 'string', examples: ['John Doe'] },
      ErrorCode: { description: 'Telnyx error code.', type: 'string', examples: ['10001'] },
      ErrorMessage: { description: 'Error message.', type: 'string', examples: ['Call failed'] },
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
    },
    required: [
      'AccountSid',
      'CallInitiatedAt',
      'CallSid',
      'CallSidLegacy',
      'CallStatus',
      'CallbackSource',
      'ConnectionId',
      'Digit',
      'From',
      'SequenceNumber',
      'Timestamp',
      'To',
    ],
    additionalProperties: true,
  },
  'call-cost': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-call-cost',
    title: 'TexmlCallCost',
    description:
      "Only known from customers' code: Telnyx documents the setting, but not the body. The name of the field with the amount contains the call's id.",
    type: 'object',
    properties: {
      CallSid: {
        description: 'Id of the call, the same as its call control id.',
        type: 'string',
        examples: ['v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'],
      },
      CallbackSource: {
        description: 'Family of callbacks that this one belongs to.',
        type: 'string',
        enum: ['call-cost-events'],
        examples: ['call-cost-events'],
      },
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['f5586561-8ff0-4291-a51b-c7dfe4139ff9'],
      },
      CallStatus: { description: 'State of the call, if sent.', type: 'string', examples: ['completed'] },
    },
    required: ['CallSid', 'CallbackSource'],
    patternProperties: {
      '^CallCost\\[.+\\]$': {
        description: 'The amount, as a decimal number in text form.',
        type: 'string',
        examples: ['0.0042'],
      },
    },
    additionalProperties: true,
  },
  transcription: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-transcription',
    title: 'TexmlTranscription',
    description: 'A recording was transcribed.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['61bf923e-5e4d-4595-a110-56190ea18a1b'],
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
        description: 'Current state of the call, `completed` after its end. It does not identify the event.',
        type: 'string',
        examples: ['in-progress'],
      },
      From: {
        description: 'The caller, as a phone number or SIP address.',
        type: 'string',
        examples: ['+35319605860'],
      },
      RecordingSid: {
        description: 'Id of the recording.',
        type: 'string',
        examples: ['35094891-3290-4142-b2c2-b2eda57534cf'],
      },
      RecordingUrl: {
        description: 'URL of the recording.',
        type: 'string',
        examples: ['https://api.telnyx.com/v2/recordings/abc123.wav'],
      },
      To: {
        description: 'The callee, as a phone number or SIP address.',
        type: 'string',
        examples: ['+13129457420'],
      },
      TranscriptionSid: {
        description: 'Id of the transcription.',
        type: 'string',
        examples: ['b08f0fa1-a32c-4218-b3b5-9cf78941ccac'],
      },
      TranscriptionStatus: {
        description: 'State of the transcription.',
        type: 'string',
        examples: ['completed'],
      },
      TranscriptionText: {
        description: 'The transcribed text, which can be long.',
        type: 'string',
        examples: ['Good morning, how may I help you?'],
      },
    },
    required: [
      'AccountSid',
      'CallSid',
      'CallSidLegacy',
      'CallStatus',
      'From',
      'RecordingSid',
      'RecordingUrl',
      'To',
      'TranscriptionSid',
      'TranscriptionStatus',
      'TranscriptionText',
    ],
    additionalProperties: true,
  },
  'live-transcription': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-live-transcription',
    title: 'TexmlLiveTranscription',
    description: 'A part of the live transcription of a call.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['6d547b4f-993a-4e87-b95c-2d9460b3824b'],
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
      ConnectionId: {
        description: 'Id of the Telnyx connection that the call used.',
        type: 'string',
        examples: ['1234567890'],
      },
      Confidence: {
        description: 'Confidence of the speech recognition, from 0 to 1.',
        type: 'string',
        examples: ['0.98'],
      },
      From: {
        description: 'The caller, as a phone number or SIP address.',
        type: 'string',
        examples: ['+35319605860'],
      },
      IsFinal: {
        description: 'Whether this part of the text is final.',
        type: 'string',
        enum: ['true', 'false'],
        examples: ['true'],
      },
      To: {
        description: 'The callee, as a phone number or SIP address.',
        type: 'string',
        examples: ['+13129457420'],
      },
      Transcript: { description: 'What was said.', type: 'string', examples: ['a sentence'] },
    },
    required: [
      'AccountSid',
      'CallSid',
      'CallSidLegacy',
      'ConnectionId',
      'Confidence',
      'From',
      'IsFinal',
      'To',
      'Transcript',
    ],
    additionalProperties: true,
  },
  'conference-start': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-conference-start',
    title: 'TexmlConferenceStart',
    description: 'A conference has started.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['f5586561-8ff0-4291-a51b-c7dfe4139ff9'],
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
      ConnectionId: {
        description: 'Id of the Telnyx connection that the call used.',
        type: 'string',
        examples: ['1234567890'],
      },
      ConferenceSid: {
        description: 'Id of the conference.',
        type: 'string',
        examples: ['conf_abc123def456'],
      },
      FriendlyName: {
        description: 'Name given to the conference.',
        type: 'string',
        examples: ['MyConference'],
      },
      SequenceNumber: {
        description: 'Position of this event in the order of events.',
        type: 'integer',
        examples: [0],
      },
      StatusCallbackEvent: {
        description: 'The conference event that is reported.',
        type: 'string',
        enum: ['conference-start'],
        examples: ['conference-start'],
      },
      Timestamp: {
        description: 'When Telnyx created this webhook, in UTC.',
        type: 'string',
        format: 'date-time',
        examples: ['2024-01-15T10:30:00Z'],
      },
      CallingPartyType: {
        description: 'Type of party that placed the call.',
        type: 'string',
        examples: ['customer'],
      },
      From: {
        description: 'The caller, as a phone number or SIP address.',
        type: 'string',
        examples: ['+35319605860'],
      },
      FromSipUri: {
        description: 'SIP URI of the caller.',
        type: 'string',
        examples: ['sip:user@example.com'],
      },
      ParticipantLabel: {
        description: 'Label given to the participant.',
        type: 'string',
        examples: ['participant-1'],
      },
      To: {
        description: 'The callee, as a phone number or SIP address.',
        type: 'string',
        examples: ['+13129457420'],
      },
      ToSipUri: {
        description: 'SIP URI of the callee.',
        type: 'string',
        examples: ['sip:conference@example.com'],
      },
    },
    required: [
      'AccountSid',
      'CallSid',
      'CallSidLegacy',
      'ConnectionId',
      'ConferenceSid',
      'FriendlyName',
      'SequenceNumber',
      'StatusCallbackEvent',
      'Timestamp',
    ],
    additionalProperties: true,
  },
  'conference-join': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-conference-join',
    title: 'TexmlConferenceJoin',
    description: 'A participant has joined.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['f5586561-8ff0-4291-a51b-c7dfe4139ff9'],
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
      ConnectionId: {
        description: 'Id of the Telnyx connection that the call used.',
        type: 'string',
        examples: ['1234567890'],
      },
      ConferenceSid: {
        description: 'Id of the conference.',
        type: 'string',
        examples: ['conf_abc123def456'],
      },
      FriendlyName: {
        description: 'Name given to the conference.',
        type: 'string',
        examples: ['MyConference'],
      },
      SequenceNumber: {
        description: 'Position of this event in the order of events.',
        type: 'integer',
        examples: [2],
      },
      StatusCallbackEvent: {
        description: 'The conference event that is reported.',
        type: 'string',
        enum: ['participant-join'],
        examples: ['participant-join'],
      },
      Timestamp: {
        description: 'When Telnyx created this webhook, in UTC.',
        type: 'string',
        format: 'date-time',
        examples: ['2024-01-15T10:31:00Z'],
      },
      CallingPartyType: {
        description: 'Type of party that placed the call.',
        type: 'string',
        examples: ['customer'],
      },
      From: {
        description: 'The caller, as a phone number or SIP address.',
        type: 'string',
        examples: ['+35319605860'],
      },
      FromSipUri: {
        description: 'SIP URI of the caller.',
        type: 'string',
        examples: ['sip:user@example.com'],
      },
      ParticipantLabel: {
        description: 'Label given to the participant.',
        type: 'string',
        examples: ['participant-1'],
      },
      To: {
        description: 'The callee, as a phone number or SIP address.',
        type: 'string',
        examples: ['+13129457420'],
      },
      ToSipUri: {
        description: 'SIP URI of the callee.',
        type: 'string',
        examples: ['sip:conference@example.com'],
      },
    },
    required: [
      'AccountSid',
      'CallSid',
      'CallSidLegacy',
      'ConnectionId',
      'ConferenceSid',
      'FriendlyName',
      'SequenceNumber',
      'StatusCallbackEvent',
      'Timestamp',
    ],
    additionalProperties: true,
  },
  'conference-leave': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-conference-leave',
    title: 'TexmlConferenceLeave',
    description: 'A participant has left.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['f5586561-8ff0-4291-a51b-c7dfe4139ff9'],
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
      ConnectionId: {
        description: 'Id of the Telnyx connection that the call used.',
        type: 'string',
        examples: ['1234567890'],
      },
      ConferenceSid: {
        description: 'Id of the conference.',
        type: 'string',
        examples: ['conf_abc123def456'],
      },
      FriendlyName: {
        description: 'Name given to the conference.',
        type: 'string',
        examples: ['MyConference'],
      },
      SequenceNumber: {
        description: 'Position of this event in the order of events.',
        type: 'integer',
        examples: [4],
      },
      StatusCallbackEvent: {
        description: 'The conference event that is reported.',
        type: 'string',
        enum: ['participant-leave'],
        examples: ['participant-leave'],
      },
      Timestamp: {
        description: 'When Telnyx created this webhook, in UTC.',
        type: 'string',
        format: 'date-time',
        examples: ['2024-01-15T11:00:00Z'],
      },
      CallingPartyType: {
        description: 'Type of party that placed the call.',
        type: 'string',
        examples: ['customer'],
      },
      From: {
        description: 'The caller, as a phone number or SIP address.',
        type: 'string',
        examples: ['+35319605860'],
      },
      FromSipUri: {
        description: 'SIP URI of the caller.',
        type: 'string',
        examples: ['sip:user@example.com'],
      },
      ParticipantLabel: {
        description: 'Label given to the participant.',
        type: 'string',
        examples: ['participant-1'],
      },
      To: {
        description: 'The callee, as a phone number or SIP address.',
        type: 'string',
        examples: ['+13129457420'],
      },
      ToSipUri: {
        description: 'SIP URI of the callee.',
        type: 'string',
        examples: ['sip:conference@example.com'],
      },
    },
    required: [
      'AccountSid',
      'CallSid',
      'CallSidLegacy',
      'ConnectionId',
      'ConferenceSid',
      'FriendlyName',
      'SequenceNumber',
      'StatusCallbackEvent',
      'Timestamp',
    ],
    additionalProperties: true,
  },
  'conference-end': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-conference-end',
    title: 'TexmlConferenceEnd',
    description:
      'Only its name and purpose are documented. The fields are assumed to be those of the other conference events.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['f5586561-8ff0-4291-a51b-c7dfe4139ff9'],
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
      ConnectionId: {
        description: 'Id of the Telnyx connection that the call used.',
        type: 'string',
        examples: ['1234567890'],
      },
      ConferenceSid: {
        description: 'Id of the conference.',
        type: 'string',
        examples: ['conf_abc123def456'],
      },
      FriendlyName: {
        description: 'Name given to the conference.',
        type: 'string',
        examples: ['MyConference'],
      },
      SequenceNumber: {
        description: 'Position of this event in the order of events.',
        type: 'integer',
        examples: [0],
      },
      StatusCallbackEvent: {
        description: 'The conference event that is reported.',
        type: 'string',
        enum: ['conference-end', 'conference-ended'],
        examples: ['conference-end'],
      },
      Timestamp: {
        description: 'When Telnyx created this webhook, in UTC.',
        type: 'string',
        format: 'date-time',
        examples: ['2024-01-15T10:30:00Z'],
      },
      CallingPartyType: {
        description: 'Type of party that placed the call.',
        type: 'string',
        examples: ['customer'],
      },
      From: {
        description: 'The caller, as a phone number or SIP address.',
        type: 'string',
        examples: ['+35319605860'],
      },
      FromSipUri: {
        description: 'SIP URI of the caller.',
        type: 'string',
        examples: ['sip:user@example.com'],
      },
      ParticipantLabel: {
        description: 'Label given to the participant.',
        type: 'string',
        examples: ['participant-1'],
      },
      To: {
        description: 'The callee, as a phone number or SIP address.',
        type: 'string',
        examples: ['+13129457420'],
      },
      ToSipUri: {
        description: 'SIP URI of the callee.',
        type: 'string',
        examples: ['sip:conference@example.com'],
      },
    },
    required: [
      'AccountSid',
      'CallSid',
      'CallSidLegacy',
      'ConnectionId',
      'ConferenceSid',
      'FriendlyName',
      'SequenceNumber',
      'StatusCallbackEvent',
      'Timestamp',
    ],
    additionalProperties: true,
  },
  'conference-speaker': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-conference-speaker',
    title: 'TexmlConferenceSpeaker',
    description:
      'Only its name and purpose are documented. The fields are assumed to be those of the other conference events.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['f5586561-8ff0-4291-a51b-c7dfe4139ff9'],
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
      ConnectionId: {
        description: 'Id of the Telnyx connection that the call used.',
        type: 'string',
        examples: ['1234567890'],
      },
      ConferenceSid: {
        description: 'Id of the conference.',
        type: 'string',
        examples: ['conf_abc123def456'],
      },
      FriendlyName: {
        description: 'Name given to the conference.',
        type: 'string',
        examples: ['MyConference'],
      },
      SequenceNumber: {
        description: 'Position of this event in the order of events.',
        type: 'integer',
        examples: [0],
      },
      StatusCallbackEvent: {
        description: 'The conference event that is reported. Its values are not documented.',
        type: 'string',
        examples: ['participant-speech-start'],
      },
      Timestamp: {
        description: 'When Telnyx created this webhook, in UTC.',
        type: 'string',
        format: 'date-time',
        examples: ['2024-01-15T10:30:00Z'],
      },
      CallingPartyType: {
        description: 'Type of party that placed the call.',
        type: 'string',
        examples: ['customer'],
      },
      From: {
        description: 'The caller, as a phone number or SIP address.',
        type: 'string',
        examples: ['+35319605860'],
      },
      FromSipUri: {
        description: 'SIP URI of the caller.',
        type: 'string',
        examples: ['sip:user@example.com'],
      },
      ParticipantLabel: {
        description: 'Label given to the participant.',
        type: 'string',
        examples: ['participant-1'],
      },
      To: {
        description: 'The callee, as a phone number or SIP address.',
        type: 'string',
        examples: ['+13129457420'],
      },
      ToSipUri: {
        description: 'SIP URI of the callee.',
        type: 'string',
        examples: ['sip:conference@example.com'],
      },
    },
    required: [
      'AccountSid',
      'CallSid',
      'CallSidLegacy',
      'ConnectionId',
      'ConferenceSid',
      'FriendlyName',
      'SequenceNumber',
      'StatusCallbackEvent',
      'Timestamp',
    ],
    additionalProperties: true,
  },
  'recording-completed': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-recording-completed',
    title: 'TexmlRecordingCompleted',
    description: 'A recording is complete.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['cb6cfbbc-eb00-41af-a3f3-0d7b32009e4b'],
      },
      CallSid: {
        description: 'Id of the call, the same as its call control id.',
        type: 'string',
        examples: ['v2:qiaymU9Ij90xJRRkYGWHOIx_41EVJPrzlny2zC67hwL1wVIUnnMrqQ'],
      },
      CallSidLegacy: {
        description: 'The value of `CallSid` under an older name.',
        type: 'string',
        examples: ['v2:qiaymU9Ij90xJRRkYGWHOIx_41EVJPrzlny2zC67hwL1wVIUnnMrqQ'],
      },
      ConnectionId: {
        description: 'Id of the Telnyx connection that the call used.',
        type: 'string',
        examples: ['1234567890'],
      },
      RecordingChannels: {
        description: 'Number of channels of the recording: 1 for mono, 2 for dual.',
        type: 'integer',
        enum: [1, 2],
        examples: [1],
      },
      RecordingSid: {
        description: 'Id of the recording.',
        type: 'string',
        examples: ['35094891-3290-4142-b2c2-b2eda57534cf'],
      },
      RecordingSource: { description: 'What started the recording.', type: 'string', examples: ['DialVerb'] },
      RecordingStatus: {
        description: 'State of the recording.',
        type: 'string',
        enum: ['completed'],
        examples: ['completed'],
      },
      RecordingDuration: {
        description: 'Duration of the recording, in seconds.',
        type: 'string',
        examples: ['5'],
      },
      RecordingUrl: {
        description: 'URL of the recording.',
        type: 'string',
        examples: ['https://recording.com/your-recording-url'],
      },
    },
    required: [
      'AccountSid',
      'CallSid',
      'CallSidLegacy',
      'ConnectionId',
      'RecordingChannels',
      'RecordingSid',
      'RecordingSource',
      'RecordingStatus',
      'RecordingDuration',
    ],
    additionalProperties: true,
  },
  'recording-in-progress': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-recording-in-progress',
    title: 'TexmlRecordingInProgress',
    description: 'A recording has started.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['cb6cfbbc-eb00-41af-a3f3-0d7b32009e4b'],
      },
      CallSid: {
        description: 'Id of the call, the same as its call control id.',
        type: 'string',
        examples: ['v2:qiaymU9Ij90xJRRkYGWHOIx_41EVJPrzlny2zC67hwL1wVIUnnMrqQ'],
      },
      CallSidLegacy: {
        description: 'The value of `CallSid` under an older name.',
        type: 'string',
        examples: ['v2:qiaymU9Ij90xJRRkYGWHOIx_41EVJPrzlny2zC67hwL1wVIUnnMrqQ'],
      },
      ConnectionId: {
        description: 'Id of the Telnyx connection that the call used.',
        type: 'string',
        examples: ['1234567890'],
      },
      RecordingChannels: {
        description: 'Number of channels of the recording: 1 for mono, 2 for dual.',
        type: 'integer',
        enum: [1, 2],
        examples: [1],
      },
      RecordingSource: { description: 'What started the recording.', type: 'string', examples: ['DialVerb'] },
      RecordingStatus: {
        description: 'State of the recording.',
        type: 'string',
        enum: ['in-progress'],
        examples: ['in-progress'],
      },
      RecordingSid: {
        description: 'Id of the recording.',
        type: 'string',
        examples: ['35094891-3290-4142-b2c2-b2eda57534cf'],
      },
    },
    required: [
      'AccountSid',
      'CallSid',
      'CallSidLegacy',
      'ConnectionId',
      'RecordingChannels',
      'RecordingSource',
      'RecordingStatus',
    ],
    additionalProperties: true,
  },
  'recording-absent': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-recording-absent',
    title: 'TexmlRecordingAbsent',
    description:
      'The event can be subscribed to, but its body is not documented. The fields are assumed to be those of the other recording events.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['cb6cfbbc-eb00-41af-a3f3-0d7b32009e4b'],
      },
      CallSid: {
        description: 'Id of the call, the same as its call control id.',
        type: 'string',
        examples: ['v2:qiaymU9Ij90xJRRkYGWHOIx_41EVJPrzlny2zC67hwL1wVIUnnMrqQ'],
      },
      CallSidLegacy: {
        description: 'The value of `CallSid` under an older name.',
        type: 'string',
        examples: ['v2:qiaymU9Ij90xJRRkYGWHOIx_41EVJPrzlny2zC67hwL1wVIUnnMrqQ'],
      },
      ConnectionId: {
        description: 'Id of the Telnyx connection that the call used.',
        type: 'string',
        examples: ['1234567890'],
      },
      RecordingChannels: {
        description: 'Number of channels of the recording: 1 for mono, 2 for dual.',
        type: 'integer',
        enum: [1, 2],
        examples: [1],
      },
      RecordingSid: {
        description: 'Id of the recording.',
        type: 'string',
        examples: ['35094891-3290-4142-b2c2-b2eda57534cf'],
      },
      RecordingSource: { description: 'What started the recording.', type: 'string', examples: ['DialVerb'] },
      RecordingStatus: {
        description: 'State of the recording.',
        type: 'string',
        enum: ['absent'],
        examples: ['absent'],
      },
    },
    required: ['AccountSid', 'CallSid', 'RecordingStatus'],
    additionalProperties: true,
  },
  'recording-failed': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-recording-failed',
    title: 'TexmlRecordingFailed',
    description:
      'The event can be subscribed to, but its body is not documented. The fields are assumed to be those of the other recording events.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['cb6cfbbc-eb00-41af-a3f3-0d7b32009e4b'],
      },
      CallSid: {
        description: 'Id of the call, the same as its call control id.',
        type: 'string',
        examples: ['v2:qiaymU9Ij90xJRRkYGWHOIx_41EVJPrzlny2zC67hwL1wVIUnnMrqQ'],
      },
      CallSidLegacy: {
        description: 'The value of `CallSid` under an older name.',
        type: 'string',
        examples: ['v2:qiaymU9Ij90xJRRkYGWHOIx_41EVJPrzlny2zC67hwL1wVIUnnMrqQ'],
      },
      ConnectionId: {
        description: 'Id of the Telnyx connection that the call used.',
        type: 'string',
        examples: ['1234567890'],
      },
      RecordingChannels: {
        description: 'Number of channels of the recording: 1 for mono, 2 for dual.',
        type: 'integer',
        enum: [1, 2],
        examples: [1],
      },
      RecordingSid: {
        description: 'Id of the recording.',
        type: 'string',
        examples: ['35094891-3290-4142-b2c2-b2eda57534cf'],
      },
      RecordingSource: { description: 'What started the recording.', type: 'string', examples: ['DialVerb'] },
      RecordingStatus: {
        description: 'State of the recording.',
        type: 'string',
        enum: ['failed'],
        examples: ['failed'],
      },
    },
    required: ['AccountSid', 'CallSid', 'RecordingStatus'],
    additionalProperties: true,
  },
  siprec: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-siprec',
    title: 'TexmlSiprec',
    description: 'A SIPREC session has started, ended or failed.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['f5586561-8ff0-4291-a51b-c7dfe4139ff9'],
      },
      CallSid: {
        description: 'Id of the call, the same as its call control id.',
        type: 'string',
        examples: ['v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ'],
      },
      SiprecEvent: {
        description: 'What happened to the SIPREC session.',
        type: 'string',
        enum: ['siprec-started', 'siprec-stopped', 'siprec-failed'],
        examples: ['siprec-started'],
      },
      SiprecSid: { description: 'Id of the SIPREC session.', type: 'string', examples: ['siprec-abc123'] },
      Timestamp: {
        description: 'When Telnyx created this webhook, in UTC.',
        type: 'string',
        format: 'date-time',
        examples: ['2024-01-15T10:30:00Z'],
      },
      SiprecError: {
        description: 'Why the session failed.',
        type: 'string',
        examples: ['SIPREC connection failed'],
      },
    },
    required: ['AccountSid', 'CallSid', 'SiprecEvent', 'SiprecSid', 'Timestamp'],
    additionalProperties: true,
  },
  stream: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-stream',
    title: 'TexmlStream',
    description: 'A media stream has started, ended or failed.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['f5586561-8ff0-4291-a51b-c7dfe4139ff9'],
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
      StreamEvent: {
        description: 'What happened to the media stream. Two names for a failure are documented.',
        type: 'string',
        enum: ['stream-started', 'stream-stopped', 'stream-error', 'stream-failed'],
        examples: ['stream-started'],
      },
      StreamName: { description: 'Name given to the stream.', type: 'string', examples: ['my_stream'] },
      StreamSid: { description: 'Id of the media stream.', type: 'string', examples: ['stream-abc123'] },
      Timestamp: {
        description: 'When Telnyx created this webhook, in UTC.',
        type: 'string',
        format: 'date-time',
        examples: ['2024-01-15T10:30:00Z'],
      },
      StreamError: {
        description: 'Why the stream failed.',
        type: 'string',
        examples: ['Connection timeout'],
      },
    },
    required: [
      'AccountSid',
      'CallSid',
      'CallSidLegacy',
      'StreamEvent',
      'StreamName',
      'StreamSid',
      'Timestamp',
    ],
    additionalProperties: true,
  },
  'refer-status': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-refer-status',
    title: 'TexmlReferStatus',
    description: 'The status of a transfer by Refer.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['f5586561-8ff0-4291-a51b-c7dfe4139ff9'],
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
      ReferCallStatus: {
        description: 'Status of the transfer.',
        type: 'string',
        enum: ['failed', 'in-progress', 'busy', 'canceled'],
        examples: ['in-progress'],
      },
      Timestamp: {
        description: 'When Telnyx created this webhook, in UTC.',
        type: 'string',
        format: 'date-time',
        examples: ['2024-01-15T10:30:00Z'],
      },
      NotifySipResponseCode: {
        description: 'SIP status reported by the NOTIFY.',
        type: 'string',
        examples: ['200'],
      },
      ReferSipResponseCode: {
        description: 'SIP status of the response to the REFER.',
        type: 'string',
        examples: ['202'],
      },
    },
    required: ['AccountSid', 'CallSid', 'CallSidLegacy', 'ReferCallStatus', 'Timestamp'],
    additionalProperties: true,
  },
  'call-machine-detection': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-call-machine-detection',
    title: 'TexmlCallMachineDetection',
    description: 'Machine detection finished.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['f5586561-8ff0-4291-a51b-c7dfe4139ff9'],
      },
      AnsweredBy: {
        description: 'Who or what answered, according to machine detection.',
        type: 'string',
        enum: [
          'human',
          'machine',
          'machine_start',
          'machine_end_beep',
          'machine_end_silence',
          'machine_end_other',
          'fax',
          'unknown',
        ],
        examples: ['human'],
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
      ConnectionId: {
        description: 'Id of the Telnyx connection that the call used.',
        type: 'string',
        examples: ['1234567890'],
      },
      MachineDetectionDuration: {
        description: 'How long the detection took, in milliseconds.',
        type: 'string',
        examples: ['2500'],
      },
    },
    required: [
      'AccountSid',
      'AnsweredBy',
      'CallSid',
      'CallSidLegacy',
      'ConnectionId',
      'MachineDetectionDuration',
    ],
    additionalProperties: true,
  },
  'call-analyzed': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-call-analyzed',
    title: 'TexmlCallAnalyzed',
    description:
      'Only the event itself is documented. The fields are assumed to be those of the other call callbacks.',
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
        description: 'State of the call.',
        type: 'string',
        enum: ['analyzed'],
        examples: ['analyzed'],
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
        examples: [4],
      },
      Timestamp: {
        description: 'When Telnyx created this webhook, in UTC.',
        type: 'string',
        format: 'date-time',
        examples: ['2024-01-15T10:31:05Z'],
      },
      To: {
        description: 'The callee, as a phone number or SIP address.',
        type: 'string',
        examples: ['+13129457420'],
      },
      CallerId: { description: 'Display name of the caller.', type: 'string', examples: ['John Doe'] },
    },
    required: ['CallStatus'],
    additionalProperties: true,
  },
  queue: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-queue',
    title: 'TexmlQueue',
    description: 'A call is waiting in a queue, and Telnyx asks what to play to the caller.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['4e71926f-8f13-450e-b91c-23c2ef786aa6'],
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
      ConnectionId: {
        description: 'Id of the Telnyx connection that the call used.',
        type: 'string',
        examples: ['1234567890'],
      },
      AvgQueueTime: {
        description: 'Average waiting time in this queue, in seconds.',
        type: 'string',
        examples: ['45'],
      },
      CurrentQueueSize: { description: 'Number of waiting calls.', type: 'string', examples: ['3'] },
      From: {
        description: 'The caller, as a phone number or SIP address.',
        type: 'string',
        examples: ['+35319605860'],
      },
      QueuePosition: { description: 'Position of this call in the queue.', type: 'string', examples: ['2'] },
      QueueSid: { description: 'Id or name of the queue.', type: 'string', examples: ['my-queue'] },
      QueueTime: {
        description: 'How long this call has waited, in seconds.',
        type: 'string',
        examples: ['30'],
      },
      To: {
        description: 'The callee, as a phone number or SIP address.',
        type: 'string',
        examples: ['+13129457420'],
      },
    },
    required: [
      'AccountSid',
      'CallSid',
      'CallSidLegacy',
      'ConnectionId',
      'AvgQueueTime',
      'CurrentQueueSize',
      'From',
      'QueuePosition',
      'QueueSid',
      'QueueTime',
      'To',
    ],
    additionalProperties: true,
  },
  'ai-gather': {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-ai-gather',
    title: 'TexmlAiGather',
    description: 'An AI assistant has finished gathering information.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['f5586561-8ff0-4291-a51b-c7dfe4139ff9'],
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
      Status: {
        description: 'How the gathering ended. Its values are not documented.',
        type: 'string',
        examples: ['valid'],
      },
      To: {
        description: 'The callee, as a phone number or SIP address.',
        type: 'string',
        examples: ['+13129457420'],
      },
      Base64MessageHistory: {
        description: 'The conversation so far: a JSON array in base64.',
        type: 'string',
        examples: ['W3sicm9sZSI6InVzZXIiLCJjb250ZW50IjoiSGVsbG8ifV0='],
      },
      Base64Result: {
        description: 'What the assistant gathered: a JSON object in base64.',
        type: 'string',
        examples: [
          'eyJzdGF0dXMiOiJ2YWxpZCIsInJlc3VsdCI6eyJ0ZXh0IjoiSSB3b3VsZCBsaWtlIHRvIHNjaGVkdWxlIGFuIGFwcG9pbnRtZW50In19',
        ],
      },
    },
    required: ['AccountSid', 'CallSid', 'CallSidLegacy', 'ConnectionId', 'From', 'Status', 'To'],
    additionalProperties: true,
  },
  gather: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-gather',
    title: 'TexmlGather',
    description: 'The caller pressed keys or spoke.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['cb6cfbbc-eb00-41af-a3f3-0d7b32009e4b'],
      },
      CallSid: {
        description: 'Id of the call, the same as its call control id.',
        type: 'string',
        examples: ['v2:DPNqxVjTNtQYaKdcKbU0QgRFrQ3YzuAQrVYC4Ggcuq7zTpDkUB7A4w'],
      },
      CallSidLegacy: {
        description: 'The value of `CallSid` under an older name.',
        type: 'string',
        examples: ['v2:DPNqxVjTNtQYaKdcKbU0QgRFrQ3YzuAQrVYC4Ggcuq7zTpDkUB7A4w'],
      },
      From: {
        description: 'The caller, as a phone number or SIP address.',
        type: 'string',
        examples: ['Defaultj35z6@sip.telnyx.com'],
      },
      To: {
        description: 'The callee, as a phone number or SIP address.',
        type: 'string',
        examples: ['+12132045020'],
      },
      Confidence: {
        description: 'Confidence of the speech recognition, from 0 to 1.',
        type: 'number',
        examples: [0.95],
      },
      Digits: { description: 'The keys that were pressed.', type: 'string', examples: ['1'] },
      SpeechResult: {
        description: 'What was said, as text.',
        type: 'string',
        examples: ['Please connect me to sales'],
      },
    },
    required: ['AccountSid', 'CallSid', 'CallSidLegacy', 'From', 'To'],
    additionalProperties: true,
  },
  instructions: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:telnyx-call:texml-instructions',
    title: 'TexmlInstructions',
    description:
      'Sent by the voice URL, a Redirect, an HttpRequest, or a Gather that timed out; their bodies cannot be told apart. Fields that an HttpRequest maps have names of your own.',
    type: 'object',
    properties: {
      AccountSid: {
        description: "Id of the account that the call belongs to, which is also the user's id.",
        type: 'string',
        examples: ['6a9a7976-012e-45d2-9258-6f5dc68d861e'],
      },
      CallSid: {
        description: 'Id of the call, the same as its call control id.',
        type: 'string',
        examples: ['fcc47bc6-e428-11ed-ad79-02420aef00b4'],
      },
      CallSidLegacy: {
        description: 'The value of `CallSid` under an older name.',
        type: 'string',
        examples: ['fcc47bc6-e428-11ed-ad79-02420aef00b4'],
      },
      From: {
        description: 'The caller, as a phone number or SIP address.',
        type: 'string',
        examples: ['+13122010091'],
      },
      To: {
        description: 'The callee, as a phone number or SIP address.',
        type: 'string',
        examples: ['+13122010090'],
      },
      ConnectionId: {
        description: 'Id of the Telnyx connection that the call used.',
        type: 'string',
        examples: ['1568109700606592442'],
      },
      CallerId: { description: 'Display name of the caller.', type: 'string', examples: ['+13122010091'] },
      CallStatus: { description: 'State of the call.', type: 'string', examples: ['in-progress'] },
      CallingPartyType: {
        description: 'Whether the caller uses a SIP connection or a phone line.',
        type: 'string',
        enum: ['sip', 'pstn'],
        examples: ['sip'],
      },
      FromSipUri: {
        description: 'SIP URI of the caller.',
        type: 'string',
        examples: ['+13122010091@10.239.182.10'],
      },
      ToSipUri: {
        description: 'SIP URI of the callee.',
        type: 'string',
        examples: ['+13122010090@sip.telnyx.com'],
      },
    },
    required: ['AccountSid', 'CallSid', 'CallSidLegacy', 'From', 'To'],
    patternProperties: {
      '^SipHeader_.+$': {
        description: "A custom SIP header of the call, known from customers' code.",
        type: 'string',
        examples: ['abc123'],
      },
    },
    additionalProperties: true,
  },
}
