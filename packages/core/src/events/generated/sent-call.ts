// Generated from spec/calls.openapi.yaml: change that and run `pnpm generate`.

import { convertBoolean, convertInteger } from '../conversion.ts'

/** The fields as they were sent: converted if possible, but not yet validated. */
export interface SentCall {
  AccountSid?: string
  CallInitiatedAt?: string
  CallSid?: string
  CallSidLegacy?: string
  CallStatus?: string
  CallbackSource?: string
  ConnectionId?: string
  From?: string
  SequenceNumber?: string | number
  Timestamp?: string
  To?: string
  AnsweredTime?: string
  CallControlId?: string
  CallDuration?: string
  CallLegId?: string
  CallQualityStats?: string
  CallSessionId?: string
  CallerId?: string
  DialCallDuration?: string
  DialCallSid?: string
  DialCallSidLegacy?: string
  DialCallStatus?: string
  EndTime?: string
  ErrorCode?: string
  ErrorMessage?: string
  HangupCause?: string
  HangupSource?: string
  OccurredAt?: string
  OrganizationId?: string
  ParentCallSid?: string
  ParentCallSidLegacy?: string
  RecordingDuration?: string
  RecordingUrl?: string
  ShakenStirAttestation?: string
  ShakenStirValidated?: string | boolean
  SipHangupCause?: string
  StartTime?: string
  UserId?: string
}

/** Every field in the specification, in its order. */
export const fieldNames: readonly string[] = [
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
  'AnsweredTime',
  'CallControlId',
  'CallDuration',
  'CallLegId',
  'CallQualityStats',
  'CallSessionId',
  'CallerId',
  'DialCallDuration',
  'DialCallSid',
  'DialCallSidLegacy',
  'DialCallStatus',
  'EndTime',
  'ErrorCode',
  'ErrorMessage',
  'HangupCause',
  'HangupSource',
  'OccurredAt',
  'OrganizationId',
  'ParentCallSid',
  'ParentCallSidLegacy',
  'RecordingDuration',
  'RecordingUrl',
  'ShakenStirAttestation',
  'ShakenStirValidated',
  'SipHangupCause',
  'StartTime',
  'UserId',
]

/** Creates the call from the fields' texts, in the order of `fieldNames`. An empty text counts as not sent. */
export function assembleCall(texts: readonly (string | undefined)[]): SentCall {
  const call: SentCall = {}
  if (texts[0]) call.AccountSid = texts[0]
  if (texts[1]) call.CallInitiatedAt = texts[1]
  if (texts[2]) call.CallSid = texts[2]
  if (texts[3]) call.CallSidLegacy = texts[3]
  if (texts[4]) call.CallStatus = texts[4]
  if (texts[5]) call.CallbackSource = texts[5]
  if (texts[6]) call.ConnectionId = texts[6]
  if (texts[7]) call.From = texts[7]
  if (texts[8]) call.SequenceNumber = convertInteger(texts[8])
  if (texts[9]) call.Timestamp = texts[9]
  if (texts[10]) call.To = texts[10]
  if (texts[11]) call.AnsweredTime = texts[11]
  if (texts[12]) call.CallControlId = texts[12]
  if (texts[13]) call.CallDuration = texts[13]
  if (texts[14]) call.CallLegId = texts[14]
  if (texts[15]) call.CallQualityStats = texts[15]
  if (texts[16]) call.CallSessionId = texts[16]
  if (texts[17]) call.CallerId = texts[17]
  if (texts[18]) call.DialCallDuration = texts[18]
  if (texts[19]) call.DialCallSid = texts[19]
  if (texts[20]) call.DialCallSidLegacy = texts[20]
  if (texts[21]) call.DialCallStatus = texts[21]
  if (texts[22]) call.EndTime = texts[22]
  if (texts[23]) call.ErrorCode = texts[23]
  if (texts[24]) call.ErrorMessage = texts[24]
  if (texts[25]) call.HangupCause = texts[25]
  if (texts[26]) call.HangupSource = texts[26]
  if (texts[27]) call.OccurredAt = texts[27]
  if (texts[28]) call.OrganizationId = texts[28]
  if (texts[29]) call.ParentCallSid = texts[29]
  if (texts[30]) call.ParentCallSidLegacy = texts[30]
  if (texts[31]) call.RecordingDuration = texts[31]
  if (texts[32]) call.RecordingUrl = texts[32]
  if (texts[33]) call.ShakenStirAttestation = texts[33]
  if (texts[34]) call.ShakenStirValidated = convertBoolean(texts[34])
  if (texts[35]) call.SipHangupCause = texts[35]
  if (texts[36]) call.StartTime = texts[36]
  if (texts[37]) call.UserId = texts[37]
  return call
}
