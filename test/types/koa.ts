/** Compiled by `pnpm check:types`, never run: each `@ts-expect-error` is a negative test. */
import Router from '@koa/router'
import type { CallAnsweredEvent, Delivery, KeptDelivery, TelnyxCall, TelnyxEvent } from '@telnyx-call/core'
import { requireTelnyxCall, requireTelnyxEvent, telnyxCall } from '@telnyx-call/koa'
import Koa from 'koa'
import { assertType, type Equal } from './equal.ts'

const guard = telnyxCall({ publicKey: 'a key' })

assertType<Equal<typeof guard.pending, number>>()
assertType<Equal<Awaited<ReturnType<typeof guard.drain>>, number>>()
const kept: KeptDelivery = {
  version: 1,
  keptAt: '',
  reason: { outcome: 'failed' },
  headers: {},
  bodyBase64: '',
}
guard.redeliver(kept, () => {})
// @ts-expect-error -- there is no such version
guard.redeliver({ ...kept, version: 2 }, () => {})

new Koa().use(guard).use((ctx) => {
  assertType<Equal<typeof ctx.request.telnyxCall, TelnyxCall | undefined>>()
  // @ts-expect-error -- it is on ctx.request, as in the other frameworks
  const call: TelnyxCall | undefined = ctx.request.call
  ctx.body = call
})
new Router().post('/calls', guard, (ctx) => {
  assertType<Equal<typeof ctx.request.telnyxCall, TelnyxCall | undefined>>()
  assertType<Equal<typeof ctx.request.telnyxDelivery, Delivery | undefined>>()
  assertType<Equal<typeof ctx.request.telnyxEvent, TelnyxEvent | undefined>>()
  // @ts-expect-error -- it may be undefined
  ctx.request.telnyxEvent.type
  if (ctx.request.telnyxEvent?.type === 'gather') {
    assertType<Equal<typeof ctx.request.telnyxEvent.Digits, string | undefined>>()
  }
  assertType<Equal<typeof answered, CallAnsweredEvent>>()
  const answered = requireTelnyxEvent(ctx.request, 'call-answered')
  // @ts-expect-error -- it may be undefined
  ctx.request.telnyxCall.CallSid
  ctx.body = requireTelnyxCall(ctx.request).CallSid
})
telnyxCall({ publicKey: 'a key', events: ['call-answered', 'json'] })
// @ts-expect-error -- there is no such event
telnyxCall({ publicKey: 'a key', events: ['call-held'] })
// @ts-expect-error -- the key is not optional
telnyxCall()
// @ts-expect-error -- unknown option
telnyxCall({ publicKey: 'a key', tolerance: 300 })
