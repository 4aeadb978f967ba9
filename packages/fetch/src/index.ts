export * from '@telnyx-call/core'
export {
  type AcceptedRequest,
  type AnsweredRequest,
  createGuard,
  type TelnyxCallGuard,
} from './guard.ts'
export {
  type HandlerAnswer,
  type TelnyxCallExchange,
  type TelnyxCallFetch,
  type TelnyxCallHandler,
  telnyxCall,
  telnyxCall as default,
} from './handler.ts'
export type { OptionsSource, OwnReceiver } from './own-receiver.ts'
