/** Compiled by `pnpm check:types`, never run: each `@ts-expect-error` is a negative test. */
import {
  type CallAnsweredEvent,
  type CallCompletedEvent,
  createReceiver,
  type JsonEvent,
  type KeptDelivery,
  type TelnyxEvent,
  type WebhookRequest,
} from '@telnyx-call/core'
import type { FastifyInstance } from 'fastify'
import { assertType, type Equal } from './equal.ts'
import '@telnyx-call/fastify'

const publicKey = process.env.TELNYX_PUBLIC_KEY

export async function handle(request: WebhookRequest, kept: KeptDelivery) {
  const answered = createReceiver({ publicKey, events: ['call-answered'] })
  await answered.redeliver(kept, ({ event }) => {
    assertType<Equal<typeof event, CallAnsweredEvent>>()
    // @ts-expect-error -- no such field
    return event.CallLength
  })
  const reception = await answered.receive(request)
  if (reception.outcome === 'accepted')
    assertType<Equal<typeof reception.delivery.event, CallAnsweredEvent>>()

  await createReceiver({ publicKey }).redeliver(kept, ({ event }) => {
    assertType<Equal<typeof event, CallCompletedEvent>>()
  })
  await createReceiver({ publicKey, events: ['call-answered', 'json'] }).redeliver(kept, ({ event }) => {
    assertType<Equal<typeof event, CallAnsweredEvent | JsonEvent>>()
  })
  await createReceiver({ publicKey, events: 'all' }).redeliver(kept, ({ event }) => {
    assertType<Equal<typeof event, TelnyxEvent>>()
  })
  // @ts-expect-error -- no such event
  createReceiver({ publicKey, events: ['call-exploded'] })
}

export function route(app: FastifyInstance) {
  app.telnyxCall<'call-answered'>('/answered', async ({ telnyxEvent, telnyxDelivery }) => {
    assertType<Equal<typeof telnyxEvent, CallAnsweredEvent>>()
    assertType<Equal<typeof telnyxDelivery.event, CallAnsweredEvent>>()
  })
  app.telnyxCall('/all', async ({ telnyxEvent }) => {
    assertType<Equal<typeof telnyxEvent, TelnyxEvent>>()
  })
}
