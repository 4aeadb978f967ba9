/** Compiled by `pnpm check:types`, never run: each `@ts-expect-error` is a negative test. */
import type { CallAnsweredEvent, Delivery, GatherEvent, TelnyxCall, TelnyxEvent } from '@telnyx-call/core'
import { requireTelnyxCall, requireTelnyxEvent, telnyxCall } from '@telnyx-call/fastify'
import Fastify from 'fastify'
import { assertType, type Equal } from './equal.ts'

const app = Fastify()

app.register(telnyxCall, { publicKey: 'a key' })
app.telnyxCall('/calls', async (request, reply) => {
  assertType<Equal<typeof request.telnyxCall, TelnyxCall | undefined>>()
  assertType<Equal<typeof request.telnyxDelivery, Delivery>>()
  // @ts-expect-error -- it may be undefined: other events may be passed on
  request.telnyxCall.CallSid
  assertType<Equal<typeof request.telnyxEvent, TelnyxEvent>>()
  // @ts-expect-error -- not every event is about a call
  request.telnyxEvent.CallSid
  switch (request.telnyxEvent.type) {
    case 'gather':
      assertType<Equal<typeof request.telnyxEvent, GatherEvent>>()
      break
    case 'call-answered':
      assertType<Equal<typeof request.telnyxEvent, CallAnsweredEvent>>()
  }
  assertType<Equal<typeof answered, CallAnsweredEvent>>()
  const answered = requireTelnyxEvent(request, 'call-answered')
  reply.header('x-id', request.telnyxDelivery.id)
  return requireTelnyxCall(request).CallSid
})
app.telnyxCall('/calls', { preHandler: async () => {}, logLevel: 'warn' }, (_request, reply) => reply.send())
app.post('/plain', async (request) => {
  assertType<Equal<typeof request.telnyxDelivery, Delivery | undefined>>()
  assertType<Equal<typeof request.telnyxEvent, TelnyxEvent | undefined>>()
  assertType<Equal<ReturnType<typeof requireAnswered>, CallAnsweredEvent>>()
  const requireAnswered = () => requireTelnyxEvent(request, 'call-answered')
})
assertType<Equal<typeof app.telnyxCall.pending, number>>()
assertType<Equal<Awaited<ReturnType<typeof app.telnyxCall.drain>>, number>>()
app.register(telnyxCall, { publicKey: 'a key', events: ['call-answered', 'json'] })
// @ts-expect-error -- there is no such event
app.register(telnyxCall, { publicKey: 'a key', events: ['call-held'] })
// @ts-expect-error -- a route has a handler
app.telnyxCall('/calls')
// @ts-expect-error -- the method is not for the route to choose
app.telnyxCall('/calls', { method: 'POST' }, async () => {})
// @ts-expect-error -- the key is not optional
app.register(telnyxCall, {})
// @ts-expect-error -- unknown option
app.register(telnyxCall, { publicKey: 'a key', tolerance: 300 })
