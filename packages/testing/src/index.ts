export type { AttemptAnswer, DeliveryAttempt } from './delivery-attempt.ts'
export type { AttemptKind, Cut } from './delivery-plan.ts'
export type { PolicyName } from './delivery-policy.ts'
export { type DeliveryStoreTestOptions, testDeliveryStore } from './delivery-store-test.ts'
export { createTestKeys, type TestKeys } from './keys.ts'
export type {
  DeliveryEnd,
  ExplainedEvent,
  Ledger,
  LedgerEvent,
  LedgerTotals,
  RepeatCause,
} from './ledger.ts'
export { type SampleOverrides, type SampleVariant, sampleCall, sampleVariants } from './sample-call.ts'
export { sampleDay } from './sample-day.ts'
export {
  type JsonSampleOverrides,
  type SampleEventType,
  type SampleJson,
  sampleEvent,
  sampleEventTypes,
} from './sample-event.ts'
export { type SignedRequest, type SignedRequestOptions, signedRequest } from './signed-request.ts'
export type { TelnyxSimulatorOptions } from './simulator-options.ts'
export type { TestedStore } from './store-tests/store-test.ts'
export {
  type CallFields,
  createTelnyxSimulator,
  type DeliverOptions,
  type TelnyxSimulator,
} from './telnyx-simulator.ts'
