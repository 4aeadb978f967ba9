export { ACKNOWLEDGED_STATUS, type Answer, FAILED_STATUS, isSuccess, toAcknowledgedStatus } from './answer.ts'
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
export {
  type CallQuality,
  type CallQualityStatistics,
  type CallRecord,
  toCallRecord,
} from './events/call-record.ts'
export type {
  CompletedCall,
  FinalCallStatus,
  TelnyxCall,
  UnsuccessfulCall,
} from './events/generated/call-completed.ts'
export type * from './events/generated/registry.ts'
export type { SchemaError } from './events/schema-error.ts'
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
} from './observe/events.ts'
export { subscribeToTelnyxCalls, type TelnyxCallListeners } from './observe/listeners.ts'
export type { ReceiverOptions, RefusalContext } from './options.ts'
export {
  createReceiver,
  type Receiver,
  type RedeliveryOptions,
} from './receiver.ts'
export type { Reception } from './reception.ts'
export type { Refusal, RefusalCode } from './refusals.ts'
export { RefusalError } from './refusals.ts'
export type { BodyFailure, WebhookRequest } from './request/webhook-request.ts'
export { requireTelnyxCall, requireTelnyxEvent } from './require-telnyx-call.ts'
export type { FindPublicKeys, PublicKeys } from './signature/account-keys.ts'
export type { Ed25519Engine } from './signature/engines/engine.ts'
export type { EngineChoice } from './signature/engines/engine-choice.ts'
export type { Ed25519Jwk, PublicKeyInput, PublicKeyObject } from './signature/public-key.ts'
