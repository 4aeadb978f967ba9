// Generated from spec/: change that and run `pnpm generate`.

import type { EventDefinition } from '../event-definition.ts'
import { aiGather, type AiGatherEvent } from './ai-gather.ts'
import { callAnalyzed, type CallAnalyzedEvent } from './call-analyzed.ts'
import { callAnswered, type CallAnsweredEvent } from './call-answered.ts'
import { callCompleted, type CallCompletedEvent } from './call-completed.ts'
import { callCost, type CallCostEvent } from './call-cost.ts'
import { callDtmf, type CallDtmfEvent } from './call-dtmf.ts'
import { callInitiated, type CallInitiatedEvent } from './call-initiated.ts'
import { callMachineDetection, type CallMachineDetectionEvent } from './call-machine-detection.ts'
import { callRinging, type CallRingingEvent } from './call-ringing.ts'
import { conferenceEnd, type ConferenceEndEvent } from './conference-end.ts'
import { conferenceJoin, type ConferenceJoinEvent } from './conference-join.ts'
import { conferenceLeave, type ConferenceLeaveEvent } from './conference-leave.ts'
import { conferenceSpeaker, type ConferenceSpeakerEvent } from './conference-speaker.ts'
import { conferenceStart, type ConferenceStartEvent } from './conference-start.ts'
import { gather, type GatherEvent } from './gather.ts'
import { instructions, type InstructionsEvent } from './instructions.ts'
import { liveTranscription, type LiveTranscriptionEvent } from './live-transcription.ts'
import { queue, type QueueEvent } from './queue.ts'
import { recordingAbsent, type RecordingAbsentEvent } from './recording-absent.ts'
import { recordingCompleted, type RecordingCompletedEvent } from './recording-completed.ts'
import { recordingFailed, type RecordingFailedEvent } from './recording-failed.ts'
import { recordingInProgress, type RecordingInProgressEvent } from './recording-in-progress.ts'
import { referStatus, type ReferStatusEvent } from './refer-status.ts'
import { siprec, type SiprecEvent } from './siprec.ts'
import { stream, type StreamEvent } from './stream.ts'
import { transcription, type TranscriptionEvent } from './transcription.ts'

export type {
  CallCompletedEvent,
  CallInitiatedEvent,
  CallRingingEvent,
  CallAnsweredEvent,
  CallDtmfEvent,
  CallCostEvent,
  TranscriptionEvent,
  LiveTranscriptionEvent,
  ConferenceStartEvent,
  ConferenceJoinEvent,
  ConferenceLeaveEvent,
  ConferenceEndEvent,
  ConferenceSpeakerEvent,
  RecordingCompletedEvent,
  RecordingInProgressEvent,
  RecordingAbsentEvent,
  RecordingFailedEvent,
  SiprecEvent,
  StreamEvent,
  ReferStatusEvent,
  CallMachineDetectionEvent,
  CallAnalyzedEvent,
  QueueEvent,
  AiGatherEvent,
  GatherEvent,
  InstructionsEvent,
}

/** An event that is sent as a form. */
export type TelnyxFormEvent =
  | CallCompletedEvent
  | CallInitiatedEvent
  | CallRingingEvent
  | CallAnsweredEvent
  | CallDtmfEvent
  | CallCostEvent
  | TranscriptionEvent
  | LiveTranscriptionEvent
  | ConferenceStartEvent
  | ConferenceJoinEvent
  | ConferenceLeaveEvent
  | ConferenceEndEvent
  | ConferenceSpeakerEvent
  | RecordingCompletedEvent
  | RecordingInProgressEvent
  | RecordingAbsentEvent
  | RecordingFailedEvent
  | SiprecEvent
  | StreamEvent
  | ReferStatusEvent
  | CallMachineDetectionEvent
  | CallAnalyzedEvent
  | QueueEvent
  | AiGatherEvent
  | GatherEvent
  | InstructionsEvent

/** All events that are sent as forms, in the order in which they are tried. The first match wins. */
export const formEvents: readonly EventDefinition<TelnyxFormEvent['type']>[] = [
  callCompleted,
  callInitiated,
  callRinging,
  callAnswered,
  callDtmf,
  callCost,
  transcription,
  liveTranscription,
  conferenceStart,
  conferenceJoin,
  conferenceLeave,
  conferenceEnd,
  conferenceSpeaker,
  recordingCompleted,
  recordingInProgress,
  recordingAbsent,
  recordingFailed,
  siprec,
  stream,
  referStatus,
  callMachineDetection,
  callAnalyzed,
  queue,
  aiGather,
  gather,
  instructions,
]
