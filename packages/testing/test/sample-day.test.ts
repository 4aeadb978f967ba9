import * as built from '@telnyx-call/testing'
import t, { type Test } from 'tap'
import * as source from '../src/index.ts'

const url = 'http://127.0.0.1:9'

for (const [what, testing] of Object.entries({ source, built })) {
  t.test(what, async (t) => testDays(t, testing))
}

async function testDays(t: Test, testing: typeof source): Promise<void> {
  const { createTelnyxSimulator, createTestKeys, sampleDay, sampleEvent } = testing
  const keys = createTestKeys()

  await t.test(
    'a day has seven events of each call, in disorder, and the same again for the same seed',
    async (t) => {
      const day = [...sampleDay(50, { seed: 3 })]
      t.equal(day.length, 350)
      t.strictSame([...sampleDay(50, { seed: 3 })], day)
      t.notSame([...sampleDay(50)], day)
      const statuses = new Map<string, (string | undefined)[]>()
      for (const { CallSid = '', CallStatus } of day) {
        statuses.set(CallSid, [...(statuses.get(CallSid) ?? []), CallStatus])
      }
      t.equal(statuses.size, 50)
      for (const ofCall of statuses.values()) t.equal(ofCall.length, 7)
      const orders = new Set([...statuses.values()].map((ofCall) => ofCall.join()))
      t.ok(orders.size > 10, `${orders.size} different orders`)
      t.strictSame([...sampleDay(0)], [])
    },
  )

  await t.test('a day of no whole number of calls', async (t) => {
    for (const calls of [-1, 1.5, Number.NaN]) t.throws(() => sampleDay(calls), { name: 'TypeError' })
  })

  await t.test('events of one call are told apart by their fields', async (t) => {
    const simulator = createTelnyxSimulator({ keys, url, retryDelaysMs: [] })
    const ringing = sampleEvent('call-ringing', { CallSid: 'one' })
    const answered = sampleEvent('call-answered', { CallSid: 'one' })
    const alone = sampleEvent('call-answered', { CallSid: 'two' })
    const ledger = await simulator.deliver([ringing, answered, alone])
    simulator.recordHandled(Object.fromEntries(Object.entries(ringing).reverse()))
    simulator.recordHandled('two')
    simulator.recordHandled({ CallSid: 'nobody' })
    t.strictSame(
      ledger.events.map(({ handled }) => handled),
      [1, 0, 1],
    )
    t.strictSame(ledger.unknownCallSids, ['[["CallSid","nobody"]]'])
    t.throws(() => simulator.recordHandled('one'), { name: 'TypeError', message: /pass the fields/ })
    await t.rejects(simulator.deliver([ringing]), { name: 'TypeError', message: /passed twice/ })
  })
}
