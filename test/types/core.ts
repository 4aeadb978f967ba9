/** Compiled by `pnpm check:types`, never run: each `@ts-expect-error` is a negative test. */
import {
  type CallRecord,
  type CompletedCall,
  createMemoryStore,
  createReceiver,
  type Delivery,
  type FinalCallStatus,
  type Reception,
  type SettledEvent,
  subscribeToTelnyxCalls,
  type TelnyxCall,
  toCallRecord,
  type UnsuccessfulCall,
} from '@telnyx-call/core'
import { assertType, type Equal } from './equal.ts'

assertType<Equal<FinalCallStatus, 'completed' | 'busy' | 'no-answer' | 'canceled' | 'failed'>>()
assertType<Equal<TelnyxCall, CompletedCall | UnsuccessfulCall>>()
assertType<Equal<TelnyxCall['CallStatus'], FinalCallStatus>>()
assertType<Equal<Delivery['call'], TelnyxCall | undefined>>()

export function narrow(call: TelnyxCall) {
  assertType<Equal<(typeof call)['SequenceNumber'], number>>()
  assertType<Equal<(typeof call)['ShakenStirValidated'], boolean | undefined>>()
  assertType<Equal<(typeof call)['CallSid'], string>>()
  // @ts-expect-error -- only a completed call is promised a time of answer
  call.AnsweredTime
  if (call.CallStatus === 'completed') assertType<Equal<(typeof call)['AnsweredTime'], string | undefined>>()
  // @ts-expect-error -- a busy call is promised none either
  else call.AnsweredTime
  // @ts-expect-error -- there is no such status
  if (call.CallStatus === 'ringing') return
  // @ts-expect-error -- a call is frozen
  call.From = ''
}

export function judge(reception: Reception) {
  // @ts-expect-error -- a refused request has no delivery
  reception.delivery
  // @ts-expect-error -- only an accepted delivery is settled
  reception.settle
  if (reception.outcome === 'accepted') assertType<Equal<(typeof reception)['delivery'], Delivery>>()
}

export function record(call: TelnyxCall) {
  assertType<Equal<ReturnType<typeof toCallRecord>, CallRecord>>()
  assertType<Equal<CallRecord['initiatedAt'], Date>>()
  // @ts-expect-error -- an unanswered call has no time of answer
  toCallRecord(call).answeredAt.getTime()
}

createReceiver({ publicKey: 'a key' })
createReceiver({ publicKey: process.env.TELNYX_PUBLIC_KEY })
createReceiver({ publicKey: ['a key', new Uint8Array(32)], otherEvents: 'pass', schema: 'report' })
createReceiver({ publicKey: 'a key', store: createMemoryStore({ maxIds: 10 }), onDuplicate: 'pass' })
createReceiver({
  publicKey: 'a key',
  deliveryId: ({ CallSid, SequenceNumber }) => `${CallSid}.${SequenceNumber}`,
})
// @ts-expect-error -- an id is text
createReceiver({ publicKey: 'a key', deliveryId: ({ SequenceNumber }) => SequenceNumber })
// @ts-expect-error -- a store has three verbs
createReceiver({ publicKey: 'a key', store: { claim: () => ({ state: 'done' }), commit: () => {} } })
// @ts-expect-error -- the key is not optional
createReceiver({})
// @ts-expect-error -- unknown option
createReceiver({ publicKey: 'a key', tolerance: 300 })
// @ts-expect-error -- no such choice
createReceiver({ publicKey: 'a key', otherEvents: 'ignore' })
// @ts-expect-error -- an option that is given has a value
createReceiver({ publicKey: 'a key', toleranceSeconds: undefined })

subscribeToTelnyxCalls({ settled: (event) => assertType<Equal<typeof event, SettledEvent>>() })
// @ts-expect-error -- there is no such event
subscribeToTelnyxCalls({ setled: () => {} })
subscribeToTelnyxCalls({
  accepted: ({ call, exchange }) => {
    assertType<Equal<typeof exchange, symbol>>()
    // @ts-expect-error -- another event than a call's end has no call
    call.CallSid
  },
})
