/** Compiled by `pnpm check:types`, never run: each `@ts-expect-error` is a negative test. */
import {
  type CallRecord,
  type CompletedCall,
  createMemoryStore,
  createReceiver,
  type Delivery,
  type DeliveryStore,
  type FinalCallStatus,
  type KeptDelivery,
  keepDelivery,
  type Receiver,
  type Reception,
  type SchemaError,
  type SettledEvent,
  subscribeToTelnyxCalls,
  type TelnyxCall,
  type TelnyxEvent,
  type TelnyxEventType,
  toCallRecord,
  type UnsuccessfulCall,
} from '@telnyx-call/core'
import { assertType, type Equal } from './equal.ts'

assertType<Equal<FinalCallStatus, 'completed' | 'busy' | 'no-answer' | 'canceled' | 'failed'>>()
assertType<Equal<TelnyxCall, CompletedCall | UnsuccessfulCall>>()
assertType<Equal<TelnyxCall['CallStatus'], FinalCallStatus>>()
assertType<Equal<Delivery['call'], TelnyxCall | undefined>>()
assertType<Equal<Delivery['event'], TelnyxEvent>>()
assertType<Equal<Delivery['waitsForTexml'], boolean>>()
assertType<Equal<Delivery['schemaErrors'], readonly SchemaError[]>>()

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
createReceiver({ publicKey: ['a key', new Uint8Array(32)], events: 'all', schema: 'report' })
createReceiver({
  publicKey: 'a key',
  events: ['call-completed', 'recording-completed', 'json'],
  schema: 'enforce',
})
createReceiver({ publicKey: 'a key', deduplication: false })
createReceiver({
  publicKey: 'a key',
  deduplication: { store: createMemoryStore({ maxIds: 10 }), onDuplicate: 'pass', leaseMs: 2000 },
})
createReceiver({
  publicKey: 'a key',
  deduplication: { eventKey: ({ CallSid, SequenceNumber }) => `${CallSid}.${SequenceNumber}` },
})
createReceiver({
  publicKey: 'a key',
  events: 'all',
  deduplication: {
    eventKey: (event) => {
      assertType<Equal<typeof event, TelnyxEvent>>()
      return event.type === 'call-completed' ? `${event.CallSid}.${event.SequenceNumber}` : undefined
    },
  },
})
// @ts-expect-error -- a key is text
createReceiver({ publicKey: 'a key', deduplication: { eventKey: () => 3 } })
// @ts-expect-error -- not every event is about a call
createReceiver({ publicKey: 'a key', events: 'all', deduplication: { eventKey: ({ CallSid }) => CallSid } })
// @ts-expect-error -- it is on unless it is false
createReceiver({ publicKey: 'a key', deduplication: true })
// @ts-expect-error -- options of deduplication are one group
createReceiver({ publicKey: 'a key', store: createMemoryStore() })
// @ts-expect-error -- a store has four verbs
const threeVerbs: DeliveryStore = { claim: () => 'done', commit: () => {}, release: () => {} }
const fourVerbs: DeliveryStore = {
  ...threeVerbs,
  renew: async () => true,
  claim: async () => 'claimed' as const,
}
createReceiver({ publicKey: 'a key', deduplication: { store: fourVerbs } })

createReceiver({
  publicKey: 'a key',
  onRefused: (refusal, context) => {
    assertType<Equal<ReturnType<typeof keepRefused>, KeptDelivery | undefined>>()
    const keepRefused = () => keepDelivery(context, refusal)
    assertType<Equal<typeof context.rawBody, Uint8Array | undefined>>()
  },
  onFailed: async (delivery, failure) => {
    assertType<Equal<typeof failure.outcome, 'failed' | 'abandoned'>>()
    assertType<Equal<ReturnType<typeof keepFailed>, KeptDelivery>>()
    const keepFailed = () => keepDelivery(delivery, failure)
    assertType<Equal<typeof delivery.signal, AbortSignal>>()
    // @ts-expect-error -- headers are what came
    delivery.headers['x-request-id'] = ''
  },
})

export async function redeliver(receiver: Receiver, kept: KeptDelivery) {
  const result = await receiver.redeliver(kept, async ({ call }) => call?.CallSid)
  assertType<Equal<typeof result, 'handled' | 'duplicate' | 'other-event'>>()
  assertType<Equal<Awaited<ReturnType<typeof receiver.drain>>, number>>()
  // @ts-expect-error -- it is counted by the receiver
  receiver.pending = 0
}
// @ts-expect-error -- the key is not optional
createReceiver({})
// @ts-expect-error -- unknown option
createReceiver({ publicKey: 'a key', tolerance: 300 })
// @ts-expect-error -- no such choice
createReceiver({ publicKey: 'a key', events: 'pass' })
// @ts-expect-error -- there is no such event
createReceiver({ publicKey: 'a key', events: ['call-held'] })
// @ts-expect-error -- types are a list
createReceiver({ publicKey: 'a key', events: 'gather' })
// @ts-expect-error -- the schema describes or it is enforced
createReceiver({ publicKey: 'a key', schema: 'ignore' })
// @ts-expect-error -- an option that is given has a value
createReceiver({ publicKey: 'a key', toleranceSeconds: undefined })

subscribeToTelnyxCalls({ settled: (event) => assertType<Equal<typeof event, SettledEvent>>() })
assertType<Equal<SettledEvent['outcome'], 'handled' | 'failed' | 'abandoned'>>()
// @ts-expect-error -- there is no such event
subscribeToTelnyxCalls({ setled: () => {} })
subscribeToTelnyxCalls({
  accepted: ({ call, exchange, eventType, schemaErrors }) => {
    assertType<Equal<typeof eventType, TelnyxEventType>>()
    assertType<Equal<typeof schemaErrors, readonly SchemaError[]>>()
    assertType<Equal<typeof exchange, symbol>>()
    // @ts-expect-error -- another event than a call's end has no call
    call.CallSid
  },
})
