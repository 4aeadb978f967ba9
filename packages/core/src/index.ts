export type { FindPublicKeys, PublicKeys } from './account-keys.ts'
export { ACKNOWLEDGED_STATUS, type Answer, FAILED_STATUS, isSuccess, toAcknowledgedStatus } from './answer.ts'
export type { SchemaError } from './call.ts'
export { type CallQuality, type CallQualityStatistics, type CallRecord, toCallRecord } from './call-record.ts'
export type { DeduplicationOptions } from './delivery/deduplication-options.ts'
export type { Delivery } from './delivery/delivery.ts'
export type { ClaimState, DeliveryStore } from './delivery/delivery-store.ts'
export type { HandlingOutcome } from './delivery/handling.ts'
export {
  type DeliveryFailure,
  type KeptDelivery,
  type KeptReason,
  keepDelivery,
} from './delivery/kept-delivery.ts'
export { createMemoryStore, type MemoryStoreOptions } from './delivery/memory-store.ts'
export type { HandlerEnd, Settle } from './delivery/outcomes.ts'
export type { Ed25519Engine } from './engines/engine.ts'
export type { EngineChoice } from './engines/engine-choice.ts'
export { subscribeToTelnyxCalls, type TelnyxCallListeners } from './event-listeners.ts'
export type * from './events/generated/registry.ts'
export type {
  ChosenEventType,
  JsonEvent,
  TelnyxEvent,
  TelnyxEventChoice,
  TelnyxEventOf,
  TelnyxEventType,
  UnknownEvent,
} from './events/telnyx-event.ts'
export { readTelnyxEvent } from './events/trusted-body.ts'
export type {
  AcceptedEvent,
  AcknowledgedEvent,
  DeliveryEvent,
  ForgottenEvent,
  MaskedCall,
  ReceivedEvent,
  ReceiverEvent,
  RefusedEvent,
  SettledEvent,
} from './events.ts'
export type { CompletedCall, FinalCallStatus, TelnyxCall, UnsuccessfulCall } from './generated/call.ts'
export type { ReceiverOptions, RefusalContext } from './options.ts'
export type { Ed25519Jwk, PublicKeyInput } from './public-key.ts'
export {
  createReceiver,
  type Receiver,
  type RedeliveryOptions,
} from './receiver.ts'
export type { Reception } from './reception.ts'
export type { Refusal, RefusalCode } from './refusals.ts'
export { RefusalError } from './refusals.ts'
export type { BodyFailure, WebhookRequest } from './request.ts'
export { requireTelnyxCall, requireTelnyxEvent } from './require-telnyx-call.ts'
