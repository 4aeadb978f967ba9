import { subscribeToTelnyxCalls } from '@telnyx-call/core'
import { createTestKeys, sampleCall, sampleEvent, signedRequest } from '@telnyx-call/testing'
import t from 'tap'
import { CALLBACK_PATH, type HandlerBehaviour, type HostName } from './conformance/host.ts'
import { hosts } from './conformance/hosts/index.ts'
import { completeExchange } from './recipes/complete-exchange.ts'

const keys = createTestKeys()

/** The adapter behind each host, as events name it. */
const adapters: Record<HostName, string> = {
  fastify: 'fastify',
  koa: 'koa',
  koa2: 'koa',
  express: 'express',
  express4: 'express',
  fetch: 'fetch',
}

for (const host of hosts) {
  t.test(`${host.name} tells over a socket what becomes of requests`, async (t) => {
    const told: object[] = []
    const stop = subscribeToTelnyxCalls({
      received: ({ adapter }) => told.push({ received: adapter }),
      refused: ({ adapter, code }) => told.push({ refused: adapter, code }),
      acknowledged: ({ adapter, reason, eventType }) =>
        told.push({ acknowledged: adapter, reason, eventType }),
      accepted: ({ adapter, eventType, schemaErrors }) =>
        told.push({ accepted: adapter, eventType, schemaErrors }),
      settled: ({ adapter, outcome, isSenderGone, isOverBudget }) =>
        told.push({ settled: adapter, outcome, isSenderGone, isOverBudget }),
    })
    t.teardown(stop)
    const start = async (handler: HandlerBehaviour, responseTimeoutMs: number) => {
      const options = { publicKey: keys.publicKey, responseTimeoutMs }
      const running = await host.start({ options, handlers: [handler], gate: Promise.resolve() })
      t.teardown(() => running.stop())
      return `http://127.0.0.1:${running.port}${CALLBACK_PATH}`
    }
    const fields = sampleCall('recorded')
    const good = signedRequest({ keys, fields })
    const adapter = adapters[host.name]
    const received = { received: adapter }
    const accepted = { accepted: adapter, eventType: 'call-completed', schemaErrors: [] }

    const url = await start({ status: 202, json: {} }, 60_000)
    t.equal(await completeExchange(url, good), 200)
    t.equal(await completeExchange(url, good), 200)
    t.equal(await completeExchange(url, signedRequest({ keys, fields: sampleCall('ringing') })), 200)
    t.equal(await completeExchange(url, signedRequest({ keys, fields: sampleEvent('gather') })), 501)
    t.equal(await completeExchange(url, signedRequest({ keys: createTestKeys() })), 403)
    const departing = signedRequest({ keys, fields: { ...fields, SequenceNumber: 'four' } })
    t.equal(await completeExchange(url, departing), 200)
    t.strictSame(told.splice(0), [
      received,
      accepted,
      { settled: adapter, outcome: 'handled', isSenderGone: false, isOverBudget: false },
      received,
      { acknowledged: adapter, reason: 'duplicate', eventType: 'call-completed' },
      received,
      { acknowledged: adapter, reason: 'other-event', eventType: 'call-ringing' },
      received,
      { refused: adapter, code: 'instructions_not_handled' },
      received,
      { refused: adapter, code: 'signature_mismatch' },
      received,
      {
        ...accepted,
        schemaErrors: [{ field: 'SequenceNumber', rule: 'type', message: 'must be integer' }],
      },
      { settled: adapter, outcome: 'handled', isSenderGone: false, isOverBudget: false },
    ])

    // A handler that is late takes 20 ms.
    const lateUrl = await start({ status: 503, late: true }, 5)
    t.equal(await completeExchange(lateUrl, good), 503)
    t.strictSame(told.splice(0), [
      received,
      accepted,
      { settled: adapter, outcome: 'failed', isSenderGone: false, isOverBudget: true },
    ])
  })
}
