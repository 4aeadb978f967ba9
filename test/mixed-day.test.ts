import type { AddressInfo } from 'node:net'
import { telnyxCall } from '@telnyx-call/fastify'
import { createTelnyxSimulator, createTestKeys, sampleDay } from '@telnyx-call/testing'
import Fastify from 'fastify'
import t from 'tap'

t.setTimeout(60_000)

t.test(
  'a mixed day with faults on one route: every event handled, and twice only what waits for TeXML',
  async (t) => {
    const keys = createTestKeys()
    const app = Fastify({ forceCloseConnections: true })
    t.teardown(() => app.close())
    await app.register(telnyxCall, { publicKey: keys.publicKey, events: 'all' })
    const types = new Map<string, number>()
    const texml = new Set<string>()
    app.telnyxCall('/events', async ({ telnyxEvent, telnyxDelivery }) => {
      types.set(telnyxEvent.type, (types.get(telnyxEvent.type) ?? 0) + 1)
      if (telnyxDelivery.waitsForTexml) texml.add(JSON.stringify(telnyxDelivery.fields))
      simulator.recordHandled(telnyxDelivery.fields)
    })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const simulator = createTelnyxSimulator({
      keys,
      url: `http://127.0.0.1:${port}/events`,
      duplicates: 0.3,
      maxDuplicateDelayMs: 100,
      concurrentCopies: 0.2,
      reorderings: 0.2,
      maxReorderingDelayMs: 100,
    })
    const ledger = await simulator.deliver(sampleDay(60))
    t.equal(ledger.totals.events, 420)
    t.strictSame(ledger.lost, [])
    t.strictSame(ledger.unacknowledged, [])
    t.ok(ledger.totals.attempts > 500, `${ledger.totals.attempts} attempts`)
    const repeated = ledger.repeated.filter(({ fields }) => !isTexml(fields))
    t.strictSame(repeated, [], 'nothing else reaches the handler twice')
    t.strictSame([...types.keys()].sort(), [
      'call-answered',
      'call-completed',
      'call-cost',
      'call-dtmf',
      'call-initiated',
      'call-ringing',
      'recording-completed',
    ])

    function isTexml(fields: Readonly<Record<string, string>>): boolean {
      return texml.has(JSON.stringify(fields))
    }
  },
)
