/** Compiled by `pnpm check:types`, never run: each `@ts-expect-error` is a negative test. */
import type { Delivery, JsonEvent, KeptDelivery, TelnyxCall, TelnyxEvent } from '@telnyx-call/core'
import { createGuard, telnyxCall } from '@telnyx-call/fetch'
import { assertType, type Equal } from './equal.ts'

interface Env {
  readonly TELNYX_PUBLIC_KEY: string
}

interface Context {
  waitUntil(work: Promise<unknown>): void
}

const handle = telnyxCall({ publicKey: 'a key' }, ({ call, event, delivery, request, env }) => {
  assertType<Equal<typeof call, TelnyxCall | undefined>>()
  assertType<Equal<typeof event.type, 'call-completed'>>()
  assertType<Equal<typeof delivery, Delivery<'call-completed'>>>()
  assertType<Equal<typeof request, Request>>()
  assertType<Equal<typeof env, unknown>>()
})
assertType<Equal<ReturnType<typeof handle>, Promise<Response>>>()
assertType<Equal<typeof handle.pending, number>>()
assertType<Equal<Awaited<ReturnType<typeof handle.drain>>, number>>()

// As hosts call it.
const serve: (request: Request) => Response | Promise<Response> = handle
const route: (request: Request, context: { params: Promise<object> }) => Promise<Response> = handle

telnyxCall({ publicKey: 'a key', events: 'all' }, ({ event }) => {
  assertType<Equal<typeof event, TelnyxEvent>>()
  if (event.type === 'gather') return new Response('<Response/>')
  return undefined
})
telnyxCall({ publicKey: 'a key', events: ['json'] }, async ({ event }) => {
  assertType<Equal<typeof event, JsonEvent>>()
})

// Options that are made from the environment.
const worker = {
  fetch: telnyxCall(
    (env: Env) => ({ publicKey: env.TELNYX_PUBLIC_KEY, events: ['json', 'gather'] }),
    ({ event, env }) => {
      assertType<Equal<typeof event.type, 'json' | 'gather'>>()
      assertType<Equal<typeof env, Env>>()
    },
  ),
}
const handler: (request: Request, env: Env, context: Context) => Promise<Response> = worker.fetch
// @ts-expect-error -- another environment
worker.fetch(new Request('https://example.test/'), { OTHER: '' })

declare const kept: KeptDelivery
worker.fetch.redeliver(kept, ({ event }) => void event.type, { env: { TELNYX_PUBLIC_KEY: 'a key' } })
// @ts-expect-error -- another environment
worker.fetch.redeliver(kept, () => {}, { env: 1 })

// A guard for those who answer themselves.
const guard = createGuard({ publicKey: 'a key', events: ['gather'] })
const guarded = await guard(new Request('https://example.test/'))
// @ts-expect-error -- it may have been answered
guarded.event
if (guarded.response) {
  assertType<Equal<typeof guarded.response, Response>>()
} else {
  assertType<Equal<typeof guarded.event.type, 'gather'>>()
  assertType<Equal<ReturnType<typeof guarded.respond>, Promise<Response>>>()
  assertType<Equal<ReturnType<typeof guarded.fail>, Promise<void>>>()
}

// @ts-expect-error -- there is no handler
telnyxCall({ publicKey: 'a key' })
// @ts-expect-error -- no response
telnyxCall({ publicKey: 'a key' }, () => 'text')
// @ts-expect-error -- there is no such event
telnyxCall({ publicKey: 'a key', events: ['call-held'] }, () => {})
// @ts-expect-error -- the key is not optional
createGuard({})
// @ts-expect-error -- unknown option
createGuard({ publicKey: 'a key', tolerance: 300 })

export { handler, route, serve }
