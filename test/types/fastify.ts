/** Compiled by `pnpm check:types`, never run: each `@ts-expect-error` is a negative test. */
import type { Delivery, TelnyxCall } from '@telnyx-call/core'
import { requireTelnyxCall, telnyxCall } from '@telnyx-call/fastify'
import Fastify from 'fastify'
import { assertType, type Equal } from './equal.ts'

const app = Fastify()

app.register(telnyxCall, { publicKey: 'a key' })
app.post('/calls', { config: { telnyxCall: true } }, async (request) => {
  assertType<Equal<typeof request.telnyxCall, TelnyxCall | undefined>>()
  assertType<Equal<typeof request.telnyxDelivery, Delivery | undefined>>()
  // @ts-expect-error -- it may be undefined
  request.telnyxCall.CallSid
  return requireTelnyxCall(request).CallSid
})
// @ts-expect-error -- the options go to register, the route only opts in
app.post('/calls', { config: { telnyxCall: { publicKey: 'a key' } } }, async () => {})
// @ts-expect-error -- the key is not optional
app.register(telnyxCall, {})
// @ts-expect-error -- unknown option
app.register(telnyxCall, { publicKey: 'a key', tolerance: 300 })
