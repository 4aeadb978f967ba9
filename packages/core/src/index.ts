export { ACKNOWLEDGED_STATUS, type Answer, toAcknowledgedStatus } from './answer.ts'
export type { SchemaError } from './call.ts'
export { type CallQuality, type CallRecord, toCallRecord } from './call-record.ts'
export type { Delivery } from './delivery.ts'
export type { Claim, DeliveryStore } from './delivery-store.ts'
export type { Ed25519Engine } from './engines/engine.ts'
export type { EngineChoice } from './engines/engine-choice.ts'
export { subscribeToTelnyxCalls, type TelnyxCallListeners } from './event-listeners.ts'
export type {
  AcceptedEvent,
  AcknowledgedEvent,
  DeliveryEvent,
  MaskedCall,
  ReceivedEvent,
  ReceiverEvent,
  RefusedEvent,
  SettledEvent,
} from './events.ts'
export type { CompletedCall, FinalCallStatus, TelnyxCall, UnsuccessfulCall } from './generated/call.ts'
export { createMemoryStore, type MemoryStoreOptions } from './memory-store.ts'
export type { ReceiverOptions, RefusalContext } from './options.ts'
export type { Ed25519Jwk, PublicKeyInput } from './public-key.ts'
export { createReceiver, type Receiver, type Reception, type Settle } from './receiver.ts'
export type { Refusal, RefusalCode } from './refusals.ts'
export { RefusalError } from './refusals.ts'
export type { BodyFailure, WebhookRequest } from './request.ts'
export { requireTelnyxCall } from './require-telnyx-call.ts'
