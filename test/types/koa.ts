/** Compiled by `pnpm check:types`, never run: each `@ts-expect-error` is a negative test. */
import Router from '@koa/router'
import type { Delivery, KeptDelivery, TelnyxCall } from '@telnyx-call/core'
import { requireTelnyxCall, telnyxCall } from '@telnyx-call/koa'
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
  // @ts-expect-error -- it may be undefined
  ctx.request.telnyxCall.CallSid
  ctx.body = requireTelnyxCall(ctx.request).CallSid
})
// @ts-expect-error -- the key is not optional
telnyxCall()
// @ts-expect-error -- unknown option
telnyxCall({ publicKey: 'a key', tolerance: 300 })
