/** Compiled by `pnpm check:types`, never run: each `@ts-expect-error` is a negative test. */
import type { CallAnsweredEvent, Delivery, KeptDelivery, TelnyxCall, TelnyxEvent } from '@telnyx-call/core'
import { requireTelnyxCall, requireTelnyxEvent, telnyxCall } from '@telnyx-call/express'
import express from 'express'
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

express().use(guard)
express().use('/calls', guard)
express.Router().post('/calls', guard)
express().post('/calls', guard, (request, response) => {
  assertType<Equal<typeof request.telnyxCall, TelnyxCall | undefined>>()
  assertType<Equal<typeof request.telnyxDelivery, Delivery | undefined>>()
  assertType<Equal<typeof request.telnyxEvent, TelnyxEvent | undefined>>()
  // @ts-expect-error -- it may be undefined
  request.telnyxEvent.type
  if (request.telnyxEvent?.type === 'gather') {
    assertType<Equal<typeof request.telnyxEvent.Digits, string | undefined>>()
  }
  assertType<Equal<typeof answered, CallAnsweredEvent>>()
  const answered = requireTelnyxEvent(request, 'call-answered')
  assertType<Equal<ReturnType<typeof requireTelnyxCall>, TelnyxCall>>()
  // @ts-expect-error -- it may be undefined
  request.telnyxCall.CallSid
  response.json(requireTelnyxCall(request).CallSid)
})
telnyxCall({ publicKey: 'a key', events: ['call-answered', 'json'] })
// @ts-expect-error -- there is no such event
telnyxCall({ publicKey: 'a key', events: ['call-held'] })
// @ts-expect-error -- the key is not optional
telnyxCall()
// @ts-expect-error -- unknown option
telnyxCall({ publicKey: 'a key', tolerance: 300 })
// @ts-expect-error -- a string is no request
requireTelnyxCall('request')
